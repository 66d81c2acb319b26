"""Read matrices from CSV files in every common form, and shade their cells."""

from __future__ import annotations

import pytest

from blink.logbooks.display.parts.matrices import MAX_BYTES, SHADES, matrix_data, read_matrix
from blink.logbooks.requests import Matrix
from blink.problems import Mistake

ROWS = ((5.0, 1.0), (2.0, 6.0))
FORMS = {
    "5,1\n2,6\n": ("0", "1"),
    ",0,1\n0,5,1\n1,2,6\n": ("0", "1"),
    "1,2\n5,1\n2,6\n": ("1", "2"),
    "a,b\n5,1\n2,6\n": ("a", "b"),
    "a,5,1\nb,2,6\n": ("a", "b"),
    "\ufefftrue\\predicted,a,b\r\na,5,1\r\n\r\nb,2,6": ("a", "b"),
    '"a, or c",b\n5,1.0\n2e0,6\n': ("a, or c", "b"),
}
WRONG = {
    "": "m.csv is empty",
    "a,b\n": "m.csv:1: no row has numbers",
    "1,2,3\n3,4,5\n": "m.csv:1: the matrix has 2 rows, so that each row must have 2 numbers, not 3",
    "1,2\n3\n": "m.csv:2: the matrix has 2 rows, so that each row must have 2 numbers, not 1",
    ",0,1,2\n0,5,1,3\n1,2,6,3\n": "m.csv:2: the matrix has 2 rows",
    "a,b,c\n1,2\n3,4\n": "m.csv:1: the matrix has 2 rows, so that the header row must have 2 names",
    ",a,b\nb,5,1\na,2,6\n": "m.csv:1: the columns must have the names of the rows",
    "1,nan\n3,4": "m.csv:1: ",
    "1,2\n3,four": "m.csv:2: `four` is not a number",
    "1,2\n3,inf": "m.csv:2: `inf` is not a number",
    'a,"b\n5': "m.csv:2: this is not valid CSV",
    "1\n" * 50: "m.csv:41: the matrix must have at most 40 rows",
    "1," * MAX_BYTES: "must have at most 100,000 bytes",
    b"\xff\xfe1": "not encoded as UTF-8",
}


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "m.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_matrix(path, "m.csv")

    return read


def test_names_may_be_in_the_first_row_the_first_column_both_or_none(read):
    for text, names in FORMS.items():
        assert (read(text).names, read(text).rows) == (names, ROWS), text


@pytest.mark.parametrize("text", WRONG)
def test_another_file_is_one_message_with_file_and_line(read, text):
    with pytest.raises(Mistake) as caught:
        read(text)
    assert WRONG[text] in caught.value.message
    assert len(caught.value.message) < 250


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "no.csv", tmp_path):
        with pytest.raises(Mistake, match="does not exist, or is not a file"):
            read_matrix(path, "no.csv")


def test_the_largest_cell_is_the_darkest():
    (first, second) = matrix_data(Matrix("m", ("a", "b"), ((50, 1), (0, 25))))["rows"]
    assert [cell["shade"] for cell in first["cells"]] == [SHADES - 1, 0]
    assert [cell["shade"] for cell in second["cells"]] == [0, 5]
    assert [cell["agrees"] for cell in second["cells"]] == [False, True]
    assert [cell["text"] for cell in first["cells"]] == ["50", "1"]
    zeros = matrix_data(Matrix("m", ("a",), ((0.0,),)))["rows"]
    assert zeros[0]["cells"][0] == {"text": "0", "shade": 0, "agrees": True}


def test_shares_are_of_the_row():
    data = matrix_data(Matrix("m", ("a", "b"), ((3, 1), (0, 0)), shares=True))
    assert [[cell["text"] for cell in row["cells"]] for row in data["rows"]] == [
        ["75.0", "25.0"], ["0.0", "0.0"],
    ]  # fmt: skip
    assert data["rows"][0]["cells"][0]["shade"] == 7
