"""Import a blog, or one post, from Material for MkDocs; `blink.material` does the work.

Run in the folder of conf.py of the blog that is to have the posts.
"""

from __future__ import annotations

import sys
import traceback
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from blink.builder.crash import system_message
from blink.commands.arguments import add_text
from blink.commands.importing import trial

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

#: Packages of the extra ``import`` that have code; of the others, only files are read
NEEDED = ("pymdownx", "pathspec")


def add_arguments(parser: ArgumentParser) -> None:
    add_text(
        parser,
        "src",
        "the folder that holds mkdocs.yml or zensical.toml, such a file, or a single post",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="report what the import would do, and write nothing"
    )
    parser.add_argument(
        "--no-build", action="store_true", help="do not build the blog after the import"
    )
    parser.add_argument(
        "--pages",
        choices=["link", "bring"],
        default="link",
        help="pages that posts link to: 'link' (the default) leaves them on the old site and links"
        " to them there, 'bring' imports them",
    )


def run(arguments: Namespace) -> int:
    if not all(find_spec(name) for name in NEEDED):
        print(
            "import: this needs more packages; install them with"
            " `make add PACKAGE='blink-blog[import]'`",
            file=sys.stderr,
        )
        return 2
    if not arguments.src:
        print(
            "import: no blog was named; write its folder or a single post, such as SRC=../old-blog",
            file=sys.stderr,
        )
        return 2
    try:
        return _import(arguments)
    except BrokenPipeError:
        raise  # `blink.cli` ends the command
    except OSError as error:
        print(f"import: {system_message(error)}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        print("\nthe import was interrupted; run it again to complete it", file=sys.stderr)
        return 130
    except Exception as error:  # noqa: BLE001  # an author cannot do anything with a traceback
        with NamedTemporaryFile("w", prefix="blink-import-", suffix=".log", delete=False) as log:
            log.write(traceback.format_exc())
        kind = type(error).__name__
        print(
            f"import: it failed: {kind}: {' '.join(str(error).split())}; please report this, with"
            f" the traceback in {log.name}",
            file=sys.stderr,
        )
        return 1


def _import(arguments: Namespace) -> int:
    # the imports take half a second: too long for `--help`
    from blink.material.importer import import_blog  # noqa: PLC0415
    from blink.material.site.settings_file import SourceError  # noqa: PLC0415

    is_asked = sys.stdin.isatty() and sys.stdout.isatty() and not arguments.dry_run
    pages = arguments.pages == "bring"
    try:
        done = import_blog(
            Path(arguments.src),
            Path(),
            dry=arguments.dry_run,
            pages=pages,
            ask=input if is_asked else None,
        )
    except SourceError as error:
        print(f"import: {error}", file=sys.stderr)
        return 2
    if arguments.dry_run:
        return done.code
    code = 0 if arguments.no_build else trial.build_after(done)
    print("\n" + "\n".join(next_steps(done.report, built=not arguments.no_build, failed=code != 0)))
    return done.code or min(code, 1)


def next_steps(report: str, *, built: bool, failed: bool) -> list[str]:
    """Return the lines that say what to do after an import, with the commands in their order."""
    steps = [
        (
            "make html",
            "build the blog" if not built else "after each correction, until it succeeds",
        ),
        ("make preview", "show the blog in the browser, with its drafts, until you press Ctrl-C"),
        ("make check", "check links, pages and feeds"),
        ("git add --all", "together with the next line: keep this state"),
        ('git commit -m "Import the old blog"', ""),
        ("make publish", "record the addresses of the posts; it says what to do then"),
    ]
    first = f"Read {report}: it lists what you have to decide, and what was left out."
    if failed:
        first += " Then correct what the messages above say."
    shown = steps if failed or not built else steps[1:]
    width = max(len(command) for command, _ in shown)
    lines = [
        f"  {command:{width}}  # {words}" if words else f"  {command}" for command, words in shown
    ]
    own = "Write your own index.md and about.md, and delete welcome.md: those of a new blog are not"
    own += " published."
    return [first, own, "Then run, in this order:", "", *lines]
