"""Pictures with any file name are found; their paths in the site follow those of the sources."""

from __future__ import annotations

import html5lib

from blink.elements.image_files import file_names

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


def test_names_are_kept_and_told_apart_in_any_order():
    names = file_names(["b/plot.svg", "a/plot.svg", "a/Other.png"])
    assert names == file_names(["a/Other.png", "a/plot.svg", "b/plot.svg"])
    assert names["a/Other.png"] == "Other.png"
    assert len(set(names.values())) == 3
    assert all(name.startswith("plot-") for path, name in names.items() if "plot" in path)


def test_names_that_differ_in_case_are_told_apart():
    assert len({name.casefold() for name in file_names(["a/P.png", "b/p.png"]).values()}) == 2


def test_any_file_name_is_found(blog):
    blog = blog()
    for name in ("図é.svg", "a b.svg", "50%25.svg"):
        blog.write(f"posts/{name}", SVG)
    text = "![x](図é.svg){width=50%} ![x](<a b.svg>) ![x](a%20b.svg)"
    blog.post("one", f"# O\n\n{text}\n", image="図é.svg")
    assert blog.build().warnings == []
    assert {"_images/図é.svg", "_images/a b.svg"} <= blog.files()
    page = html5lib.parse(blog.page("posts/one.html"), namespaceHTMLElements=False)
    shown = page.find(".//article").findall(".//img")
    assert [img.get("style") for img in shown] == ["width: 50%;", None, None]
    assert "{width" not in "".join(page.find(".//article").itertext())


def test_a_picture_keeps_its_name_when_another_goes(blog):
    blog = blog()
    for name in ("a", "b"):
        blog.write(f"posts/{name}/plot.svg", f"{SVG}<!-- {name} -->")
        blog.post(f"{name}/{name}post", "# T\n\n![x](plot.svg)\n", tags=f"{name}1")
    blog.build()
    assert len([name for name in blog.files() if "plot" in name]) == 2
    blog.post("a/apost", "# T\n\n![x](plot.svg)\n", draft="true")
    blog.build()
    assert [name for name in blog.files() if "plot" in name] == ["_images/plot.svg"]
    assert blog.page("_images/plot.svg").endswith("<!-- b -->")
    assert 'src="../../_images/plot.svg"' in blog.page("posts/b/bpost.html")
