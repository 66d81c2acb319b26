"""Numbers as pages show them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from blink.logbooks.metrics.numbers import rounded, signed


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**11), max_value=10**11
    )
)
def test_a_signed_number_keeps_its_value(number):
    text = signed(number)
    assert Decimal(text.replace("−", "-").replace("±", "")) == number
    assert text[0] in "+−±"


def test_a_number_that_a_program_wrote_is_rounded():
    numbers = {"0.17442824944361893": "0.1744", "97.30": "97.30", "1234.567": "1234.567",
               "123456.78901234": "123457", "4810000000000": "4810000000000"}  # fmt: skip
    assert {text: str(rounded(Decimal(text))) for text in numbers} == numbers
