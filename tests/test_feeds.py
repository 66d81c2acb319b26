"""Feeds are the same whenever and wherever they are built."""

from __future__ import annotations

import os
import subprocess
import sys

import feedparser


def test_two_builds_are_the_same_byte_for_byte(blog):
    blog = blog()
    blog.post(
        "one", "# One\n\n```{update} 2026-02-03\nMore.\n```\n", tags="a1", date="2026-02-01 23:30"
    )
    blog.post("two", category="b1")
    sites = []
    for zone in ("Pacific/Auckland", "America/New_York"):
        output = blog.folder / "_build" / zone.replace("/", "-")
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", ".", str(output)]
        path = os.pathsep.join(part for part in sys.path if part)
        environ = os.environ | {"TZ": zone, "PYTHONPATH": path, "PYTHONHASHSEED": str(len(zone))}
        subprocess.run(command, cwd=blog.folder, env=environ, check=True)
        sites.append(
            {
                p.relative_to(output): p.read_bytes()
                for p in output.rglob("*")
                if p.is_file()
                and not {".doctrees", ".buildinfo"} & set(p.relative_to(output).parts)
            }
        )
    assert sites[0] == sites[1]
    feed = feedparser.parse(sites[0][next(p for p in sites[0] if p.as_posix() == "blog/atom.xml")])
    assert [e.published for e in feed.entries] == [
        "2026-02-01T23:30:00+00:00",
        "2026-01-31T00:00:00+00:00",
    ]
