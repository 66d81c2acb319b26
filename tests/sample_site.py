"""The sources of a small site with every kind of content, and changes to them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from conftest import ROOT, THEME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "f8cfc000000301010018dd8db00000000049454e44ae426082"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} 9"><path d="M0 0h{0}"/></svg>\n'

# -- The sources ---------------------------------------------------------------

#: How a post may link to another; a label is `at-` and the number of its post
LINKS = {
    "doc": "{{doc}}`/posts/{name}`",
    "md": "[](/posts/{name}.md)",
    "anchor": "[](/posts/{name}.md#{anchor})",
    "ref": "{{ref}}`at-{number}`",
    "words": "{{ref}}`own words <at-{number}>`",
    "label": "[](#at-{number})",
}


@dataclass(frozen=True)
class Text:
    """A post as its author has it in mind."""

    #: path below ``posts``, without the suffix
    name: str
    title: str
    date: str
    author: str = "ann"
    category: str = "Notes"
    tags: tuple[str, ...] = ()
    #: further lines of its header, by key
    header: dict[str, str] = field(default_factory=dict)
    #: the first paragraph, which is the excerpt, and the second
    excerpt: str = "Weights are many."
    words: str = "Few matter."
    heading: str = "Results"
    #: the numbers of the labels above its heading
    labels: tuple[int, ...] = ()
    #: kind and number of the post that is linked to
    links: tuple[tuple[str, int], ...] = ()
    body: str = ""

    @property
    def published(self) -> bool:
        return "draft" not in self.header and self.date < "2900"


@dataclass
class Sources:
    """All that a site is made of."""

    texts: dict[int, Text]
    #: by path, whatever is no post
    files: dict[str, bytes]
    #: over those of conf.py
    settings: dict[str, Any]
    #: what is linked to though it was deleted
    gone: dict[int, Text] = field(default_factory=dict)

    def change(self, number: int, **values: Any) -> None:
        self.texts[number] = replace(self.texts[number], **values)

    def set_header(self, number: int, **lines: str) -> None:
        self.change(number, header={**self.texts[number].header, **lines})

    def drop_header(self, number: int, key: str) -> None:
        self.change(number, header={k: v for k, v in self.texts[number].header.items() if k != key})

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.files[path].decode()
        assert old in text
        self.files[path] = text.replace(old, new).encode()

    def unlink(self, number: int) -> None:
        """Take the links to a post out of all others."""
        for other, text in self.texts.items():
            self.change(other, links=tuple(link for link in text.links if link[1] != number))

    def fix(self) -> None:
        """Take out the links that lead nowhere."""
        labels = {n for text in self.texts.values() if text.published for n in text.labels}
        for number, text in self.texts.items():
            kept = [
                (kind, to)
                for kind, to in text.links
                if to in (labels if kind in ("ref", "words", "label") else self.texts)
                and (to not in self.texts or self.texts[to].published)
            ]
            self.change(number, links=tuple(kept))

    def link(self, kind: str, number: int) -> str:
        text = self.texts.get(number) or self.gone[number]
        anchor = text.heading.lower().replace(" ", "-")
        return "- " + LINKS[kind].format(name=text.name, anchor=anchor, number=number)

    def written(self, text: Text) -> str:
        """Return the Markdown of a post."""
        header = {"date": text.date, "author": text.author, "category": text.category}
        header |= {"tags": f"[{', '.join(text.tags)}]"} if text.tags else {}
        parts = ["---", *(f"{k}: {v}" for k, v in (header | text.header).items()), "---", ""]
        parts += [f"# {text.title}", "", text.excerpt, "", text.words, ""]
        parts += [*(f"(at-{number})=" for number in text.labels), f"## {text.heading}", ""]
        parts += ["It works:", "", *(self.link(*link) for link in text.links), "", text.body]
        return "\n".join(parts) + "\n"

    def all(self) -> dict[str, bytes]:
        """Return every file of the sources, by path."""
        conf = "".join(f"{key} = {value!r}\n" for key, value in self.settings.items())
        posts = {f"posts/{t.name}.md": self.written(t).encode() for t in self.texts.values()}
        return {**self.files, **posts, "conf.py": (ROOT / "conf.py").read_bytes() + conf.encode()}

    def write(self, folder: Path) -> None:
        """Bring *folder* to the state of these sources, leaving alone what is."""
        wanted = self.all()
        for path in list(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not name.startswith(("_build/", "log")) and name not in wanted:
                path.unlink()
        for name, content in wanted.items():
            path = folder / name
            if not path.is_file() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


INDEX = """---
html_theme.sidebar_secondary.remove: true
---

# Home

Of pruning, see {doc}`/about`.
"""
ABOUT = """# About

We, in [](/posts/2023/alpha.md), with [a guide](/guide.md).

## How to reach us

At {ref}`tag-pruning` and {ref}`blog-archives`.
"""
GUIDE = """# Guide

(at-guide)=
## Where to begin

```{toctree}
:maxdepth: 2

posts/2023/beta
rules
```

```{postlist} 3
:format: "{title}, {date}, {tags}"
```
"""
RULES = "Rules\n=====\n\nOne.\n\nWhy\n---\n\nSee :doc:`/posts/2024/delta` and :ref:`at-guide`.\n"
TWO = """# Log

Two posts in one file.

## First day

```{post} 2024-04-01
:tags: logs
:category: Notes
:author: bo
```

Nothing yet.

## Second day

```{post} 2024-04-02
:tags: logs, pruning
:category: Notes
:author: bo
```

See {doc}`/about`.
"""
MATHS = "Then $x^2$ and\n\n$$\ny = 2\n$$ (eq-y)\n\nas {eq}`eq-y` says[^n].\n\n[^n]: Indeed.\n"
FLOW = "```{mermaid}\n:alt: From a to b.\nflowchart LR\n    a --> b\n```\n"
UPDATE = "```{update} 2024-05-05\nA number was wrong.\n```\n"
LISTED = '```{postlist}\n:tags: pruning\n:format: "{title}"\n```\n'
SHOWN = "![A plot](plot.svg)\n"


def sources() -> Sources:
    """Return the site that changes are made to."""
    texts = [
        Text("2023/alpha", "Alpha", "2023-03-01", tags=("basics", "pruning"), body=MATHS),
        Text("2023/beta", "Beta", "2023-09-01", "bo", tags=("pruning",), body=SHOWN,
             links=(("doc", 1),), header={"image": "1"}),
        Text("2024/gamma", "Gamma", "2024-01-10", tags=("alone",), body=FLOW),
        Text("2024/delta", "Delta", "2024-02-01", category="Deep", body=UPDATE, heading="Costs",
             links=(("anchor", 3), ("md", 1))),
        Text("2024/epsilon", "Epsilon", "2024-06-01", "ann, bo", tags=("C", "C++"),
             header={"redirect": "old/epsilon"}, body="```{include} /posts/2024/part.txt\n```\n"),
        Text("2024/zeta", "Zeta", "2024-08-01", body=LISTED, links=(("anchor", 4),)),
        Text("2025/eta", "Eta", "2025-01-05", category="Deep", tags=("basics",),
             links=(("ref", 1), ("words", 2), ("label", 3), ("doc", 9))),
        Text("2025/theta", "Theta", "2025-02-01", links=(("doc", 7),),
             header={"description": "A word on theta.", "logbook": "Runs", "next": "more",
                     "metrics": "{loss: {value: 3, better: lower}}"}),
        Text("2025/iota", "Iota", "2025-03-01", "bo", "Deep", ("C",), links=(("doc", 8),),
             header={"logbook": "Runs", "metrics": "{time: 3 s}", "outcome": "refuted"}),
        Text("2025/mu", "Mu", "2025-04-01", tags=("secret",), header={"draft": "true"}),
        Text("2025/nu", "Nu", "2999-01-01", tags=("secret",)),
    ]  # fmt: skip
    files = {
        f"{folder}/{path.name}": path.read_bytes()  # so that each can be changed
        for folder, below in (("_templates", ""), ("_static", "static"))
        for originals in (THEME / below, THEME / "blog" / below)
        for path in originals.iterdir()
        if path.suffix in (".html", ".css", ".js", ".svg")
    }
    for name, text in {
        "_static/notes.txt": "Notes.",
        "index.md": INDEX, "about.md": ABOUT, "guide.md": GUIDE, "rules.rst": RULES,
        "posts/two.md": TWO, "posts/2023/plot.svg": SVG.format(10),
        "posts/2024/part.txt": "The included *part*.\n\n### A part's heading\n\nOf it.\n",
    }.items():  # fmt: skip
        files[name] = text.encode()
    return Sources(
        {n: replace(text, labels=(n,)) for n, text in enumerate(texts, 1)},
        files,
        {
            "blog_authors": {"ann": ("Ann", None), "bo": ("Bo", "https://bo.example/")},
            "blog_default_author": "ann",
            "blink_timezone": "UTC",
            "html_baseurl": "https://h.example/",
            "blink_home_length": 3,
            "blink_home_shows": "all",
            "blink_page_size": 4,
            "blog_feed_length": 4,
        },
    )


# -- Changes that several tests make -------------------------------------------

NEW = Text("2024/new", "A new one", "2024-06-15", "bo", "Notes", ("pruning", "new"), labels=(20,))


def delete(number: int) -> Callable[[Sources], None]:
    def change(s: Sources) -> None:
        s.unlink(number)
        s.gone[number] = s.texts.pop(number)

    return change


def withdraw(number: int) -> Callable[[Sources], None]:
    def change(s: Sources) -> None:
        s.unlink(number)
        s.set_header(number, draft="true")

    return change


def add(**values: Any) -> Callable[[Sources], None]:
    return lambda s: s.texts.update({20: replace(NEW, **values)})
