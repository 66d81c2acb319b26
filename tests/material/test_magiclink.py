"""Short forms such as ``@user`` and ``#12`` become the links that ``pymdownx.magiclink`` makes."""

from __future__ import annotations

import re

import lxml.html
import markdown
import pytest
import yaml
from material_help import MKDOCS, at_once

HASH, OTHER = "181c06d1f11fa29961b334e90606ed1f1ec7a7cc", "9dbfcf1c7dbf1f1cd1e9e3f4c15fa29961b334e9"
TEXTS = [
    "@user", "mail ann@b.example.org now", "@org/repo", "#12", "repo#12", "org/repo#12",
    "org/repo!3", "org/repo?4", "!5 and ?6", HASH, f"repo@{HASH}", f"org/repo@{HASH}",
    f"org/repo@{HASH}...{OTHER}", "@gitlab:user", "@gitlab:user/repo", "gitlab:user/repo#3",
    "@x:user", "bitbucket:a/b#3", "foo#bar", "a#1 b", "(#12)", "see #12, #13.", "C#7", "`#12`",
    "[#12](https://a.example.org) and [a @user](https://b.example.org)", "x@user", "\\@user",
    "user/repo#0", "@user's", "\\#12", "**#12**", "@user-", "@a_b", "# not", "word @user word",
    "org/re.po#12", "https://github.com/org/repo/issues/12", "<https://github.com/org/repo>",
]  # fmt: skip
OPTIONS = [
    {},
    {"repo_url_shorthand": True},
    {"repo_url_shorthand": True, "user": "me", "repo": "mine"},
    {"repo_url_shorthand": True, "user": "org", "repo": "repo"},
    {"repo_url_shorthand": True, "provider": "gitlab", "user": "me", "repo": "mine"},
    {"social_url_shorthand": True},
    {"social_url_shorthand": True, "provider": "x"},
    {"repo_url_shorthand": True, "social_url_shorthand": True, "user": "me", "repo": "mine",
     "normalize_issue_symbols": True},
    {"hide_protocol": True},
]  # fmt: skip


def links_in_material(text, options):
    html = markdown.markdown(
        text,
        extensions=["attr_list", "pymdownx.magiclink"],
        extension_configs={"pymdownx.magiclink": options},
    )
    found = [
        (a.text_content(), a.get("href"))
        for a in lxml.html.fromstring(f"<div>{html}</div>").iter("a")
    ]
    return [(words, url) for words, url in found if "mailto" not in url]


def links_here(text, settings):
    made = at_once(f"# Title\n\n{text}\n", settings).text.partition("# Title")[2]
    made = re.sub(r"(`+).*?\1", "", made)
    found = re.findall(r"(?<!\\)\[((?:\\.|[^\]\\])+)\]\(([^)]+)\)|<(https?:[^>]+)>", made)
    return [(re.sub(r"\\(.)", r"\1", words) or auto, url or auto) for words, url, auto in found]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: " ".join(map(str, options)))
def test_links_are_those_of_magiclink(options):
    dumped = yaml.safe_dump(options, default_flow_style=True).strip()
    settings = MKDOCS.replace("pymdownx.magiclink\n", f"pymdownx.magiclink: {dumped}\n")
    for text in TEXTS:
        assert links_here(f"x {text}", settings) == links_in_material(f"x {text}", options), text
