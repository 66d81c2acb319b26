"""Copy HTML files beside a post into the site, with the files that they need.

Such a page, as an interactive figure that a program wrote, is shown in an ``<iframe>``. It is
copied below ``_embedded`` at its path in the project, and so are the files that it names, so that
its relative addresses stay right. Scripts in it become files, because the Content-Security-Policy
of the site forbids others; a library that several pages contain is then in the site once.

Warnings: ``origin.html``, a file that does not exist, and one of another site.
"""

from __future__ import annotations

import os
import posixpath
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from sphinx.util import logging

from blink.elements.media.html_tags import html_addresses
from blink.elements.store import elements_domain
from blink.elements.third_party.addresses import (
    THIRD_PARTY,
    allowed_sites,
    host_of,
    loaded_elsewhere,
)
from blink.source.file_access.outside import refusal
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: The folder of the site with these pages, which the author did not write for it
FOLDER = "_embedded"
#: The folder below it with scripts that were in pages
SCRIPTS = "_scripts"
#: Extensions of such pages
PAGES = frozenset({".html", ".htm", ".xhtml"})
#: Extensions of files in which names of other files are looked for
_READ = PAGES | {".css", ".js", ".mjs", ".svg"}
_SCRIPT = re.compile(
    r"<script\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE
)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style", re.DOTALL | re.IGNORECASE)
_TYPE = re.compile(r"\btype\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)
_SCRIPTS = frozenset({"", "text/javascript", "application/javascript", "module"})
_IN_STYLE = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", re.IGNORECASE)
#: Names in scripts of files that a page may load
_IN_SCRIPT = re.compile(
    r"[\"'`]([^\s\"'`<>\\$:?#]{1,200}\.(?:json|geojson|topojson|csv|tsv|txt|js|mjs|css|html|svg|png"
    r"|jpe?g|gif|webp|avif|wasm|bin|arrow|parquet|npy|glb|gltf|mp4|webm|mp3|ogg|vtt|woff2?))[\"'`]",
    re.IGNORECASE,
)


def local_path(address: str) -> str:
    """Return the path that an address of the same site names, or ``""``.

    >>> local_path("a%20b.png?v=1#c"), local_path("https://a.example/"), local_path("#c")
    ('a b.png', '', '')
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = unquote(parts.path)
    return "" if parts.scheme or parts.netloc or "\0" in path else path


def named_files(text: str, suffix: str) -> tuple[dict[str, None], dict[str, None]]:
    """Return the addresses of files that a page or another file names, and those it may name.

    The latter are texts in scripts that look like names of files.
    """
    named: dict[str, None] = {}
    if suffix in PAGES | {".svg"}:
        named |= {one.address: None for one in html_addresses(text) if one.element != "base"}
    styles = [text] if suffix == ".css" else _STYLE.findall(text) if suffix in PAGES else []
    for style in styles:
        named |= {one[1] or one[2]: None for one in _IN_STYLE.finditer(style)}
    possible = [] if suffix == ".css" else _IN_SCRIPT.findall(text)
    return named, {name: None for name in possible if name not in named}


def with_script_files(text: str, name: str) -> tuple[str, dict[str, str]]:
    """Return the page *text* with its scripts as files, and the content of these by their names.

    Names are those below ``_embedded``; *name* is that of the page.
    """
    files: dict[str, str] = {}

    def as_file(script: re.Match[str]) -> str:
        attributes, code = script[1], script[2]
        kind = _TYPE.search(attributes)
        if re.search(r"\bsrc\s*=", attributes, re.IGNORECASE) or not code.strip():
            return script[0]
        if (kind[1].lower() if kind else "") not in _SCRIPTS:
            return script[0]
        folder = SCRIPTS
        if kind and kind[1].lower() == "module":  # what it imports is relative to it
            folder = posixpath.dirname(name)
        file = posixpath.join(folder, f"{sha256(code.encode()).hexdigest()[:16]}.js")
        files[file] = code
        source = posixpath.relpath(file, posixpath.dirname(name) or ".")
        kept = re.sub(r"\s(?:async|defer)\b(?:=[\"']?\w*[\"']?)?", "", attributes)
        return f'<script{kept} src="{source}"></script>'

    return _SCRIPT.sub(as_file, text), files


# -- Sphinx ------------------------------------------------------------------


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def embed_page(
    env: BuildEnvironment, location: Any, given: str, name: str, *, is_linked: bool = False
) -> str:
    """Add a page to the site, report what it lacks and loads from elsewhere; return its path there.

    :param given: its path as the author wrote it
    :param name: its path from the source folder
    :param is_linked: whether it is not shown, but opened by a link, so that it may load from
        elsewhere
    """
    missing, remote = _add_files(env, posixpath.normpath(name))
    for other in missing:
        logger.warning(
            "`%s` needs `%s`, which does not exist; copy that file beside it, or correct its"
            " address in `%s`", given, other, given,
            location=location, type="origin", subtype="html",
        )  # fmt: skip
    allowed = allowed_sites(env, env.docname)
    for host, url in {host_of(url): url for url in reversed(remote)}.items():
        if host not in allowed and not is_linked:
            logger.warning(
                f"%s, which `%s` names, {THIRD_PARTY}; write the page with its scripts inside, or"
                " write `loads: %s` in the front matter to allow it", url, given, host,
                location=location, type="origin", subtype="html",
            )  # fmt: skip
    return f"{FOLDER}/{posixpath.normpath(name)}"


def _add_files(env: BuildEnvironment, name: str) -> tuple[list[str], list[str]]:
    """Add the file *name* and what it needs to the site; return what is missing, or remote."""
    root = os.path.realpath(env.srcdir)
    files: dict[str, None] = {}
    missing: list[str] = []
    remote: list[str] = []
    #: paths, and the folders from which scripts load files
    waiting = [(name, posixpath.dirname(name))]
    while waiting:
        path, folder = waiting.pop()
        if path in files:
            continue
        files[path] = None
        env.note_dependency(path)
        suffix, here = Path(path).suffix.lower(), posixpath.dirname(path)
        text = _text_of(Path(root, path)) if suffix in _READ else None
        named, possible = named_files(text, suffix) if text else ({}, {})
        if text and suffix in PAGES:
            folder, remote = here, [*remote, *loaded_elsewhere(text)]
        for address in (*named, *possible):
            local = local_path(address)
            if not local or local.startswith("/"):
                continue
            for base in dict.fromkeys([here] if address in named else [here, folder]):
                other = posixpath.normpath(posixpath.join(base, local))
                full = Path(root, other)
                if other.startswith("../") or _is_source(env, other) or refusal(env, full):
                    continue
                if os.path.isfile(full):
                    waiting.append((other, folder))
                elif address in named and not os.path.exists(full):
                    missing.append(local)
    embedded = elements_domain(env).embedded
    embedded[env.docname] = tuple(dict.fromkeys((*embedded.get(env.docname, ()), *files)))
    return missing, remote


def _is_source(env: BuildEnvironment, path: str) -> bool:
    """Return whether a file may be a document, which is not copied because it may be a draft."""
    return path.endswith(tuple(env.config.source_suffix))


def write_pages(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Yield these pages and the files that they need, as files of the site."""
    names = {name for files in elements_domain(app.env).embedded.values() for name in files}
    for name in sorted(names):
        path = Path(app.srcdir, name)
        if not path.is_file():
            continue
        text = _text_of(path) if path.suffix.lower() in PAGES else None
        if text is None:
            yield f"{FOLDER}/{name}", path.read_bytes()
            continue
        text, scripts = with_script_files(text, name)
        yield f"{FOLDER}/{name}", text.encode()
        for script, code in scripts.items():
            yield f"{FOLDER}/{script}", code.encode()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.store")
    app.connect("site-files", write_pages, priority=Stage.FILES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
