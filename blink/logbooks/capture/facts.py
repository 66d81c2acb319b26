"""Find out what is needed to repeat a run: the code, the machine and the inputs."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blink.logbooks.capture.redaction import secrets_in_patch, without_credentials

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Name of the file with the changes that were not committed, beside ``run.json``
PATCH = "run.patch"
#: The most bytes of a patch that is kept, and the most names of untracked files
_MOST_PATCH, _MOST_NAMES = 1_000_000, 100


class CaptureError(Exception):
    """A run cannot be captured as asked; the message says why, and what to do."""


def output_of(*command: str, folder: Path | None = None) -> bytes | None:
    """Return what *command* prints, or ``None`` if it fails or takes a minute."""
    with suppress(OSError, subprocess.TimeoutExpired):
        result = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, check=False, timeout=60,
        )  # fmt: skip
        if result.returncode == 0:
            return result.stdout
    return None


def _git(folder: Path, *command: str) -> str | None:
    """Return what Git prints without the last line break, or ``None``; it locks nothing."""
    options = ("--no-optional-locks", "-c", "core.quotepath=false", "-c", "core.fsmonitor=false")
    data = output_of("git", *options, *command, folder=folder)
    return None if data is None else data.decode("utf-8", "replace").rstrip("\n")


def top_of(folder: Path) -> Path | None:
    """Return the folder of the repository that *folder* is in, if there is one."""
    top = _git(folder, "rev-parse", "--show-toplevel")
    return Path(top) if top else None


def git_problem(folder: Path) -> str:
    """Return why Git does not work in *folder* though a repository is there, or ``""``."""
    folder = folder.resolve()
    if not any((place / ".git").exists() for place in (folder, *folder.parents)):
        return ""
    command = ("git", "rev-parse", "--show-toplevel")
    try:
        result = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return "git cannot be run"
    lines = result.stderr.decode("utf-8", "replace").strip().splitlines()
    return f"git says: {lines[0]}" if lines else ""


def git_facts(
    folder: Path, left_out: Sequence[str] = (), *, keep_patch: bool = False
) -> tuple[dict[str, Any], bytes]:
    """Return the state of the repository of *folder*, and the patch if it is to be kept.

    :param left_out: patterns of paths that are not code, relative to the top of the repository
    :raises CaptureError: if the patch has what looks like a secret, or is too large.
    """
    top = top_of(folder)
    if not top:
        return {}, b""
    remotes = (_git(folder, "remote") or "").splitlines()
    remote = "origin" if "origin" in remotes else next(iter(remotes), "")
    url = (_git(folder, "remote", "get-url", remote) or "") if remote else ""
    if not re.match(r"(?!file:)[a-z+]+://|[\w.-]+@?[\w.-]*:(?!//|\\)", url):
        url = ""  # a path on this machine
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "HEAD") or ""
    facts: dict[str, Any] = {"remote": without_credentials(url), "commit": commit}
    paths = [":/", *(f":(top,exclude,glob){pattern}" for pattern in left_out)]
    options = ("--no-color", "--no-ext-diff", "--no-textconv", "--binary", "--full-index")
    prefixes = ("--src-prefix=a/", "--dst-prefix=b/")
    command = ("git", "--no-optional-locks", "diff", *options, *prefixes, "HEAD", "--", *paths)
    patch = (output_of(*command, folder=folder) or b"") if commit else b""
    facts["dirty"] = bool(patch)
    if patch:
        facts["patch_sha256"], facts["patch_bytes"] = sha256(patch).hexdigest(), len(patch)
    listing = ("ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", *paths)
    untracked = [name for name in (_git(folder, *listing) or "").split("\0") if name]
    if untracked:
        facts["untracked"] = untracked[:_MOST_NAMES]
        if len(untracked) > _MOST_NAMES:
            facts["more_untracked"] = len(untracked) - _MOST_NAMES
    if not (keep_patch and patch):
        return facts, b""
    _check_patch(patch)
    facts["patch"] = PATCH
    return facts, patch


def _check_patch(patch: bytes) -> None:
    if len(patch) > _MOST_PATCH:
        size = f"{len(patch) / 1e6:.1f} MB, and at most {_MOST_PATCH // 1_000_000} MB are kept"
        raise CaptureError(f"the patch of the changed files has {size}; commit the changes first")
    if places := list(secrets_in_patch(patch.decode("utf-8", "replace"))):
        advice = "the patch cannot be kept; remove the secret, or do not keep the patch"
        raise CaptureError("\n".join([*places, advice]))


def relative_folder(folder: Path) -> str:
    """Return *folder* relative to the top of its repository; without one it is ``.``."""
    top = top_of(folder)
    if top:
        with suppress(ValueError):
            return folder.resolve().relative_to(top.resolve()).as_posix()
    return "."


def host_facts() -> dict[str, Any]:
    """Return the processor, its cores, the memory and the graphics cards; not the name."""
    with suppress(AttributeError, OSError, ValueError):
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return {**_processor(), "ram_gb": round(memory / 2**30), "gpus": _gpus()}
    return {**_processor(), "gpus": _gpus()}


def _processor() -> dict[str, Any]:
    name = ""
    with suppress(OSError):
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
        match = re.search(r"^(?:model name|Model|Hardware)\s*:\s*(.+)$", text, re.MULTILINE)
        name = match[1].strip() if match else ""
    if sys.platform == "darwin":
        name = (output_of("sysctl", "-n", "machdep.cpu.brand_string") or b"").decode().strip()
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:
        cores = os.cpu_count() or 1
    return {"cpu": name or platform.processor() or platform.machine(), "cores": cores}


def _gpus() -> list[str]:
    if not shutil.which("nvidia-smi"):
        return []
    output = output_of("nvidia-smi", "--query-gpu=name", "--format=csv,noheader") or b""
    return [line.strip() for line in output.decode("utf-8", "replace").splitlines() if line.strip()]


def file_digest(path: Path) -> str:
    """Return the SHA-256 of the file at *path*, which may be large."""
    digest = sha256()
    with path.open("rb") as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            digest.update(part)
    return digest.hexdigest()


def input_facts(folder: Path, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the digest and size of each input file; *names* are relative to *folder*.

    Their paths are relative to the top of the repository; of a file outside it, only the name is
    kept.

    :raises CaptureError: if one cannot be read.
    """
    root = (top_of(folder) or folder).resolve()
    facts = []
    for name in names:
        path = (folder / name).resolve()
        if not path.is_file():
            raise CaptureError(
                f"the input `{name}` is not a file; write the path of a file, and quotes around it"
                " if it has spaces"
            )
        inside = root in path.parents
        shown = path.relative_to(root).as_posix() if inside else path.name
        try:
            size = path.stat().st_size
            facts.append({"path": shown, "sha256": file_digest(path), "bytes": size})
        except OSError as error:
            raise CaptureError(f"the input `{name}` cannot be read: {error.strerror}") from error
    return facts
