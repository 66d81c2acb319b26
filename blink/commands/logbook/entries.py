"""Find the source of an entry by its name, and the folder in which its runs are kept."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.commands.logbook.drafts import all_sources
from blink.commands.new import POSTS
from blink.logbooks.history import LEDGER, read_ledger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blink.commands.logbook.drafts import LogbookSource


_SOURCES = (".md", ".rst", ".ipynb")


class UnknownEntryError(Exception):
    """No single entry has the name; the message says which may be meant."""


class RunFolder(NamedTuple):
    """Where the runs of an entry are kept."""

    path: Path
    #: what the key `runs` of the entry says
    pattern: str


def find_entry(name: str, settings: Mapping[str, Any]) -> LogbookSource:
    """Return the entry, which may be a draft, whose file is called *name*; its path will do, too.

    :raises UnknownEntryError: if there is none, or several have the name.
    """
    entries = [s for s in all_sources(POSTS, settings) if "logbook" in s.values]
    if not name:
        raise UnknownEntryError("the name of the entry is missing; write ENTRY=seeds-5-to-9")
    label = re.sub(r"\.(?:md|rst)$", "", name.strip())
    if Path(label).name == "index":
        label = str(Path(label).parent)
    is_path = "/" in label
    label = Path(label).name.lower()
    found = [entry for entry in entries if entry.label == label]
    if is_path:
        same = [entry for entry in found if entry.path.resolve() == Path(name).resolve()]
        found = same or found
    if len(found) > 1:
        paths = " and ".join(entry.path.as_posix() for entry in found[:2])
        raise UnknownEntryError(f"both {paths} are called `{label}`; write the path of one of them")
    if found:
        return found[0]
    labels = [entry.label for entry in entries]
    near = get_close_matches(label, labels, 1) or [n for n in labels if label in n][:1]
    hint = f"did you mean `{near[0]}`?" if near else "`make entry` starts one"
    raise UnknownEntryError(f"there is no entry `{name}` in {POSTS}/; {hint}")


def recorded_remark(entry: LogbookSource) -> str:
    """Return what to do after runs are added to *entry*, if the ledger has it as finished."""
    path = Path(LEDGER)
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    versions = read_ledger(text)[0].entries.get(entry.label, ())
    if not versions or versions[-1].entry.fields.status in ("planned", "running"):
        return ""
    return (
        f"{entry.path}: this entry is recorded as finished in {LEDGER}; explain the runs that are"
        " added now in an `update` directive at its end, or the build fails"
    )


def run_folder(entry: LogbookSource) -> RunFolder:
    """Return where the runs of *entry* are kept: beside it, apart from those of other entries.

    An entry that is the index of a folder has them in ``runs``, and any other entry in a folder of
    ``runs`` with its own name. If a folder has both, ``runs/*`` would match the runs of all, so the
    one that comes second has another folder.
    """
    folder, stem = entry.path.parent, entry.path.stem
    beside = {path.stem for path in folder.iterdir() if path.suffix in _SOURCES} - {stem}
    first, second = ("runs", "runs/index") if stem == "index" else (f"runs/{stem}", f"{stem}-runs")
    crowded = beside if stem == "index" else beside & {"index"}
    place = second if crowded and f"{first}/*" not in entry.values.get("runs", ()) else first
    return RunFolder(folder / place, f"{place}/*")
