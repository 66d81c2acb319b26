"""Find known vulnerabilities of the pinned packages with pip-audit: ``make audit``.

Run it by the Python of an environment that has pip-audit, with requirements files as arguments. The
exit code is 1 if a package is vulnerable, and 2 if some packages could not be checked: a result
without vulnerabilities means nothing then.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COMMAND = [
    "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--disable-pip",
    "--require-hashes",
]  # fmt: skip


def vulnerable(file: str, packages: Sequence[Any]) -> Iterator[str]:
    """Yield a line for each known vulnerability."""
    for one in packages:
        for found in one.get("vulns", ()):
            fixed = ", ".join(found.get("fix_versions") or ()) or "none yet"
            names = ", ".join([found["id"], *found.get("aliases", ())])
            yield f"{file}: {one['name']} {one['version']}: {names}; fixed in: {fixed}"


def audit(file: str) -> int:
    """Tell what is known of the packages that *file* pins; return the code."""
    done = subprocess.run(
        [sys.executable, *COMMAND, "-r", file], capture_output=True, text=True, check=False
    )
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, LookupError, TypeError):
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        print(f"{file}: NOT AUDITED, the service cannot be reached: {last}", file=sys.stderr)
        return 2
    lines = list(vulnerable(file, packages))
    print(*lines, sep="\n", end="\n" * bool(lines), file=sys.stderr)
    left = [one for one in packages if "skip_reason" in one]
    if left:
        why = left[0]["skip_reason"]
        print(
            f"{file}: NOT AUDITED, {len(left)} of {len(packages)} packages: {why}", file=sys.stderr
        )
        return 1 if lines else 2
    print(f"{file}: {len(packages)} packages, vulnerabilities: {len(lines)}")
    return 1 if lines else 0


def main(files: Sequence[str]) -> int:
    codes = {audit(file) for file in files}
    return 1 if 1 in codes else max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
