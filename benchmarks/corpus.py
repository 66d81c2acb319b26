"""Make a corpus like that of a real engineering blog: posts, pictures, tags.

A Markov chain makes the text from the manual and the docstrings that Python itself ships
(``pydoc_data.topics``, the standard library): some ten thousand different words, as frequent as in
real prose. The code is functions of the standard library. Tags and categories are distributed as
authors use them: a few in many posts, many in a few. The same seed and the same Python give the
same corpus.

    .venv/bin/python benchmarks/corpus.py --posts 1000 folder
"""

from __future__ import annotations

import argparse
import ast
import importlib
import random
import re
import struct
import sysconfig
import zlib
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

CATEGORIES = (
    "Compilers", "Databases", "Distributed systems", "Machine learning", "Networking",
    "Operating systems", "Performance", "Testing", "Tools",
)  # fmt: skip
TAGS = """
    python asyncio typing packaging profiling memory garbage-collection concurrency threads locks
    queues sockets HTTP TLS DNS TCP caching indexing B-trees SQL PostgreSQL SQLite transactions
    replication consensus backups logging tracing metrics alerting deployment containers Linux
    filesystems io_uring scheduling GPUs CUDA PyTorch transformers quantization pruning
    distillation evaluation datasets tokenizers embeddings search parsing regex Unicode dates
    floating-point numerics linear-algebra sorting hashing compression cryptography fuzzing
    property-testing mocking CI code-review refactoring documentation accessibility CSS HTML
    JavaScript Rust C Go WebAssembly Markdown Sphinx
""".split()  # noqa: SIM905
AUTHORS = ("ada", "grace", "edsger")
MODULES = (
    "argparse", "ast", "asyncio.base_events", "base64", "bisect", "calendar", "codecs",
    "collections", "concurrent.futures.thread", "configparser", "contextlib", "copy", "csv",
    "dataclasses", "datetime", "decimal", "difflib", "doctest", "email.message", "enum",
    "fractions", "functools", "gettext", "glob", "gzip", "heapq", "html.parser", "http.client",
    "imaplib", "inspect", "ipaddress", "json.decoder", "linecache", "locale", "logging",
    "mailbox", "mimetypes", "multiprocessing.pool", "netrc", "ntpath", "optparse", "pathlib",
    "pdb", "pickle", "pickletools", "platform", "plistlib", "poplib", "posixpath", "pprint",
    "profile", "pstats", "queue", "quopri", "random", "sched", "selectors", "shelve", "shlex",
    "shutil", "smtplib", "socket", "socketserver", "sqlite3.dump", "ssl", "statistics", "string",
    "subprocess", "tarfile", "tempfile", "textwrap", "threading", "timeit", "tokenize", "trace",
    "traceback", "types", "typing", "unittest.case", "unittest.mock", "urllib.parse",
    "urllib.request", "uuid", "warnings", "wave", "weakref", "webbrowser", "xml.dom.minidom",
    "xmlrpc.client", "zipfile",
)  # fmt: skip


def sentences() -> Iterator[list[str]]:
    """Yield the sentences of Python's manual and docstrings, as words without markup."""
    topics = importlib.import_module("pydoc_data.topics").topics
    texts = [topics[name] for name in sorted(topics)]
    for tree in _trees():
        nodes = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef))
        texts += [ast.get_docstring(node) or "" for node in nodes]
    for text in texts:
        for sentence in re.split(r"(?<=[.!?])\s+|\n\n+", text):
            words = sentence.split()
            plain = [word for word in words if re.fullmatch(r"\(?[A-Za-z][A-Za-z'-]*[,;)]?", word)]
            if len(plain) > 5 and len(plain) > len(words) * 0.7:
                yield [word.strip("()") for word in plain]


def _trees() -> Iterator[ast.Module]:
    for name in MODULES:
        path = Path(sysconfig.get_path("stdlib")) / (name.replace(".", "/") + ".py")
        if not path.is_file():
            path = path.with_suffix("") / "__init__.py"
        if path.is_file():
            yield ast.parse(path.read_text(encoding="utf-8"))


def functions() -> list[str]:
    """Return functions of the standard library, of 5 to 40 lines, without their docstrings."""
    found = []
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                if ast.get_docstring(node) and len(node.body) > 1:
                    del node.body[0]
                code = ast.unparse(node)
                if 5 <= code.count("\n") + 1 <= 40 and "```" not in code:
                    found.append(code)
    return found


def picture(rng: random.Random, width: int = 480, height: int = 270) -> bytes:
    """Return a PNG of a plot-like curve."""
    level, rows = rng.random() * height, [bytearray(b"\xff" * width) for _ in range(height)]
    for x in range(width):
        level = min(height - 1, max(0, level + rng.gauss(0, 4)))
        for y in range(int(level), height):
            rows[y][x] = 90 if y == int(level) else 200
    raw = b"".join(b"\0" + bytes(row) for row in rows)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(raw, 6))
        + chunk(b"IEND", b"")
    )


class Writer:
    """Makes up posts."""

    def __init__(self, seed: int = 4) -> None:
        self._rng = random.Random(seed)
        self._next: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._starts: list[tuple[str, str]] = []
        for words in sentences():
            self._starts.append((words[0], words[1]))
            for (a, b), (_, c) in pairwise(pairwise([*words, "."])):
                self._next[a, b].append(c)
        self._code = functions()

    def sentence(self) -> str:
        words = list(self._rng.choice(self._starts))
        while len(words) < 30:
            word = self._rng.choice(self._next.get((words[-2], words[-1]), ["."]))
            if word == ".":
                break
            words.append(word)
        text = " ".join(words).strip(",;")
        return text[0].upper() + text[1:] + "."

    def title(self) -> str:
        words = self.sentence().strip(".").split()
        return " ".join(words[: self._rng.randint(3, 9)]).strip(",;")

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self._rng.randint(2, 6)))

    def _some(self, words: tuple[str, ...] | list[str], count: int) -> list[str]:
        """Return *count* of *words*, the first ones far more often than the last."""
        found: list[str] = []
        while len(found) < count:
            word = words[min(int(self._rng.paretovariate(0.7)) - 1, len(words) - 1)]
            if word not in found:
                found.append(word)
        return found

    def body(self, length: int, pictures: int) -> str:
        """Return about *length* words of text, in sections, with code and *pictures*."""
        rng, blocks, count = self._rng, [], 0
        blocks.append(self.paragraph())
        while count < length:
            if rng.random() < 0.22:
                blocks.append(f"{'##' if rng.random() < 0.7 else '###'} {self.title()}")
                if blocks[-1].startswith("###") and not any(b.startswith("## ") for b in blocks):
                    blocks[-1] = blocks[-1][1:]
            if rng.random() < 0.25:
                blocks.append(f"```python\n{rng.choice(self._code)}\n```")
            if rng.random() < 0.08:
                blocks.append("\n".join(f"- {self.sentence()}" for _ in range(rng.randint(2, 5))))
            if rng.random() < 0.04:
                blocks.append(f":::{{note}}\n{self.sentence()}\n:::")
            if rng.random() < 0.03:
                rows = "\n".join(f"| n = {2**k} | {rng.random():.3f} |" for k in range(4, 9))
                blocks.append(f"| size | seconds |\n| --- | ---: |\n{rows}")
            if rng.random() < 0.03:
                blocks.append(
                    "So $T(n) = c\\, n \\log n + O(n)$, and with $k$ of them\n\n$$\n"
                    "T = \\sum_{i=1}^{k} \\frac{n_i}{w} + \\epsilon\n$$"
                )
            text = self.paragraph()
            if rng.random() < 0.3:
                words = text.split(" ")
                at = rng.randrange(len(words) - 2)
                words[at] = rng.choice((f"**{words[at]}**", f"`{words[at]}`", f"*{words[at]}*"))
                words[at + 1] = f"[{words[at + 1]}](https://docs.python.org/3/library/)"
                text = " ".join(words)
            blocks.append(text)
            count += text.count(" ") + 1
        for number in range(pictures):
            blocks.insert(rng.randint(1, len(blocks)), f"![{self.title()}](picture-{number}.png)")
        return "\n\n".join(blocks)

    def post(self, number: int, pictures: int = 0) -> str:
        """Return post *number* as Markdown."""
        rng = self._rng
        length = min(3000, max(150, int(rng.lognormvariate(6.3, 0.6))))  # median 545 words
        header = [
            f"date: {day(number)}",
            f"category: [{', '.join(self._some(CATEGORIES, rng.choice((1, 1, 2))))}]",
            f"tags: [{', '.join(self._some(TAGS, rng.randint(1, 5)))}]",
            f"author: {self._some(AUTHORS, 1)[0]}",
        ]
        body = self.body(length, pictures)
        return "\n".join(["---", *header, "---", "", f"# {self.title()}", "", body, ""])


def day(number: int) -> date:
    """Return when post *number* appeared: one a day."""
    return date(2010, 1, 1) + timedelta(days=number)


def name(number: int) -> str:
    """Return the path of post *number* below the source folder."""
    return f"posts/{day(number).year}/p{number:05}/index.md"


def write(root: Path, posts: int, seed: int = 4) -> None:
    """Write a corpus of so many *posts* below *root*."""
    writer, rng = Writer(seed), random.Random(seed)
    images = [picture(rng) for _ in range(20)]
    for number in range(posts):
        pictures = rng.choice((0, 0, 0, 1, 1, 2))
        path = root / name(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(writer.post(number, pictures), encoding="utf-8")
        for count in range(pictures):
            (path.parent / f"picture-{count}.png").write_bytes(rng.choice(images))


def main() -> None:
    parser: Any = argparse.ArgumentParser(description="Write a corpus.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=4)
    given = parser.parse_args()
    write(given.folder, given.posts, given.seed)


if __name__ == "__main__":
    main()
