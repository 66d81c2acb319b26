"""Changes to the sample site, and which documents a build reads after each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_site import FLOW, MATHS, SHOWN, SVG, Sources, add, delete, sources, withdraw

if TYPE_CHECKING:
    from collections.abc import Callable


def move_label(number: int, to: int) -> Callable[[Sources], None]:
    def change(s: Sources) -> None:
        s.change(number, labels=())
        s.change(to, labels=(to, number))

    return change


def move(s: Sources) -> None:
    s.change(7, name="2024/eta-moved")
    s.set_header(7, redirect="posts/2025/eta")


def add_picture(name: str) -> Callable[[Sources], None]:
    def change(s: Sources) -> None:
        folder = s.texts[5].name.rpartition("/")[0]
        s.files[f"posts/{folder}/{name}"] = SVG.format(30).encode()
        s.change(5, body=f"![Another]({name})\n")

    return change


def remove_picture(s: Sources) -> None:
    del s.files["posts/2023/plot.svg"]
    s.change(2, body="", header={})


def replace_picture(s: Sources) -> None:
    s.files["posts/2023/plot.svg"] = SVG.format(20).encode()


def delete_alpha(s: Sources) -> None:
    delete(1)(s)
    s.edit("about.md", "[](/posts/2023/alpha.md)", "Alpha")


def delete_about(s: Sources) -> None:
    del s.files["about.md"]
    s.edit("index.md", "{doc}`/about`", "us")
    s.edit("posts/two.md", "{doc}`/about`", "us")


def delete_last_of_everything(s: Sources) -> None:
    for number in list(s.texts):
        if number != 1:
            delete(number)(s)
    for name in ("posts/two.md", "guide.md", "rules.rst"):
        del s.files[name]
    s.edit("about.md", "[a guide](/guide.md)", "no guide")


CHANGES: dict[str, Callable[[Sources], object]] = {
    # its text
    "body of the post with updates": lambda s: s.change(4, words="Other words."),
    "excerpt": lambda s: s.change(3, excerpt="Weights are more than many."),
    "excerpt of two paragraphs": lambda s: s.set_header(3, excerpt="2"),
    "end of excerpt": lambda s: s.change(3, words="Few.\n\n<!-- more -->\n\nMatter."),
    "update added": lambda s: s.change(3, body="```{update} 2025-12-01\nNew.\n```\n"),
    "update removed": lambda s: s.change(4, body=""),
    "retitled": lambda s: s.change(1, title="Alpha & Omega"),
    "retitled, in a toctree": lambda s: s.change(2, title="Better"),
    "retitled, newest": lambda s: s.change(9, title="Iota *two*"),
    "retitled page": lambda s: s.edit("about.md", "# About", "# About us"),
    "retitled page in a toctree": lambda s: s.edit("rules.rst", "Rules\n", "Rule\n"),
    "heading renamed": lambda s: s.change(3, heading="Findings"),
    "heading written otherwise, same anchor": lambda s: s.change(4, heading="costs"),
    "heading added": lambda s: s.change(2, body=SHOWN + "\n## More\n\nOf it.\n"),
    "heading added above one of its name": lambda s: s.change(
        3, words="Few.\n\n## Another\n\nMatter."
    ),
    "heading of a page renamed": lambda s: s.edit("guide.md", "Where to begin", "Begin"),
    "label moved": move_label(1, 5),
    "label moved to what is read before": move_label(3, 1),
    "label of a page moved": lambda s: (
        s.edit("guide.md", "(at-guide)=\n", ""),
        s.edit("about.md", "## How", "(at-guide)=\n## How"),
    ),
    "formula": lambda s: s.change(1, body=MATHS.replace("x^2", "x^3")),
    "diagram": lambda s: s.change(3, body=FLOW.replace("b\n", "c\n")),
    "included file": lambda s: s.edit("posts/2024/part.txt", "included", "other"),
    # its header
    "tag added": lambda s: s.change(3, tags=("alone", "C")),
    "tag removed": lambda s: s.change(1, tags=("pruning",)),
    "tag of no other": lambda s: s.change(6, tags=("only",)),
    "last of a tag": lambda s: s.change(3, tags=()),
    "tag of the same slug": lambda s: s.change(3, tags=("C!",)),
    "category": lambda s: s.change(3, category="Deep"),
    "category of no other": lambda s: s.change(3, category="Other"),
    "dated, so that the order changes": lambda s: s.change(7, date="2025-02-15"),
    "dated, another year": lambda s: s.change(3, date="2022-01-01"),
    "author": lambda s: s.change(3, author="bo"),
    "description added": lambda s: s.set_header(3, description="A word."),
    "redirect added": lambda s: s.set_header(3, redirect="old/gamma"),
    "redirect removed": lambda s: s.drop_header(5, "redirect"),
    "redirect another": lambda s: s.set_header(5, redirect="[older/epsilon, old/epsilon]"),
    "id in feeds": lambda s: s.set_header(3, feed_id="urn:x:1"),
    # pictures
    "picture added": add_picture("other.svg"),
    "picture of a name that is taken": add_picture("plot.svg"),
    "picture replaced": replace_picture,
    "picture removed": remove_picture,
    # which posts there are
    "moved": move,
    "deleted": delete(6),
    "deleted, linked to before": delete_alpha,
    "deleted, newest": delete(9),
    "deleted, all but one": delete_last_of_everything,
    "added in the middle": add(),
    "added, newest": add(date="2025-05-01"),
    "added, with links": add(links=(("doc", 1), ("anchor", 3), ("ref", 5))),
    "draft added": add(header={"draft": "true"}),
    "published": lambda s: s.drop_header(10, "draft"),
    "withdrawn": withdraw(6),
    "withdrawn, linked to before": withdraw(3),
    "scheduled one dated anew": lambda s: s.change(11, date="2025-05-01"),
    "made scheduled": lambda s: s.change(6, date="2998-01-01"),
    # pages
    "page": lambda s: s.edit("about.md", "We, in", "They, in"),
    "page deleted": delete_about,
    "page added": lambda s: s.files.update({"more.md": b"# More\n\nOf it.\n"}),
    "toctree": lambda s: s.edit("guide.md", "beta\nrules", "alpha\nrules"),
    "postlist": lambda s: s.edit("guide.md", "{postlist} 3", "{postlist} 5"),
    "metric": lambda s: s.set_header(8, metrics="{loss: 2}"),
    "logbook": lambda s: s.set_header(9, logbook="Trials"),
    "out of a logbook": lambda s: [s.drop_header(9, k) for k in ("logbook", "metrics", "outcome")],
    "post in a page of two": lambda s: s.edit("posts/two.md", "Second day", "Third day"),
    # what is around
    "template of a listing": lambda s: s.edit(
        "_templates/postcard.html", "<article", "<i></i><article"
    ),
    "template of a post": lambda s: s.edit("_templates/post-head.html", "<", "<i></i><"),
    "template of all pages": lambda s: s.edit("_templates/layout.html", "<", "<i></i><"),
    "style": lambda s: s.edit("_static/blink.js", "{", "{ "),
    "static file added": lambda s: s.files.update({"_static/more.txt": b"more"}),
    "static file removed": lambda s: s.files.pop("_static/notes.txt"),
    "title of the site": lambda s: s.settings.update(html_title="Other", blog_title="Other"),
    "size of listing pages": lambda s: s.settings.update(blink_page_size=3),
    "no entries of logbooks at home": lambda s: s.settings.update(blink_home_shows="posts"),
    "length of feeds": lambda s: s.settings.update(blog_feed_length=3),
    "form of dates": lambda s: s.settings.update(post_date_format="%d.%m.%Y"),
    "name of an author": lambda s: s.settings["blog_authors"].update(ann=("Anna", None)),
    "address of the site": lambda s: s.settings.update(html_baseurl="https://g.example/x/"),
    "no feeds of collections": lambda s: s.settings.update(blog_feed_archives=False),
    "excerpts in feeds": lambda s: s.settings.update(blog_feed_fulltext=False),
}


#: Documents, by the numbers of their posts or their names, that a build after a change reads.
#: Those are the ones of which a file changed: also where the text of a link to it did.
READ: dict[str, tuple[int | str, ...]] = {
    # its text
    "body of the post with updates": (4,),
    "excerpt": (3,),
    "excerpt of two paragraphs": (3,),
    "end of excerpt": (3,),
    "update added": (3,),
    "update removed": (4,),
    "retitled": (1,),
    "retitled, in a toctree": (2,),
    "retitled, newest": (9,),
    "retitled page": ("about",),
    "retitled page in a toctree": ("rules",),
    "heading renamed": (3, 4),  # the other links to the heading
    "heading written otherwise, same anchor": (4,),
    "heading added": (2,),
    "heading added above one of its name": (3,),
    "heading of a page renamed": ("guide",),
    "label moved": (1, 5),
    "label moved to what is read before": (3, 1),
    "label of a page moved": ("guide", "about"),
    "formula": (1,),
    "diagram": (3,),
    "included file": (5,),  # the only one that includes it
    # its header
    "tag added": (3,),
    "tag removed": (1,),
    "tag of no other": (6,),
    "last of a tag": (3,),
    "tag of the same slug": (3,),
    "category": (3,),
    "category of no other": (3,),
    "dated, so that the order changes": (7,),
    "dated, another year": (3,),
    "author": (3,),
    "description added": (3,),
    "redirect added": (3,),
    "redirect removed": (5,),
    "redirect another": (5,),
    "id in feeds": (3,),
    # pictures
    "picture added": (5,),
    "picture of a name that is taken": (5,),
    "picture replaced": (2,),
    "picture removed": (2,),
    # which posts there are; what is gone is not read
    "moved": ("posts/2024/eta-moved", 8),
    "deleted": (),
    "deleted, linked to before": (2, 4, 7, "about"),
    "deleted, newest": (7,),
    "deleted, all but one": ("about",),
    "added in the middle": ("posts/2024/new",),
    "added, newest": ("posts/2024/new",),
    "added, with links": ("posts/2024/new",),
    "draft added": (),
    "published": (10,),
    "withdrawn": (),
    "withdrawn, linked to before": (4, 7),
    "scheduled one dated anew": (11,),
    "made scheduled": (),
    # pages
    "page": ("about",),
    "page deleted": ("index", "posts/two"),
    "page added": ("more",),
    "toctree": ("guide",),
    "postlist": ("guide",),
    "metric": (8,),
    "logbook": (9,),
    "out of a logbook": (9,),
    "post in a page of two": ("posts/two",),
    # what is around: documents are read for what their own words depend on
    "template of a listing": (),
    "template of a post": (),
    "template of all pages": (),
    "style": (),
    "static file added": (),
    "static file removed": (),
    "title of the site": ("*",),
    "size of listing pages": (),
    "no entries of logbooks at home": (),
    "length of feeds": (),
    "form of dates": ("*",),
    "name of an author": ("*",),
    "address of the site": ("*",),
    "no feeds of collections": ("*",),
    "excerpts in feeds": ("*",),
}
#: Changes that no other page shows: what was read is all that is written
ALONE = {
    "body of the post with updates", "formula", "diagram", "included file", "page",
    "postlist", "page added", "picture added",
}  # fmt: skip
#: Changes after which all pages are written, whatever they show: of templates, of what lies in
#: ``_static``, of settings
ALL = set(list(CHANGES)[list(CHANGES).index("template of a listing") :])
#: Documents that list posts: written whenever a post changed
LISTS = {"guide", "posts/2024/zeta"}


def names_of(documents: tuple[int | str, ...], files: dict[str, bytes]) -> set[str]:
    """Return the docnames of *documents*; ``*`` stands for all that have a page in *files*."""
    own = {n: f"posts/{text.name}" for n, text in enumerate(sources().texts.values(), 1)}
    if documents == ("*",):
        pages = {"index", "about", "guide", "rules", "posts/two"}
        return pages | {name for name in own.values() if f"{name}.html" in files}
    return {own[one] if isinstance(one, int) else one for one in documents}
