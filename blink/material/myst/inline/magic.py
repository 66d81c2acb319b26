"""Convert ``@user``, ``#12`` and ``user/repo#12`` to links, as ``pymdownx.magiclink`` does.

The patterns are those of PyMdown Extensions (MIT).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from blink.material.myst.inline.scanner import escape_markup

if TYPE_CHECKING:
    from blink.material.myst.inline.scanner import Scanner
    from blink.material.site.dialect import Dialect

_EXTENSION = "pymdownx.magiclink"


class _Provider(NamedTuple):
    """A site with users: its URL, its users' names, and what follows the URL of a repository."""

    url: str
    user: str
    issue: str = ""
    pull: str = ""
    commit: str = ""
    compare: str = ""
    hash_size: int = 7


_PROVIDERS = {
    "github": _Provider(
        "https://github.com", r"[a-zA-Z\d](?:[-a-zA-Z\d_]{0,37}[a-zA-Z\d])?",
        "issues/", "pull/", "commit/", "compare/{}...{}",
    ),
    "gitlab": _Provider(
        "https://gitlab.com", r"[\.a-zA-Z\d_](?:[-a-zA-Z\d_\.]{0,37}[-a-zA-Z\d_])?",
        "-/issues/", "-/merge_requests/", "-/commit/", "-/compare/{}...{}", 8,
    ),
    "bitbucket": _Provider(
        "https://bitbucket.org", r"[-a-zA-Z\d_]{1,39}",
        "issues/", "pull-requests/", "commits/commit/", "branches/commits/{}..{}#diff",
    ),
    "x": _Provider("https://x.com", r"\w{1,15}"),
    "twitter": _Provider("https://twitter.com", r"\w{1,15}"),
}  # fmt: skip
_SOCIAL = frozenset({"x", "twitter"})
_REPO = r"[-._a-zA-Z\d]{0,99}[a-zA-Z\d]"
_REF = (
    r"(?:(?P<issue>[#!?][1-9][0-9]*)"
    r"|@(?P<commit>[a-f\d]{40})(?:\.{3}(?P<diff>[a-f\d]{40}))?)\b"
)
_OWN_REF = (
    r"(?:(?<![a-zA-Z])(?P<issue>[#!?][1-9][0-9]*)"
    r"|(?<![@/])\b(?P<commit>[a-f\d]{40})(?:\.{3}(?P<diff>[a-f\d]{40}))?)\b"
)


@lru_cache(maxsize=32)
def _patterns(provider: str, *, repositories: bool, social: bool) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of what is converted, in the order in which they are tried."""
    names = [name for name in _PROVIDERS if (social if name in _SOCIAL else repositories)]
    named = "|".join(f"{name}:{_PROVIDERS[name].user}" for name in names)
    git_named = "|".join(f"{name}:{_PROVIDERS[name].user}" for name in names if name not in _SOCIAL)
    own, is_git = _PROVIDERS[provider].user, provider not in _SOCIAL
    sources = []
    if repositories:
        repo = rf"\b/(?P<repo>{_REPO})\b"
        sources.append(rf"(?<![a-zA-Z])@(?P<user>{git_named}){repo}")
        if is_git:
            sources.append(rf"(?<![a-zA-Z])@(?P<user>{own}){repo}")
    sources += [rf"(?<![a-zA-Z])@(?P<user>{named})\b", rf"(?<![a-zA-Z])@(?P<user>{own})\b"]
    if repositories:
        sources.append(rf"(?<![@/])\b(?P<user>{git_named})/(?P<repo>{_REPO}){_REF}")
        if is_git:
            sources.append(rf"(?<![@/])(?:\b(?P<user>{own})/)?\b(?P<repo>{_REPO}){_REF}")
            sources.append(_OWN_REF)
    return tuple(re.compile(source) for source in sources)


def _setting(dialect: Dialect, name: str) -> str:
    value = dialect.setting(_EXTENSION, name, "")
    return value if isinstance(value, str) else ""


def is_on(dialect: Dialect) -> bool:
    """Return whether the site converts any of these short forms."""
    shorthands = ("repo_url_shorthand", "social_url_shorthand")
    return any(dialect.setting(_EXTENSION, name) is True for name in shorthands)


def reference(scanner: Scanner) -> bool:
    """Convert the reference to a user, a repository, an issue or a commit at this place."""
    dialect = scanner.post.dialect
    if scanner.linked or not is_on(dialect):
        return False
    provider = _setting(dialect, "provider") or "github"
    if provider not in _PROVIDERS:
        return False
    found = next(
        filter(
            None,
            (
                pattern.match(scanner.text, scanner.at)
                for pattern in _patterns(
                    provider,
                    repositories=dialect.setting(_EXTENSION, "repo_url_shorthand") is True,
                    social=dialect.setting(_EXTENSION, "social_url_shorthand") is True,
                )
            ),
        ),
        None,
    )
    link = _link(found, dialect, provider) if found else None
    if found is None or link is None:
        return False
    return scanner.put(f"[{escape_markup(link[0])}]({link[1]})", found.end())


def _link(found: re.Match[str], dialect: Dialect, provider: str) -> tuple[str, str] | None:
    """Return words and URL for what was *found*, or ``None`` if they cannot be known."""
    groups: dict[str, str | None] = dict.fromkeys(("user", "repo", "issue", "commit", "diff"))
    groups |= found.groupdict()
    own_user, own_repo = _setting(dialect, "user"), _setting(dialect, "repo")
    named, _, user = (groups["user"] or "").rpartition(":")
    site = _PROVIDERS[named or provider]
    if found[0].startswith("@"):
        words = f"{user}/{groups['repo']}" if groups["repo"] else f"@{user}"
        return words, f"{site.url}/{words.removeprefix('@')}"
    user, repo = user or own_user, groups["repo"] or own_repo
    if not user or not repo:
        return None
    is_own_user = user == own_user and not named
    is_own = is_own_user and repo == own_repo
    prefix = "" if is_own else repo if is_own_user else f"{user}/{repo}"
    base = f"{site.url}/{user}/{repo}/"
    if issue := groups["issue"]:
        kinds = {
            "#": site.issue,
            "!": site.pull,
            "?": "discussions/" if site == _PROVIDERS["github"] else "",
        }
        if not kinds[issue[0]]:
            return None
        normal = dialect.setting(_EXTENSION, "normalize_issue_symbols") is True
        sign = "#" if normal else issue[0]
        return f"{prefix}{sign}{issue[1:]}", f"{base}{kinds[issue[0]]}{issue[1:]}"
    commit, diff = groups["commit"] or "", groups["diff"]
    short = commit[: site.hash_size]
    at = f"{prefix}@" if prefix else ""
    if diff:
        path = site.compare.format(commit, diff)
        return f"{at}{short}...{diff[: site.hash_size]}", f"{base}{path}"
    return f"{at}{short}", f"{base}{site.commit}{commit}"
