"""Explain a reference that leads to nothing: what was looked for, where, and what is nearest."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import docname_join

from blink.messages.nearest import did_you_mean, nearest
from blink.posts.store import blog_domain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes
    from sphinx.environment import BuildEnvironment

#: What a missing target of each role of Sphinx is
_KINDS = {
    "ref": "label", "numref": "label", "term": "glossary term", "eq": "label of an equation",
    "any": "label, document, glossary term or object", "keyword": "keyword", "option": "option",
    "token": "token of a grammar", "envvar": "environment variable",
}  # fmt: skip
_HOW = {
    "ref": "write `({})=` in the line above what it leads to",
    "numref": "give the figure or table the option `:name: {}`",
    "term": "add it to a glossary, or write it without the role",
    "eq": "give the equation the option `:label: {}`",
}
#: What looks like a URL with a wrong beginning
_URL = re.compile(r"([a-z]{2,6}):?/{1,3}(?=[\w-]+\.[\w-]+)", re.IGNORECASE)


def source_of(env: BuildEnvironment, docname: str) -> str:
    """Return the path of the source of *docname*, from the folder of the sources."""
    return Path(env.doc2path(docname, base=False)).as_posix()


def explain_reference(env: BuildEnvironment, node: nodes.Element) -> str:
    """Return why the reference *node* leads to nothing, and what to write; ``""`` if unknown."""
    target, kind, domain = str(node["reftarget"]), node["reftype"], node.get("refdomain")
    here = node.get("refdoc") or env.docname
    if domain == "doc":
        return _of_anchor(env, target, str(node.get("reftargetid") or ""))
    if kind == "myst":
        return _of_link(env, here, target)
    if kind == "doc":
        return _of_document(env, here, target)
    if kind == "download":
        return ""
    if domain in ("std", "", None, "math") and kind in _KINDS:
        if "." in target and kind == "ref" and (link := _file_hint(env, here, target)):
            return f"there is no label `{target}`; to link to the file, write `[words]({link})`"
        if kind == "any" and (excluded := _excluded(env, docname_join(here, target))):
            return excluded
        how = _HOW.get(kind, "correct it, or remove it").format(target)
        return f"there is no {_KINDS[kind]} `{target}`; {_near_label(env, target, kind, how)}"
    return _of_object(env, node, target)


def _labels(env: BuildEnvironment, kind: str) -> dict[str, str]:
    """Return the names to which the role *kind* may refer, each with its document."""
    std = env.domains.standard_domain
    labels = {name: owner for name, (owner, _) in std.anonlabels.items() if owner in env.found_docs}
    if kind == "eq":
        math: Any = env.get_domain("math")
        return {name: owner for name, (owner, _) in math.equations.items()}
    if kind == "ref":
        return labels
    if kind == "numref":
        numbered = {
            (docname, anchor)
            for docname, kinds in env.toc_fignumbers.items()
            for anchors in kinds.values()
            for anchor in anchors
        }
        found = (name for name, place in std.anonlabels.items() if place in numbered)
        return {name: labels[name] for name in found if name in labels} or labels
    known = {name: owner for (t, name), (owner, _) in std.objects.items() if kind in ("any", t)}
    return known | (labels | {name: name for name in env.found_docs} if kind == "any" else {})


def _near_label(env: BuildEnvironment, target: str, kind: str, how: str) -> str:
    """Return a question that names the nearest label and its document, or *how*."""
    labels = _labels(env, kind)
    near = nearest(target, labels)
    return f"did you mean `{near}`, in {source_of(env, labels[near])}?" if near else how


def _of_object(env: BuildEnvironment, node: nodes.Element, target: str) -> str:
    """Explain a reference to an object of a program, such as a Python function."""
    domain, kind = node.get("refdomain"), node["reftype"]
    if not domain or domain not in env.domains:
        return ""
    names = {name for name, *_ in env.get_domain(domain).get_objects()}
    near = nearest(target, names) or _same_end(target, names)
    hint = f"; did you mean `{near}`?" if near else ""
    return f"{domain}:{kind} reference target not found: {target}{hint}"


def _same_end(target: str, names: Iterable[str]) -> str:
    """Return the name whose last part is most like that of *target*."""
    by_end = {name.rpartition(".")[2]: name for name in sorted(names)}
    return by_end.get(nearest(target.rpartition(".")[2], by_end), "")


def _of_anchor(env: BuildEnvironment, docname: str, anchor: str) -> str:
    if docname not in env.all_docs:
        return _excluded(env, docname) or f"there is no document `{docname}`; correct the link"
    labels = env.domains.standard_domain.anonlabels
    known = {*env.metadata[docname].get("myst_slugs", {})}
    known |= {name for name, (owner, *_) in labels.items() if owner == docname}
    hint = did_you_mean(
        anchor, known, "write the anchor of a heading or label of that file", "`#{}`"
    )
    return f"{source_of(env, docname)} has no heading or label `#{anchor}`; {hint}"


def explain_entry(env: BuildEnvironment, docname: str) -> str:
    """Explain an entry of a toctree that is not a document."""
    if excluded := _excluded(env, docname):
        return excluded
    near = _near_document(env, docname)
    hint = f"did you mean `/{near}`?" if near else "correct the name, or delete the line"
    return f"this toctree names `{docname}`, which does not exist; {hint}"


def _of_document(env: BuildEnvironment, here: str, target: str) -> str:
    """Explain a reference to a document by its name, as in ``{doc}`name```."""
    docname = docname_join(here, target)
    bare = next((e for e in env.config.source_suffix if docname.endswith(e)), "")
    if bare and docname.removesuffix(bare) in env.found_docs:
        return f"a document is named without `{bare}`; write `{target.removesuffix(bare)}`"
    if excluded := _excluded(env, docname):
        return excluded
    near = _near_document(env, docname)
    hint = f"did you mean `/{near}`?" if near else "correct the name, or remove the reference"
    return f"there is no document `{docname}`; {hint}"


def _excluded(env: BuildEnvironment, name: str) -> str:
    """Return the message for a file that exists, but is not read; *name* may lack its ending."""
    root = Path(env.srcdir)
    for ending in ("", *env.config.source_suffix):
        path = root / f"{name}{ending}"
        docname = name.removesuffix(path.suffix) if not ending else name
        if path.is_file() and path.suffix in env.config.source_suffix:
            if docname in env.found_docs:
                return ""
            return (
                f"{name}{ending} is not part of the site, because `exclude_patterns` in conf.py"
                " leaves it out; remove the reference, or the pattern"
            )
    return ""


def _near_document(env: BuildEnvironment, docname: str) -> str:
    """Return the document that is meant: of the same name in another folder, or a similar one."""
    base = posixpath.basename(docname)
    known = env.found_docs | blog_domain(env).hidden()
    named = {name: posixpath.basename(name) for name in known}
    same = sorted(name for name, own in named.items() if own == base)
    if same:
        return nearest(docname, same) or same[0]
    if near := nearest(base, named.values(), 0.72):
        return next(name for name in sorted(named) if named[name] == near)
    return ""


def _of_link(env: BuildEnvironment, here: str, target: str) -> str:
    """Explain ``[words](target)`` of Markdown."""
    path, _, anchor = target.partition("#")
    if "@" in path and "/" not in path:
        return f"`{target}` is an e-mail address without `mailto:`; write `mailto:{target}`"
    if "/" in path or "." in path:
        return _of_file(env, here, path, anchor)
    own = env.metadata[here].get("myst_slugs", {})
    if near := nearest(target, own):
        hint = f"did you mean `#{near}`?"
    elif document := _near_document(env, docname_join(here, target)):
        hint = f"did you mean `/{source_of(env, document)}`?"
    else:
        hint = _near_label(env, target, "ref", "correct it, or remove the link")
    return f"neither this page nor a label of the site is called `{target}`; {hint}"


def _of_file(env: BuildEnvironment, here: str, path: str, anchor: str) -> str:
    """Explain a link to the file at *path* from the document *here*."""
    full = _full_path(here, path)
    if url := _URL.match(path):
        scheme = did_you_mean(url[1], ["http", "https", "ftp", "mailto"], "correct it")
        return f"`{path}` is neither a file nor a URL, which begins like `https://`; {scheme}"
    if full.startswith("../"):
        return f"`{path}` is outside the project; correct the path, or remove the link"
    if near := _file_hint(env, here, path):
        tail = f"#{anchor}" if anchor else ""
        return f"there is no file `{full}`; did you mean `{near}{tail}`?"
    excluded = _excluded(env, full)
    return excluded or f"there is no file `{full}`; put it there, or correct or remove the link"


def _full_path(here: str, path: str) -> str:
    """Return *path*, written in the document *here*, from the folder of the sources."""
    folder = "" if path.startswith("/") else posixpath.dirname(here)
    return posixpath.normpath(posixpath.join(folder, path.lstrip("/")))


def _file_hint(env: BuildEnvironment, here: str, path: str) -> str:
    """Return the file that a link from *here* to *path* may mean, or ``""``."""
    full = _full_path(here, path)
    stem, ending = posixpath.splitext(full)
    if ending in ("", ".html", ".htm", *env.config.source_suffix):
        docname = stem if stem in env.found_docs else _near_document(env, stem)
        return f"/{source_of(env, docname)}" if docname else ""
    near = near_file(env, full)
    return f"/{near}" if near else ""


def near_file(env: BuildEnvironment, full: str) -> str:
    """Return the file beside *full* whose name is most like it; both from the folder of sources.

    No sources: they may be drafts.
    """
    folder, name = posixpath.split(full)
    try:
        entries = [e.name for e in os.scandir(Path(env.srcdir) / folder) if e.is_file()]
    except OSError:
        return ""
    sources = tuple(env.config.source_suffix)
    near = nearest(name, (e for e in entries if not e.endswith(sources) and e[0] != "."))
    return posixpath.join(folder, near) if near else ""
