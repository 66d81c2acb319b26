"""Each mistake in a post is one message with file, line, reason and fix, all in one run."""

# ruff: noqa: E501  # a table: a mistake a line

from __future__ import annotations

import pytest

#: name → (source below posts/, line of the message, its subtype, words it must have)
MISTAKES: dict[str, tuple[str | bytes, int, str, str]] = {
    "tabs.md": ("---\ndate: 2026-01-31\ntags:\n\t- a\n---\n\n# T\n", 4, "frontmatter.yaml", "not with tabs"),
    "colon.md": ("---\ndate: 2026-01-31\ntitle: A: B\n---\n\nWords.\n", 3, "frontmatter.yaml", '`title: "A: B"`'),
    "list.md": ("---\n- one\n- two\n---\n\n# T\n", 2, "frontmatter.yaml", "is a list"),
    "words.md": ("---\njust words\n---\n\n# T\n", 2, "frontmatter.yaml", "plain text"),
    "open.md": ("---\ndate: 2026-01-31\n\n# T\n", 1, "frontmatter.yaml", "has no end"),
    "twice.md": ("---\ndate: 2026-01-31\ntags: a1\ntags: b1\n---\n\n# T\n", 4, "frontmatter.twice", "first in line 3"),
    "tag.md": ("---\ndate: 2026-01-31\ntag: a1\n---\n\n# T\n", 3, "frontmatter.key", "`tags`"),
    "auhtor.md": ("---\ndate: 2026-01-31\nauhtor: author\n---\n\n# T\n", 3, "frontmatter.key", "`author`"),
    "drfat.md": ("---\ndate: 2026-01-31\ndrfat: true\n---\n\n# T\n", 3, "frontmatter.key", "`draft`"),
    "dtae.md": ("---\ndtae: 2026-01-31\n---\n\n# T\n", 2, "frontmatter.key", "`date`"),
    "slug.md": ("---\ndate: 2026-01-31\nslug: x\n---\n\n# T\n", 3, "frontmatter.key", "rename the file"),
    "typetags.md": ("---\ndate: 2026-01-31\ntags: {a: b}\n---\n\n# T\n", 3, "frontmatter.type", "a list of words"),
    "typetitle.md": ("---\ndate: 2026-01-31\ntitle: [a, b]\n---\n\nWords.\n", 3, "frontmatter.type", "must be text, not a list"),
    "typedraft.md": ("---\ndate: 2026-01-31\ndraft: maybe\n---\n\n# T\n", 3, "frontmatter.type", "`true` or `false`"),
    "nested.md": ("---\ndate: 2026-01-31\ntags:\n  - a1\n  - [b1]\n---\n\n# T\n", 5, "frontmatter.type", "a list"),
    "custom.md": ("---\ndate: 2026-01-31\ntitle: !ENV X\n---\n\nWords.\n", 3, "frontmatter.type", "not a value that starts with `!ENV`"),
    "impossible.md": ("---\ndate: 2026-02-30\n---\n\n# T\n", 2, "frontmatter.date", "not a valid date"),
    "word.md": ("---\ndate: yesterday\n---\n\n# T\n", 2, "frontmatter.date", "2026-01-31"),
    "ambiguous.md": ("---\ndate: 03/04/2025\n---\n\n# T\n", 2, "frontmatter.ambiguous_date", "could also mean 2025-04-03"),
    "mapping.md": ("---\ndate:\n  created: 2025-01-01\n---\n\n# T\n", 3, "frontmatter.type", "updated: "),
    "early.md": ("---\ndate: 2026-01-31\nupdated: 2025-01-31\n---\n\n# T\n", 3, "frontmatter.date", "before"),
    "author.md": ("---\ndate: 2026-01-31\nauthor: autor\n---\n\n# T\n", 3, "frontmatter.author", "`author`?"),
    "untitled.md": ("---\ndate: 2026-01-31\n---\n\nWords.\n", 1, "posts.title", "# Title"),
    "contradicts.md": ("---\ndate: 2026-01-31\ntitle: One\n---\n\n# Two\n", 3, "posts.title", "`Two`"),
    "empty.md": ("", 1, "frontmatter.empty", "delete the file"),
    "blank.md": ("\n \n", 1, "frontmatter.empty", "delete the file"),
    "latin.md": (b"---\ndate: 2026-01-31\n---\n\n# Caf\xe9\n", 5, "frontmatter.encoding", "UTF-8"),
    "control.md": ("---\ndate: 2026-01-31\n---\n\n# T\n\nA\x0cB\n", 7, "frontmatter.control", "U+000C"),
    "emptytag.md": ("---\ndate: 2026-01-31\ntags: [a1, '']\n---\n\n# T\n", 3, "frontmatter.term", "empty"),
    "commas.md": ("---\ndate: 2026-01-31\ntags: a1,,b1\n---\n\n# T\n", 3, "frontmatter.term", "comma"),
    "signs.md": ("---\ndate: 2026-01-31\ntags: ['!?']\n---\n\n# T\n", 3, "frontmatter.term", "no letter or digit"),
    "long.md": (f"---\ndate: 2026-01-31\ntags: [{'x' * 300}]\n---\n\n# T\n", 3, "frontmatter.term", "300"),
    "case1.md": ("---\ndate: 2026-01-31\ntags:\n  - a1\n  - python\n---\n\n# T\n", 5, "catalog.spelling", "`Python`"),
    "a/same.md": ("---\ndate: 2026-01-31\n---\n\n# T\n", 0, "", ""),
    "b/same.md": ("---\ndate: 2026-01-31\n---\n\n# T\n", 0, "", ""),
    "same-label.md": ("---\ndate: 2026-01-31\n---\n\n# T\n\n{ref}`same`\n", 7, "addresses.label", "{doc}`/posts/a/same` or {doc}`/posts/b/same`"),
    "c/logged.md": ("---\ndate: 2026-01-31\nlogbook: Runs\n---\n\n# T\n", 0, "", ""),
    "d/logged.md": ("---\ndate: 2026-01-31\nlogbook: Runs\n---\n\n# T\n", 1, "addresses.label", "'posts/c/logged'"),
    "double.md": ("---\ndate: 2026-01-31\n---\n\n# T\n", 0, "", ""),
    "double.rst": (":date: 2026-01-31\n\nT\n=\n", 1, "addresses.page", "posts/double.md"),
    "absolute.md": ("---\ndate: 2026-01-31\nredirect: /etc/x\n---\n\n# T\n", 3, "frontmatter.redirect", "starts with `/`"),
    "scheme.md": ("---\ndate: 2026-01-31\nredirect: https://x.org/y\n---\n\n# T\n", 3, "frontmatter.redirect", "is a URL"),
    "climbs.md": ("---\ndate: 2026-01-31\nredirect: a/../../x\n---\n\n# T\n", 3, "frontmatter.redirect", "contains `.` or `..`"),
    "takes.md": ("---\ndate: 2026-01-31\nredirect: index\n---\n\n# T\n", 3, "redirects.taken", "the page 'index'"),
    "listing.md": ("---\ndate: 2026-01-31\nredirect: blog/tag\n---\n\n# T\n", 3, "redirects.taken", "a listing"),
    "itself.md": ("---\ndate: 2026-01-31\nredirect: posts/itself.html\n---\n\n# T\n", 3, "redirects.taken", "itself"),
    "circle1.md": ("---\ndate: 2026-01-31\nredirect: posts/circle2\n---\n\n# T\n", 3, "redirects.taken", "circle2"),
    "circle2.md": ("---\ndate: 2026-01-31\nredirect: posts/circle1\n---\n\n# T\n", 3, "redirects.taken", "circle1"),
    "excerpt.md": ("---\ndate: 2026-01-31\nexcerpt: -1\n---\n\n# T\n", 3, "frontmatter.type", "at least 0"),
    "noimage.md": ("---\ndate: 2026-01-31\nimage: none.png\n---\n\n# T\n", 3, "posts.image", "does not exist"),
    "imagenumber.md": ("---\ndate: 2026-01-31\nimage: 2\n---\n\n# T\n", 3, "posts.image", "no image 2"),
    "outside.md": ("---\ndate: 2026-01-31\nimage: ../../../x.png\n---\n\n# T\n", 3, "", "outside the project"),
    "remote.md": ("---\ndate: 2026-01-31\n---\n\n# T\n\n![x](https://x.org/y.png)\n", 7, "origin.picture", "another site"),
    "five.md": ("---\ndate: 2026-01-31\n---\n\n# T\n\n```{postlist} five\n```\n", 7, "engine.postlist", "number"),
    "format.md": ("---\ndate: 2026-01-31\n---\n\n# T\n\n```{postlist}\n:format: \"{x}\"\n```\n", 7, "engine.postlist", "{x}"),
    "noterm.md": ("---\ndate: 2026-01-31\n---\n\n# T\n\n```{postlist}\n:tags: nowhere\n```\n", 7, "engine.postlist", "nowhere"),
    "update.md": ("---\ndate: 2026-01-31\n---\n\n# T\n\n```{update} soon\nX\n```\n", 7, "frontmatter.date", "soon"),
    "address.md": ("---\ndate: 2026-01-31\nexternal_link: javascript:alert(1)\n---\n\n# T\n", 3, "frontmatter.address", "https://"),
    "both.md": ("---\ndate: 2026-01-31\ncategory: a1\ncategories: b1\n---\n\n# T\n", 4, "frontmatter.twice", "both"),
    "comments.md": ("---\ndate: 2026-01-31\ncomments: true\nnocomments: true\n---\n\n# T\n", 4, "frontmatter.twice", "contradict"),
    "q\"uote.md": ("---\ndate: 2026-01-31\n---\n\n# T\n", 1, "frontmatter.name", "rename the file"),
    "postdate.md": ("# T\n\n```{post} 99 Foo\n```\n", 3, "frontmatter.date", "99 Foo"),
    "postinside.md": ("# T\n\n:::{note}\n```{post} 2026-01-31\n```\n:::\n\n## U\n\n```{post} 2026-01-31\n```\n", 4, "posts.place", "heading"),
    "tex.md": ("---\ndate: 2026-01-31\n---\n\n# T\n\n$\\nonsense{x}$\n", 7, "mathml.tex", "nonsense"),
    "icon.md": ("---\ndate: 2026-01-31\n---\n\n# T\n\n{fas}`rockett`\n", 7, "icons.unknown", "`rocket`"),
    "diagram.md": ("---\ndate: 2026-01-31\n---\n\n# T\n\n```{mermaid}\nnonsense\n```\n", 8, "mermaid.source", "cannot be drawn"),
    "comment.md": ("<!-- a licence -->\n---\ndate: 2026-01-31\ntag: x\n---\n\n# T\n", 4, "frontmatter.key", "`tags`"),
    "dashes.md": ("----\ndate: 2026-01-31\n----\n\n# T\n", 1, "frontmatter.yaml", "write only `---` on this line"),
    "toml.md": ("+++\ndate = 2026-01-31\n+++\n\n# T\n", 1, "frontmatter.yaml", "write only `---` on this line"),
    "yaml.rst": ("---\ndate: 2026-01-31\n---\n\nT\n=\n", 1, "frontmatter.yaml", ":date: 2026-01-31"),
    "alias.md": ("---\ndate: 2026-01-31\ntags: &a [x1, *a]\n---\n\n# T\n", 3, "frontmatter.yaml", "contains itself"),
    "alias in a key of MyST.md": ("---\ndate: 2026-01-31\nmystnb: &a [*a]\n---\n\n# T\n", 3, "frontmatter.yaml", "`mystnb` contains itself"),
    "deep.md": ("---\ndate: 2026-01-31\nmyst: " + "{a: " * 3000 + "1" + "}" * 3000 + "\n---\n\n# T\n", 2, "frontmatter.yaml", "too deeply"),
    "inpage.md": ("---\ndate: 2026-01-31\nredirect: posts/case1.html/old\n---\n\n# T\n", 3, "frontmatter.redirect", "has a folder `case1.html`"),
    "php.md": ("---\ndate: 2026-01-31\nredirect: old.php\n---\n\n# T\n", 3, "frontmatter.redirect", "cannot be redirected"),
    "numbered.md": ("---\ndate: 2026-01-31\nredirect: blog/page/2\n---\n\n# T\n", 3, "redirects.taken", "an address of the second and further pages of listings"),
    "longimage.md": ("---\ndate: 2026-01-31\nimage: " + "x" * 5000 + "\n---\n\n# T\n", 3, "frontmatter.image", "too long for a path"),
    "rawhtml.md": ('---\ndate: 2026-01-31\n---\n\n# T\n\n<iframe src="https://x.org/y"></iframe>\n', 7, "origin.html", "another site"),
    "rawfile.md": ('---\ndate: 2026-01-31\n---\n\n# T\n\n<p><img src="y.png"></p>\n', 7, "origin.html", "`y.png`, the image of `<img>`, does not exist; copy the file beside this one"),
    "longfile.md": ("---\ndate: 2026-01-31\n---\n\n# T\n\n<p><video src=\"" + "x" * 5000 + ".mp4\"></video></p>\n", 7, "origin.html", "does not exist"),
    "longchart.md": ("---\ndate: 2026-01-31\n---\n\n# T\n\n```{chart} " + "x" * 5000 + ".json\n:alt: x\n```\n", 7, "charts.file", "cannot be read"),
    "tagfile.md": ('---\ndate: 2026-01-31\n---\n\n# T\n\n<img src="y.png" alt="y">\n', 7, "image.not_readable", "y.png"),
    "suffix.MD": ("---\ndate: 2026-01-31\n---\n\n# T\n", 1, "addresses.page", "`.MD`"),
    "optiontitle.rst": ("T\n=\n\n.. post:: 2026-01-31\n   :image: 5\n", 4, "posts.image", "no image 5"),
    "brackets.md": ("---\ndate: 2026-01-31\n---\n\n# T\n\nUse Vec<u8> here.\n", 7, "origin.html", "backticks"),
    "svghref.md": ('---\ndate: 2026-01-31\n---\n\n# T\n\n<svg><image href="https://x.org/y"/></svg>\n', 7, "origin.html", "another site"),
    "rst.rst": (":date: 2026-01-31\n:tag: x\n\nT\n=\n", 2, "frontmatter.key", "`tags`"),
    "rsttitle.rst": (":date: 2026-01-31\n\nWords.\n", 1, "posts.title", "no title"),
}  # fmt: skip


#: Those that leave a post out: the build fails, whatever its options
ERRORS = frozenset(
    [
        "tabs.md",
        "colon.md",
        "list.md",
        "words.md",
        "open.md",
        "twice.md",
        "drfat.md",
        "dtae.md",
        "typedraft.md",
        "impossible.md",
        "word.md",
        "mapping.md",
        "empty.md",
        "blank.md",
        "latin.md",
        "postdate.md",
        "postinside.md",
        "dashes.md",
        "toml.md",
        "yaml.rst",
        "deep.md",
        "double.rst",
        "suffix.MD",
        "alias.md",
        "alias in a key of MyST.md",
    ]
)


@pytest.mark.parametrize("fields", [{"date": "2026-02-30"}, {"draft": "maybe"}])
def test_a_wrong_date_or_mark_hides_no_other_mistake(blog, fields):
    blog = blog(html_copy_source=True)
    blog.post(
        "many", "Xyzzy.\n\n!!! note\n    Words.\n", title=None, tag="x", image="none.png", **fields
    )
    path = blog.folder / "posts/many.md"
    path.write_text(path.read_text().replace("# Post many\n", ""))
    kinds = sorted(w.rpartition("[")[2][:-1] for w in blog.build().warnings)
    wrong = "frontmatter.date" if "date" in fields else "frontmatter.type"
    assert kinds == sorted(
        [wrong, "frontmatter.key", "dialect.admonition", "posts.image", "posts.title"]
    )
    assert blog.holding("Xyzzy") == []
    assert "posts/many.html" not in blog.files()


def test_an_empty_date_is_none(blog):
    blog = blog()
    blog.post("half", "Words.\n", date="", colour="red")
    assert blog.build().warnings == []
    assert "posts/half.html" not in blog.files()


def test_all_mistakes_of_one_value_are_told(blog):
    blog = blog()
    blog.post("tags", tags="[a1, '', '!?']")
    blog.post("people", author="[bob, eve]")
    blog.post("former", redirect="[/abs, ../up, fine]")
    kinds = [w.rpartition("frontmatter.")[2] for w in blog.build().warnings]
    assert sorted(kinds) == ["author]"] * 2 + ["redirect]"] * 2 + ["term]"] * 2


@pytest.fixture(scope="module")
def broken(shared_blog):
    blog = shared_blog()
    for name, (text, *_) in MISTAKES.items():
        blog.write(f"posts/{name}", text)
    for number in (1, 2):
        blog.post(f"case{number}x", tags="Python")
    return blog.build()


@pytest.mark.parametrize("name", [name for name, (_, line, *_) in MISTAKES.items() if line])
def test_is_told_with_its_line(broken, name):
    _, line, kind, words = MISTAKES[name]
    told = [w for w in broken.warnings if w.startswith(f"posts/{name}:")]
    assert len(told) == 1, told
    level = "ERROR" if name in ERRORS or not kind else "WARNING"
    assert told[0].startswith(f"posts/{name}:{line}: {level}: ")
    assert told[0].endswith(f"[{kind}]" if kind else "conf.py")
    assert words in told[0]


def test_nothing_else_is_told(broken):
    names = [f"posts/{name}:" for name, (_, line, *_) in MISTAKES.items() if line]
    others = [w for w in broken.warnings if not w.startswith(tuple(names))]
    assert others == []


def test_nothing_is_written_outside_of_the_output(broken):
    made = {p.name for p in broken.folder.iterdir()} | {
        p.name for p in broken.folder.parent.iterdir()
    }
    assert made <= {
        "conf.py",
        "index.md",
        "posts",
        "_build",
        "_static",
        "_templates",
        broken.folder.name,
    }
