"""Find the source line of a dead link, and say what to write instead."""

from __future__ import annotations

import os
import posixpath
import re
from difflib import get_close_matches
from logging import WARNING, Handler, LogRecord
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from docutils import nodes
from docutils.utils import get_source_line

from blink.addresses.faults import EMPTY, LOCAL, MALFORMED
from blink.builder.stale.page_inputs import extra_sources
from blink.checks.link_index import HTML
from blink.checks.link_targets import OUTSIDE, OWN, lacks_scheme
from blink.discovery.redirects import former
from blink.posts.store import blog_domain
from blink.settings.conf_lines import line_of as line_of_setting
from blink.source.front_matter.header import decode
from blink.text import line_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sphinx.application import Sphinx

    from blink.addresses.endings import PageEndings
    from blink.checks.link_targets import LinkTarget


class SourceLine(NamedTuple):
    """The line of a source file where a link is written."""

    path: Path
    #: from 1
    line: int


def forms(raw: str) -> Iterator[tuple[str, ...]]:
    """Yield how a source may spell the link *raw*: likely spellings first, then others.

    >>> list(forms("../b%20c.html#d"))
    [('../b%20c.html#d', '../b c.html#d'), ('b c', 'd')]
    """
    if not raw:
        yield 'href=""', "href=''", 'src=""', "src=''"
        yield ()
        return
    plain = unquote(raw)
    yield tuple(dict.fromkeys((raw, plain)))
    path, _, fragment = plain.partition("#")
    stem = posixpath.splitext(posixpath.basename(path))[0]
    yield tuple(part for part in (stem, fragment) if part)


def describe(
    raw: str,
    target: LinkTarget,
    present: Collection[str],
    ids: Collection[str],
    advice: str,
    endings: PageEndings = HTML,
) -> tuple[str, str]:
    """Return the warning's subtype for the dead link *raw*, and its message.

    *present* are the files of the site, *ids* the anchors of the page that *target* names, and
    *advice* says how a source should link to that page.
    """
    file = endings.file_at(target.path, present) if target.path else ""
    if target.wrong == EMPTY:
        return "empty", "this link has no URL; write one, or remove the link"
    if target.wrong == MALFORMED:
        return "malformed", f"`{raw}` is not a URL; write it like `https://example.org/page`"
    if target.wrong == LOCAL:
        fix = "if it is an example, put it between backticks; otherwise link to a public page"
        return "local", f"`{raw}` points to the reader's own computer; {fix}"
    if target.wrong == OWN and file:
        return "own", f"`{raw}` is a full URL of this site, which a preview would leave; {advice}"
    if lacks_scheme(raw):
        plain = re.sub(r"^https?:?/+", "", raw, flags=re.IGNORECASE)
        return "scheme", f"`{raw}` has no scheme such as `https:`; write `https://{plain}`"
    if target.wrong == OUTSIDE:
        return "outside", f"`{raw}` points to `{target.path}`, outside the site; correct the path"
    if target.path and not file:
        name = posixpath.basename(target.path)
        near = sorted(path for path in present if posixpath.basename(path) == name)
        near = near or [
            path for path in get_close_matches(target.path, present, 3, 0.8)
            if get_close_matches(name, [posixpath.basename(path)], 1, 0.7)
        ]  # fmt: skip
        hint = f"did you mean `{near[0]}`?" if near else "correct the link, or remove it"
        return "page", f"`{raw}` points to `{target.path}`, which does not exist; {hint}"
    near = get_close_matches(target.fragment, ids, 1)
    hint = (
        f"did you mean `#{near[0]}`?"
        if near
        else "write the anchor of a heading or label on that page"
    )
    page = f"`{target.path}`" if target.path else "this page"
    return (
        "anchor",
        f"`{raw}` points to `#{target.fragment}`, but {page} has no such anchor; {hint}",
    )


# -- Sphinx ------------------------------------------------------------------


class ReportedLinks(Handler):
    """The dead references that Sphinx and MyST have reported, so that none is reported twice."""

    def __init__(self) -> None:
        super().__init__(WARNING)
        #: place and message, of anchors and of files
        self._messages: list[tuple[str, str]] = []
        self._files: list[tuple[str, str]] = []

    def emit(self, record: LogRecord) -> None:
        kind = (getattr(record, "type", ""), getattr(record, "subtype", ""))
        reported = (_written(getattr(record, "location", "")), record.getMessage())
        missing = getattr(record, "missing", "")  # `blink.messages` may quote another form of it
        if kind[1] in ("xref_missing", "link"):
            self._messages.append((reported[0], f"{reported[1]} '{missing}'"))
        if kind in (("image", "not_readable"), ("origin", "html")):
            self._files.append((reported[0], f"{reported[1]} {missing}"))

    def has(self, raw: str, target: LinkTarget, sources: Collection[str]) -> bool:
        """Return whether the link *raw* to *target* was reported, by its anchor or as a file.

        Only reports at one of *sources* count, or all reports if *sources* is empty.
        """
        words = f"'{target.fragment}'"
        named = re.compile(rf"(?<![\w/]){re.escape(raw)}(?!\w)")
        reported = [where for where, message in self._files if named.search(message)]
        if target.fragment:
            reported += [where for where, message in self._messages if words in message]
        return any(not where or name in where for where in reported for name in sources or ("",))


def _written(location: object) -> str:
    """Return what a *location* in Sphinx's log names."""
    if isinstance(location, nodes.Node):
        return get_source_line(location)[0] or ""
    return str((location[0] if isinstance(location, tuple) else location) or "")


class SourceFinder:
    """Finds the source lines of links; each source is read once."""

    def __init__(self, app: Sphinx, endings: PageEndings) -> None:
        self._app, self._endings = app, endings
        self._texts: dict[Path, str] = {}
        self._former = former(app).targets
        root = Path(app.confdir)
        templates = (p for f in app.config.templates_path for p in sorted((root / f).rglob("*")))
        self._common = [root / "conf.py", *(path for path in templates if path.is_file())]

    def find(self, name: str, raw: str) -> SourceLine:
        """Return where the link *raw* of the file *name* was written.

        It is looked for in the source of the page, then in conf.py and the templates. If none has
        it, the first line of the source is returned, or the page itself.
        """
        env = self._app.env
        own = dict(extra_sources(self._app))
        docname, documents = self._docname(name), self._documents(name)
        if name in own:
            documents = [own[name]]
        elif docname in env.found_docs:
            pass
        elif (lead := self._former.get(docname)) and lead.title:  # a post says so
            line = blog_domain(env).header(lead.docname).line_of("redirect")
            return SourceLine(Path(env.doc2path(lead.docname)), line)
        likely, other = forms(raw)
        for paths, words in ((documents, likely), (self._common, likely), (documents, other)):
            for path in paths:
                if line := line_of(self._text(path), words):
                    return SourceLine(path, line)
        return SourceLine(documents[0], 1) if documents else SourceLine(Path(name), 1)

    def of_asset(self, name: str, target: LinkTarget) -> tuple[SourceLine, str] | None:
        """Return who adds a missing stylesheet or script to all pages, and the message about it.

        It is ``None`` for another file, and for one that the source of the page *name* names.
        """
        file = target.path.removeprefix("_static/")
        if file == target.path or not file.endswith((".css", ".js", ".mjs")):
            return None
        config, conf = self._app.config, self._common[0]
        own = [each for each in config.html_static_path if (conf.parent / each).is_dir()]
        own = [each for each in own if not os.path.isabs(each) and not each.startswith("..")]
        folders = " or ".join(f"`{folder}`" for folder in own) or "one"
        fix = f"is in no folder of html_static_path; put it into {folders}, or remove it"
        for setting in ("html_css_files", "html_js_files"):
            for number, entry in enumerate(config[setting]):
                if file == (entry if isinstance(entry, str) else entry[0]):
                    place = SourceLine(conf, line_of_setting(conf, setting, number) or 1)
                    return place, f"{setting}: `{file}` {fix}"
        if line := line_of(self._text(conf), [file]):
            return SourceLine(conf, line), f"`{file}`, which this line adds to pages, {fix}"
        if any(file in self._text(path) for path in (*self._common, *self._documents(name))):
            return None
        place = SourceLine(conf, line_of_setting(conf, "extensions") or 1)
        return place, f"one of the extensions adds `{file}` to pages, but the file {fix}"

    def of(self, name: str) -> list[str]:
        """Return the names of the sources of the file *name*, if it is a document's page."""
        env, docname = self._app.env, self._docname(name)
        if docname not in env.found_docs:
            return []
        return [docname, *map(str, sorted(env.dependencies.get(docname, ())))]

    def _documents(self, name: str) -> list[Path]:
        """Return the files from which the page *name* is made, if it is that of a document."""
        env, docname = self._app.env, self._docname(name)
        if docname not in env.found_docs:
            return []
        used = sorted(env.dependencies.get(docname, ()))
        return [Path(env.doc2path(docname)), *(Path(env.srcdir, file) for file in used)]

    def _docname(self, name: str) -> str:
        return self._document(self._endings.page_of(name).removesuffix(".entry"))

    def _document(self, page: str) -> str:
        """Return the document of *page*; one named ``index`` may be the page of its folder."""
        index = f"{page}/index"
        found = self._app.env.found_docs
        return index if page not in found and index in found else page

    def _text(self, path: Path) -> str:
        if path not in self._texts:
            try:
                self._texts[path] = decode(path.read_bytes())
            except (OSError, UnicodeDecodeError):
                self._texts[path] = ""  # an image
        return self._texts[path]

    def advice(self, name: str, place: SourceLine, target: LinkTarget) -> str:
        """Return how the source at *place*, of the file *name*, should link to *target*."""
        env = self._app.env
        docname = self._document(self._endings.page_of(target.path))
        tail = f"#{target.fragment}" if target.fragment else ""
        if docname in env.found_docs and place.path.suffix == ".rst":
            return f"link to the document, as in :doc:`/{docname}`"
        if docname in env.found_docs and place.path.suffix == ".md":
            source = env.doc2path(docname, base=False).as_posix()
            return f"link to the source file, as in `[text](/{source}{tail})`"
        here = posixpath.relpath(target.path or ".", posixpath.dirname(name) or ".")
        return f'write HTML, as in `<a href="{here}{tail}">text</a>`'
