"""This repository's own blog, built once as ``make html`` does: all its files, and no others."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import feedparser
import html5lib
import pytest
import yaml
from conftest import ROOT, SETTINGS
from lxml import etree

from blink.checks import feed_rules as feedrules
from blink.posts.catalog import page_names

HTML = "{http://www.w3.org/1999/xhtml}"

#: Attributes through which a page has its reader's browser ask for something
LOADS = dict.fromkeys(("img", "script", "source", "iframe", "video"), "src") | {"link": "href"}


def listed(value):
    """Return a value of front matter as a list, as its author may have written it."""
    parts = value.split(",") if isinstance(value, str) else value or []
    return [str(part).strip() for part in parts]


WRITER = "blog/author/your-name"


@pytest.fixture(scope="session")
def sources():
    """Return path and header of each published post, read without the engine."""
    found = {}
    for path in sorted((ROOT / "posts").rglob("*.md")):
        header = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
        date = datetime.fromisoformat(str(header["date"]))
        if not header.get("draft") and date.replace(tzinfo=date.tzinfo or UTC) <= datetime.now(UTC):
            found[path.relative_to(ROOT).with_suffix("").as_posix()] = header
    return found


@pytest.fixture(scope="session")
def guide():
    """Return path and header of each page of the guide."""
    return {
        path.relative_to(ROOT).with_suffix("").as_posix(): yaml.safe_load(
            path.read_text(encoding="utf-8").split("---\n")[1]
        )
        for path in sorted((ROOT / "guide").rglob("*.md"))
    }


@pytest.fixture(scope="session")
def former(guide):
    """Return the former addresses of pages of the guide, and the pages."""
    return {
        address: name
        for name, header in guide.items()
        for address in listed(header.get("redirect"))
    }


@pytest.fixture(scope="session")
def essays(sources):
    """Return path and header of each post that is not an entry of a logbook."""
    return {name: header for name, header in sources.items() if "logbook" not in header}


@pytest.fixture(scope="session")
def pages(site):
    """Return each HTML page of the site, by its path, as a tree."""
    paths = [p for p in site.rglob("*.html") if "_static" not in p.relative_to(site).parts]
    return {
        path.relative_to(site).as_posix(): html5lib.parse(path.read_text(encoding="utf-8"))
        for path in paths
    }


def expected_collections(sources):
    names = {label: name for label, (name, _) in SETTINGS["blog_authors"].items()}
    default = SETTINGS["blog_default_author"]
    kinds = {"category": ("category", "categories"), "tag": ("tags",)}
    for folder, keys in (kinds | {"logbook": ("logbook", "report")}).items():
        terms = {t for header in sources.values() for key in keys for t in listed(header.get(key))}
        for file in page_names(terms).values():
            yield f"blog/{folder}/{file}"
    writers = {
        w for h in sources.values() for w in listed(h.get("author", h.get("authors", default)))
    }
    authors = {names[writer] for writer in writers}
    yield from (f"blog/author/{file}" for file in page_names(authors).values())
    yield from {f"blog/{str(header['date'])[:4]}" for header in sources.values()}


def test_has_every_page_and_no_other(pages, sources, guide, former):
    collections = set(expected_collections(sources))
    fixed = {"404", "index", "about", "search", "blog", "blog/archive", "blog/subscribe"}
    fixed |= {c.rpartition("/")[0] for c in collections}
    redirects = {r for header in sources.values() for r in listed(header.get("redirect"))}
    expected = fixed | set(sources) | set(guide) | collections | redirects | set(former)
    # lists of more than twenty posts go on
    following = {f"{name}/page/2.html" for name in collections if name in ("blog/2026", WRITER)}
    assert set(pages) == {f"{name}.html" for name in expected} | following


def test_has_every_feed_and_no_other(site, sources, essays):
    expected = {"blog", *expected_collections(sources)}
    found = {p.parent.relative_to(site).as_posix() for p in site.rglob("atom.xml")}
    assert found == expected
    main = feedparser.parse((site / "blog/atom.xml").read_bytes())
    assert not main.bozo
    assert len(main.entries) == len(essays)
    assert {urlsplit(e.link).path.strip("/") for e in main.entries} == {
        f"{name}.html" for name in essays
    }
    in_logbooks = {
        urlsplit(entry.link).path.strip("/").removesuffix(".html")
        for logbook in ("build-speed", "wrong-labels")
        for entry in feedparser.parse(
            (site / f"blog/logbook/{logbook}/atom.xml").read_bytes()
        ).entries
    }
    assert sources.keys() - essays.keys() <= in_logbooks


def test_the_home_page_leads_to_the_guide_to_posts_and_to_the_logbook(pages, essays):
    home = [a.get("href") for a in pages["index.html"].iter(f"{HTML}a")]
    assert "guide/index.html" in home
    assert {f"{name}.html" for name in essays} <= set(home)
    for logbook in ("build-speed", "wrong-labels"):
        assert home.count(f"blog/logbook/{logbook}.html") == 1
        # its latest entries stand below it, in a list of their own, and nowhere else
        entries = [href for href in home if href.startswith(f"posts/2026/{logbook}/")]
        listed_below = [
            a.get("href")
            for parent in pages["index.html"].iter(f"{HTML}ul")
            if parent.get("class") == "log-entries"
            for a in parent.iter(f"{HTML}a")
        ]
        assert 1 <= len(entries) <= 5
        assert set(entries) <= set(listed_below)
        assert len(entries) == len(set(entries))


def test_each_former_page_of_the_guide_leads_to_the_present_one(pages, former):
    assert sum(address.startswith("posts/2026/") for address in former) == 6
    for address, name in former.items():
        (link,) = pages[f"{address}.html"].iter(f"{HTML}a")
        assert urljoin(f"/{address}.html", link.get("href")) == f"/{name}.html"


def test_each_page_of_the_guide_leads_to_all_pages_of_it(pages, guide):
    for name in guide:
        page = pages[f"{name}.html"]
        (nav,) = [e for e in page.iter(f"{HTML}nav") if "bd-docs-nav" in e.get("class", "")]
        led_to = [urljoin(f"/{name}.html", a.get("href")) for a in nav.iter(f"{HTML}a")]
        own = [address for address in led_to if address.count("/") == 2]  # none below a page
        assert sorted(own) == sorted(f"/{other}.html" for other in guide if other.count("/") == 1)


def test_feeds_break_no_rule_and_lead_to_what_exists(site, pages):
    base = SETTINGS["html_baseurl"]
    for path in site.rglob("atom.xml"):
        document = path.read_bytes()
        assert feedrules.broken(document) == {}, path
        for content in etree.fromstring(document).iter(f"{feedrules.A}content"):
            tree = html5lib.HTMLParser(strict=True).parseFragment(content.text)
            ids = {e.get("id") for e in tree.iter()}
            for element in tree.iter():
                for target in filter(None, (element.get("href"), element.get("src"))):
                    if target.startswith("#"):
                        assert target[1:] in ids
                    elif target.startswith(base):
                        name, fragment = urldefrag(unquote(target.removeprefix(base)))
                        assert (site / (name or "index.html")).is_file(), target
                        assert not fragment or any(
                            e.get("id") == fragment for e in pages[name].iter()
                        ), target
                    else:
                        assert urlsplit(target).scheme in ("http", "https"), target
        found = json.loads(path.with_name("feed.json").read_bytes())
        assert list(feedrules.json_rules(found)) == []


def test_has_every_picture_and_no_other(site, pages):
    shown = set()
    for tree in pages.values():
        addresses = [a.get("href") for a in tree.iter(f"{HTML}a")]
        for img in tree.iter(f"{HTML}img"):
            some = img.get("srcset", "").split(", ")
            addresses += [img.get("src"), *(one.split(" ")[0] for one in some)]
        shown |= {PurePosixPath(unquote(a)).name for a in addresses if a and "_images/" in a}
    for feed in site.rglob("atom.xml"):  # which show drawings as files
        shown |= set(re.findall(r"_images/([\w.-]+)", feed.read_text(encoding="utf-8")))
    assert {p.name for p in (site / "_images").glob("*")} == shown


def test_has_no_source_and_no_draft(site):
    assert not (site / "_sources").exists()
    assert not (site / "blog/drafts.html").exists()


def test_every_link_inside_leads_somewhere(site, pages):
    anchors = {
        name: {e.get("id") for e in tree.iter() if e.get("id")} | {""}
        for name, tree in pages.items()
    }
    dead = []
    for page, tree in pages.items():
        for element in tree.iter():
            for attribute in ("href", "src"):
                target = element.get(attribute)
                if (
                    target is None
                    or urlsplit(target).scheme
                    or target.startswith(("data:", "#pst-"))
                ):
                    continue
                path, fragment = urldefrag(urljoin(f"/{page}", target))
                name = unquote(urlsplit(path).path).lstrip("/")
                if not (site / name).is_file() or unquote(fragment) not in anchors.get(name, {""}):
                    dead.append((page, target))
    assert dead == []


def test_no_page_loads_anything_from_elsewhere(pages):
    foreign = [
        (page, element.get(attribute))
        for page, tree in pages.items()
        for tag, attribute in LOADS.items()
        for element in tree.iter(HTML + tag)
        if urlsplit(element.get(attribute) or "").netloc
        and element.get("rel") not in ("canonical", "alternate")
    ]
    assert foreign == []


def test_every_page_has_one_heading_and_a_title(pages, former):
    for page, tree in pages.items():
        titles = [e.text.strip() for e in tree.iter(f"{HTML}title")]
        assert len(titles) == 1, page
        assert titles[0], page
        headings = len(list(tree.iter(f"{HTML}h1")))
        assert headings == (page.removesuffix(".html") not in former), page


def test_every_picture_has_a_text(pages):
    missing = [
        (page, img.get("src"))
        for page, tree in pages.items()
        for img in tree.iter(f"{HTML}img")
        if img.get("alt") is None
    ]
    assert missing == []


def test_posts_name_their_neighbours_in_time(pages, essays):
    dates = {f"/{name}.html": str(header["date"]) for name, header in essays.items()}
    found = []
    for page, date in dates.items():
        for link in pages[page[1:]].iter(f"{HTML}a"):
            if link.get("rel") in ("prev", "next"):
                other = urljoin(page, link.get("href"))
                pair = (other, page) if link.get("rel") == "prev" else (page, other)
                assert dates[pair[0]] <= dates[pair[1]], (page, date)
                found.append(pair)
    assert len(found) == 2 * max(len(dates) - 1, 0)
    assert len(set(found)) == max(len(dates) - 1, 0)


def test_canonical_addresses_are_those_of_conf_py(pages, former):
    for page, tree in pages.items():
        canonical = [e.get("href") for e in tree.iter(f"{HTML}link") if e.get("rel") == "canonical"]
        name = page.removesuffix(".html")
        present = f"{former[name]}.html" if name in former else page
        own = [] if page == "404.html" else [SETTINGS["html_baseurl"] + present]
        assert canonical == own, page
