"""Which feeds a site has, what is in each, and that their entries keep their ids."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import feedparser
import html5lib
import pytest
from lxml import etree
from PIL import Image
from sphinx.errors import ConfigError

from blink.checks import feed_rules as feedrules
from blink.feeds.channels import archives, documents, feed_id
from blink.feeds.entries import doubles, entry_id, person
from blink.feeds.model import Feed, FeedEntry, Person
from blink.model import Post

START = datetime(2026, 1, 1, tzinfo=UTC)
BASE = "https://h.example/a/b/"


def post(docname="posts/p", **values):
    return Post(docname, "", "P", START, **values)


def feed(count):
    entries = tuple(
        FeedEntry(str(n), "P", "u", START + timedelta(n), START + timedelta(n))
        for n in range(count, 0, -1)
    )
    return Feed("id", "B", "", "atom", "page", "en", START, (), entries)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, [0]), (3, [3]), (20, [20]), (21, [20, 20]), (40, [20, 20]), (47, [20, 20, 20])],
)
def test_how_entries_are_shared_out(count, expected):
    assert [len(range(count)[part]) for part in archives(count, 20)] == expected


@pytest.mark.parametrize("count", [0, 1, 5, 6, 10, 11, 23])
def test_every_entry_is_reached_from_the_first_document(count):
    found = {one.address: one for one in documents(feed(count), 5)}
    seen, one = set(), found["atom"]
    while one:
        seen |= {int(entry.id) for entry in one.entries}
        assert one.updated == max((e.updated for e in one.entries), default=START)
        assert (one.current == "atom") == (one.address != "atom")
        newer, one = one, found.pop(one.older, None)
        assert one is None or one.newer == (newer.address if newer.current else "")
    assert seen == set(range(1, count + 1))
    assert set(found) == {"atom"}


def test_archives_stay_when_posts_come():
    old = {one.address: one.entries for one in documents(feed(23), 5)}
    new = {one.address: one.entries for one in documents(feed(31), 5)}
    del old["atom"]
    assert {name: new[name] for name in old} == old


def test_no_limit_is_one_document():
    assert [len(one.entries) for one in documents(feed(50), 0)] == [50]


def test_an_id_is_made_of_what_stays():
    first = entry_id(post(), "h.example")
    assert first == "tag:h.example,2026-01-01:posts/p"
    assert entry_id(post(tags=("t",), updated=START + timedelta(9)), "h.example") == first
    assert entry_id(post("posts/new", redirect=("posts/p", "posts/q")), "h.example") == first
    assert entry_id(post(feed_id="urn:x:1"), "h.example") == "urn:x:1"


@pytest.mark.parametrize("docname", ["posts/größe", "posts/a b", "posts/a'(b)", "posts/#c%"])
def test_ids_follow_the_grammar(docname):
    assert feedrules.TAG.fullmatch(entry_id(post(docname), "h.example"))


def test_posts_with_one_id_are_found():
    one, two = post("posts/a", feed_id="urn:x:1"), post("posts/b", feed_id="urn:x:1")
    assert doubles([two, post(), one], "h.example") == [(two, one, "urn:x:1")]


def test_feeds_have_ids_of_their_own():
    ids = {
        feed_id("h", *names) for names in [("a", "", ""), ("a", "tags", "C"), ("a", "tags", "c")]
    }
    assert len(ids | {feed_id("g", "a", "", "")}) == 4


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (None, Person("A")),
        ("https://a.example/~a", Person("A", "https://a.example/~a")),
        ("/about.html", Person("A", "https://h.example/about.html")),
        ("mailto:a@h.example", Person("A", email="a@h.example")),
    ],
)
def test_addresses_of_authors(link, expected):
    assert person("A", link, BASE) == expected


# -- A site ------------------------------------------------------------------


def write_posts(blog):
    Image.new("1", (1, 1)).save(blog.write("posts/one.png", b""))
    body = "Words[^n] with $x^2$ and a [link](two.md).\n\n![One](one.png)\n\n[^n]: Note.\n"
    blog.post("one", body, date="2026-02-01 23:30", updated="2026-02-03", tags="[C, C++]",
              author="[ann, bo]", category="Notes", description='"R&D <b>"', image="1")  # fmt: skip
    blog.post("two", "# T \\<i> & you\n\n```python\nx = 1\n```\n", date="2026-01-31", tags="[C#]")
    blog.post("hidden", "xyzzy\n", draft="true", tags="C")
    blog.post("coming", "xyzzy\n", date="2999-01-01", tags="C")
    return blog


AUTHORS = {"ann": ("Ann", "https://ann.example/"), "bo": ("Bo", None)}
SETTINGS = {"blog_authors": AUTHORS, "blog_default_author": "ann", "html_baseurl": BASE}


@pytest.fixture(scope="module")
def made(shared_blog):
    blog = write_posts(shared_blog(blink_timezone="Europe/Paris", **SETTINGS)).build()
    assert blog.warnings == []
    return blog


def atom_files(blog):
    return sorted(name for name in blog.files() if re.search(r"atom(-\d+)?\.xml$", name))


def test_feeds_of_the_site_break_no_rule(made):
    ids = []
    for name in atom_files(made):
        document = (made.out / name).read_bytes()
        assert feedrules.broken(document) == {}, name
        assert not feedparser.parse(document).bozo
        ids.append(etree.fromstring(document).findtext(f"{feedrules.A}id"))
        found = json.loads(made.page(name.replace("atom.xml", "feed.json")))
        assert list(feedrules.json_rules(found)) == []
        assert found["feed_url"] == BASE + name.replace("atom.xml", "feed.json")
    assert len(set(ids)) == len(ids) > 7


def test_drafts_are_in_no_feed(made):
    assert made.holding("xyzzy") == []
    assert [e.title for e in feedparser.parse(made.page("blog/tag/c/atom.xml")).entries] == [
        "Post one"
    ]


def test_an_entry_has_all_fields_of_its_post(made):
    two_feeds = [feedparser.parse(made.page(f"blog/{n}atom.xml")) for n in ("", "tag/c-plus-plus/")]
    one = two_feeds[0].entries[0]
    assert one == two_feeds[1].entries[0]
    assert one.id == "tag:blink.example.org,2026-02-01:posts/one"
    assert one.link == f"{BASE}posts/one.html"
    assert (one.published, one.updated) == (
        "2026-02-01T23:30:00+01:00",
        "2026-02-03T00:00:00+01:00",
    )
    assert two_feeds[0].feed.updated == one.updated
    assert [a.name for a in one.authors] == ["Ann", "Bo"]
    assert {(t.term, t.scheme, t.label) for t in one.tags} == {
        ("notes", f"{BASE}blog/category.html", "Notes"),
        ("c", f"{BASE}blog/tag.html", "C"),
        ("c-plus-plus", f"{BASE}blog/tag.html", "C++"),
    }
    assert one.summary == "R&D <b>"
    assert one.enclosures[0].href == f"{BASE}_images/one.png"
    assert two_feeds[0].entries[1].title == "T <i> & you"


def test_content_is_whole_and_leads_to_what_exists(made):
    (item, _) = json.loads(made.page("blog/feed.json"))["items"]
    (whole, _) = etree.fromstring(made.page("blog/atom.xml").encode()).iterfind(
        "{*}entry/{*}content"
    )
    tree, atom = (html5lib.parseFragment(text) for text in (item["content_html"], whole.text))
    inside = [e.get("href") for e in atom.iter() if e.get("href", "").startswith("#")]
    assert {a[1:] for a in inside} <= {e.get("id") for e in atom.iter()}
    assert len(inside) == 2
    assert item["content_html"] == whole.text.replace('href="#', f'href="{item["url"]}#')
    for address in {e.get(a) for e in tree.iter() for a in ("href", "src") if e.get(a)}:
        path = address.removeprefix(BASE).partition("#")[0]
        assert path != address
        assert (made.out / path).is_file(), address
    assert "<i>x</i><sup>2</sup>" in item["content_html"]
    assert "Post one" not in item["content_html"]
    for element in tree.iter():
        assert not {"style", "role", "onclick"} & element.attrib.keys()


def test_pages_name_their_feeds(made):
    def alternates(page):
        found = re.findall(
            r'<link rel="alternate" type="(.*?)" title="(.*?)" href="(.*?)"', made.page(page)
        )
        assert len({title for _, title, _ in found}) == len(found)
        return [href for _, _, href in found]

    assert alternates("posts/one.html") == ["../blog/atom.xml", "../blog/feed.json"]
    assert alternates("blog/tag/c.html") == [
        "../atom.xml", "../feed.json", "c/atom.xml", "c/feed.json",
    ]  # fmt: skip
    assert 'href="../blog/subscribe.html"' in made.page("posts/one.html")


def test_the_subscribe_page_has_the_address_of_the_feed_to_copy(made):
    page = made.page("blog/subscribe.html")
    assert f'<pre tabindex="0">{BASE}blog/atom.xml</pre>' in page
    assert 'data-copy="Copy"' in page  # of the script that adds the button
    assert page.index("Choose a feed reader") < page.index("Copy the address of the feed")


def test_the_subscribe_page_and_opml_list_every_feed(made):
    page = made.page("blog/subscribe.html")
    outlines = etree.fromstring(made.page("blog/feeds.opml").encode()).findall("body/outline")
    assert sorted(one.get("xmlUrl") for one in outlines) == [BASE + n for n in atom_files(made)]
    assert {one.get("type") for one in outlines} == {"rss"}
    for one in outlines:
        assert (made.out / one.get("htmlUrl").removeprefix(BASE)).is_file()
    for name in atom_files(made):
        assert f'href="{name.removeprefix("blog/")}"' in page, name


def test_ids_stay_when_host_title_tags_and_place_change(blog):
    blog = write_posts(blog(**SETTINGS)).build()
    old = [e.id for e in feedparser.parse(blog.page("blog/atom.xml")).entries]
    (blog.folder / "posts/two.md").unlink()
    blog.post("one", "[link](moved.md)", date="2026-02-01", tags="x")
    blog.post("moved", "# New title\n", redirect="posts/two", date="2026-01-31")
    blog.build(html_baseurl="http://other.example/")
    new = feedparser.parse(blog.page("blog/atom.xml"))
    assert [e.id for e in new.entries] == old
    assert new.entries[1].link == "http://other.example/posts/moved.html"


def test_only_feeds_that_changed_are_written(blog):
    blog = write_posts(blog(**SETTINGS)).build()
    feeds = [n for n in blog.files() if n.endswith((".json", ".xml", ".opml"))]
    for name in feeds:
        os.utime(blog.out / name, (1, 1))
    blog.post("two", "# T \\<i> & you\n\nOther words.\n", date="2026-01-31", tags="[C#]")
    blog.build()
    written = {name for name in feeds if (blog.out / name).stat().st_mtime != 1}
    roots = ("blog", "blog/tag/c-sharp", "blog/author/ann", "blog/2026")
    assert written == {f"{r}/{n}" for r in roots for n in ("atom.xml", "feed.json")}


def test_a_template_that_fails_is_an_error(blog):
    blog = blog(blog_feed_templates={"atom": {"title": "{{ 1 / 0 }}"}})
    blog.post("one")
    message = r"blog_feed_templates: the template of `title` fails for the post posts/one: division"
    with pytest.raises(ConfigError, match=message):
        blog.build()


def test_a_preview_has_no_feeds(blog):
    blog = write_posts(blog(**SETTINGS)).build()
    assert atom_files(blog)
    blog.build(blink_drafts=True)
    assert [n for n in blog.files() if n.endswith((".xml", "feed.json", ".opml"))] == []
    assert "alternate" not in blog.page("index.html")
    assert "blog/subscribe.html" not in blog.files()


@pytest.mark.parametrize(
    ("settings", "count", "content"),
    [
        ({"blog_feed_archives": False}, 1, "<p>Other.</p>"),
        ({"blog_feed_archives": False, "blog_feed_length": 2}, 3, "<p>Other.</p>"),
        ({"blog_feed_archives": False, "blog_feed_fulltext": False}, 1, ""),
        ({"blog_feed_archives": False, "blog_feed_titles": True}, 1, None),
        (
            {
                "blog_feed_archives": False,
                "blog_feed_templates": {
                    "atom": {"content": "{{ title }} {{ post.tags[0].name }}{{ content }}"}
                },
            },
            1,
            "P &amp; 4 t4<p>",
        ),
    ],
)
def test_settings_decide_the_length_and_content_of_feeds(blog, settings, count, content):
    blog = blog(html_baseurl=BASE, **settings)
    for number in range(5):
        blog.post(f"p{number}", f"# P & {number}\n\nWords.\n\nOther.\n",
                  date=f"2026-01-0{number + 1}", tags=f"t{number}")  # fmt: skip
    blog.build()
    assert blog.warnings == []
    assert len(atom_files(blog)) == count
    assert all(feedrules.broken((blog.out / name).read_bytes()) == {} for name in atom_files(blog))
    entry = feedparser.parse(blog.page("blog/atom.xml")).entries[0]
    item = json.loads(blog.page("blog/feed.json"))["items"][0]
    if content is None:
        assert ("content" in entry, item["content_text"]) == (False, "Words.")
    else:
        assert content in item["content_html"]
        assert ("<p>Words.</p>" in item["content_html"]) is True


def test_two_posts_with_the_same_id_are_a_warning(blog):
    blog = blog()
    blog.post("one", feed_id="urn:x:1")
    blog.post("two", feed_id="urn:x:1")
    (warning,) = blog.build().warnings
    assert warning.startswith(
        "posts/two.md:3: WARNING: this post and `posts/one` have the same id in feeds, `urn:x:1`"
    )


@pytest.mark.parametrize("value", ["old", "not an iri", '"<b>:x"', "[a]"])
def test_an_id_that_is_not_an_iri_is_a_warning(blog, value):
    blog = blog()
    blog.post("one", feed_id=value)
    (warning,) = blog.build().warnings
    assert "posts/one.md:3: WARNING: feed_id:" in warning


def test_two_builds_are_the_same_byte_for_byte(blog):
    blog = write_posts(blog())
    blog.post("one", "# One\n\n```{update} 2026-02-03\nMore.\n```\n", tags="a1", date="2026-02-01")
    sites = []
    for zone, locale, options in (
        ("Pacific/Auckland", "C.UTF-8", ["-j", "2"]),
        ("America/New_York", "POSIX", []),
    ):
        output = blog.folder / "_build" / zone.replace("/", "-")
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", *options]
        path = os.pathsep.join(part for part in sys.path if part)
        environ = os.environ | {"TZ": zone, "PYTHONPATH": path, "PYTHONHASHSEED": str(len(zone))}
        environ |= {"SOURCE_DATE_EPOCH": str(len(zone) * 10**8), "LC_ALL": locale}
        subprocess.run([*command, ".", str(output)], cwd=blog.folder, env=environ, check=True)
        sites.append(
            {
                path.relative_to(output): path.read_bytes()
                for suffix in ("xml", "json", "opml")
                for path in (output / "blog").rglob(f"*.{suffix}")
            }
        )
    assert sites[0] == sites[1]
    assert len(sites[0]) > 10


LOG = """# Log

## Second

```{{post}} 2026-01-02
{option}
```

Words.

## First

```{{post}} 2026-01-02
```

Words.
"""


def ids(blog):
    return feedparser.parse(blog.out.joinpath("blog/atom.xml").read_bytes()).entries


def test_posts_of_one_document_keep_their_ids_when_retitled_joined_or_moved(blog):
    blog = blog()
    path = blog.write("posts/log.md", LOG.format(option=""))
    first = {one.title: one.id for one in ids(blog.build())}
    assert len(set(first.values())) == 2
    text = LOG.format(option="").replace("## First", "## Renamed")
    new = "## Third\n\n```{post} 2026-01-02\n```\n\nWords.\n\n## Second"
    path.unlink()
    blog.write("posts/moved.md", "---\nredirect: posts/log\n---\n" + text.replace("## Second", new))
    second = {one.title: one.id for one in ids(blog.build())}
    assert blog.warnings == []
    assert (second["Renamed"], second["Second"]) == (first["First"], first["Second"])
    assert second["Third"] not in first.values()


def test_a_post_directive_pins_an_id(blog):
    blog = blog()
    blog.write("posts/log.md", LOG.format(option=":feed_id: urn:x:1"))
    assert "urn:x:1" in [one.id for one in ids(blog.build())]
    blog.write("posts/log.md", "---\nfeed_id: urn:x:2\n---\n" + LOG.format(option=""))
    blog.build()
    (told,) = blog.warnings
    assert told.startswith("posts/log.md:2: ")
    assert "write `:feed_id:` in the `post` directives" in told


def test_an_update_to_come_is_told_and_dates_nothing(blog):
    blog = blog()
    blog.post("one", date="2026-01-01", updated="2099-02-03")
    (entry,) = ids(blog.build())
    assert entry.updated.startswith("2026-01-01")
    assert "updated: 2099-02-03 is in the future; write the date of the change" in blog.warnings[0]


def test_what_stands_for_an_author_an_icon_and_an_authority_that_conf_py_leaves_open(blog):
    blog = blog(html_favicon="img/f.svg", html_baseurl="https://b\u00fccher.example/")
    blog.write("img/f.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    blog.post("one", date="2026-01-01")
    feed = (
        blog.build(author="Author name not set", blink_authority="")
        .out.joinpath("blog/atom.xml")
        .read_text(encoding="utf-8")
    )
    assert "Author name not set" not in feed
    assert "_static/f.svg</icon>" in feed
    assert "<id>tag:xn--bcher-kva.example,2026-01-01:posts/one</id>" in feed
