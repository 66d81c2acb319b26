"""Images that an extension drew are deleted when no page shows them."""

from __future__ import annotations

from blink.checks.link_index import LinkIndex
from blink.checks.unused_images import unused_images

DIGEST = "ea35d826c36088694a28221697fa2ad1959a997a"
#: An extension that draws as graphviz does
DRAWS = """
def _draw(app, doctree, docname):
    import hashlib
    from docutils import nodes
    if "posts/" not in docname:
        return
    name = f"draw-{hashlib.sha1(doctree.astext().encode()).hexdigest()}.png"
    folder = app.outdir / "_images"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"png")
    (folder / f"{name}.map").write_bytes(b"map")
    (folder / "other.png").write_bytes(b"png")
    image = f'<img src="../_images/{name}" alt="it" width="1" height="1">'
    doctree[0] += nodes.raw("", image, format="html")

def setup(app):
    app.connect("doctree-resolved", _draw)
    return {"parallel_read_safe": True}
"""


def test_unused_images():
    index = LinkIndex("", ["_images/math/" + DIGEST + ".png\n\n", f"_images/a-{DIGEST}.svg\n\n"])
    index.files = {"page.html": ("", [], [0])}
    files = {f"_images/math/{DIGEST}.png", f"_images/math/{DIGEST}.png.map"}
    unused = {f"_images/a-{DIGEST}.svg", f"_images/{DIGEST}.png.map"}
    assert unused_images({*files, *unused, "_images/x.png", f"a/{DIGEST}.png"}, index) == unused


def test_a_drawing_that_changed_is_replaced(blog):
    blog = blog()
    with (blog.folder / "conf.py").open("a") as conf:
        conf.write(DRAWS)
    blog.post("one", "Words.\n")
    blog.post("two", "Other words.\n")

    def images():
        assert blog.build().warnings == []
        return {name for name in blog.files() if name.startswith("_images/")}

    before = images()
    assert len(before) == 5
    assert images() == before
    blog.post("one", "Changed words.\n")
    after = images()
    assert len(after) == 5
    assert len(after & before) == 3


def test_pages_of_code_may_link_to_objects_without_anchors(blog):
    blog = blog(extensions=["sphinx.ext.autodoc", "sphinx.ext.viewcode", "blink"])
    text = "```{eval-rst}\n.. autofunction:: textwrap.dedent\n   :no-index:\n```\n"
    blog.post("code", f"{text}\n[source](../_modules/none.md) <a href='#none'>x</a>\n")
    blog.build()
    assert "code.html#textwrap.dedent" in blog.page("_modules/textwrap.html")
    assert {line.split(": WARNING: ")[0] for line in blog.warnings} == {"posts/code.md:12"}
