"""Write the posts of a build as JSON; an extension of Sphinx that works with and without Blink.

The value of the setting ``adoption_record`` is the file. ABlog and Blink keep the same records of
posts in the environment.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blink.posts.store import blog_domain
from blink.posts.summary import hidden_posts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: Kinds of collections, each of which a post names several of
TERMS = ("tags", "category", "author", "location", "language")


def record_of(info: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return what the *info* of ABlog on a post has to compare; ABlog publishes it if *due*."""
    date = info["date"]
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "docname": info["docname"],
        "section": info["section"],
        "title": info["title"],
        "date": f"{date:%Y-%m-%d}" if date else "",
        "due": bool(date and date.replace(tzinfo=None) < tomorrow.replace(tzinfo=None)),
        **{key: sorted(str(term) for term in info[key] if term) for key in TERMS},
    }


# -- Sphinx ------------------------------------------------------------------


def write_records(app: Sphinx, exception: Exception | None) -> None:
    """Write the posts of the build."""
    if exception:
        return
    records = [
        record_of(info, datetime.now().astimezone())
        for infos in vars(app.env).get("ablog_posts", {}).values()
        for info in infos
    ]
    hidden = _left_out(app) if "blink" in app.extensions else {}
    text = json.dumps({"posts": records, "files": _source_files(app), "hidden": hidden})
    Path(app.config.adoption_record).write_text(text, encoding="utf-8")


def _source_files(app: Sphinx) -> dict[str, str]:
    """Return the path of each document, from the source folder."""
    paths = {name: Path(app.env.doc2path(name)) for name in app.project.docnames}
    return {name: path.relative_to(app.srcdir).as_posix() for name, path in paths.items()}


def _left_out(app: Sphinx) -> dict[str, str]:
    """Return the file of each source that is no post for Blink, and the reason."""
    pages = {
        source.path.relative_to(app.srcdir).as_posix(): "its front matter has `blogpost: false`"
        for source in blog_domain(app.env).sources.values()
        if source.values.get("blogpost") is False
    }
    return pages | hidden_posts(app.env)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("adoption_record", "", "")
    app.connect("build-finished", write_records)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
