"""The message of a failed build names the code or template that failed, and the line."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from conftest import ROOT, THEME
from sphinx.errors import SphinxParallelError
from sphinx.testing.util import SphinxTestApp

from blink.builder.failures import explain

LAYOUT = (THEME / "layout.html").read_text(encoding="utf-8")
LAST = LAYOUT.count("\n") + 1
EXTENDED = '{% extends "!layout.html" %}\n'
CONF = (ROOT / "conf.py").read_text(encoding="utf-8")
END = CONF.count("\n")
FAILED = "the build failed; _build/html was not created"
REPORT = "report it to the authors of that extension, or remove it from `extensions` in conf.py"
GUARD = "correct the name, or test with `{% if … is defined %}` whether it is defined"


@pytest.fixture
def built(blog):
    """Return a function that builds a blog with *files* and *lines* of conf.py, and its message."""

    def built(files, lines="", *options, posts=1):
        made = blog()
        made.write("conf.py", CONF + lines)
        for number in range(posts):
            made.post(f"p{number:02}")
        for name, text in files.items():
            made.write(name, text)
        done = subprocess.run(
            [sys.executable, "-m", "blink", "build", "--", "-q", *options], cwd=made.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}, check=False,
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        *messages, last = [line for line in done.stderr.splitlines() if line]
        assert (done.returncode, last) == (2, FAILED), done.stderr
        (message,) = messages
        return message

    return built


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "layout.html",
            LAYOUT + "{% if x %}\n",
            (
                f"_templates/layout.html:{LAST}: this template has an error: Unexpected end of"
                " template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'."
                " The innermost block that needs to be closed is 'if'"
                " (while writing the page index);"
                " write `{% endif %}` where the block ends"
            ),
        ),
        (
            "layout.html",
            EXTENDED + "{% block footer %}\n{{ nope.x.y }}{% endblock %}\n",
            (
                "_templates/layout.html:3: 'nope' is undefined"
                f" (while writing the page index); {GUARD}"
            ),
        ),
        (
            "layout.html",
            EXTENDED + "{% block footer %}{{ 1 | nope }}{% endblock %}\n",
            (
                "_templates/layout.html:2: this template has an error: No filter named 'nope'"
                " (while writing the page index); correct it"
            ),
        ),
        (
            "page.html",
            "\n{% extends '!nope.html' %}\n",
            (
                "_templates/page.html:2: there is no template `nope.html` (while writing the page"
                " index); correct the name, or add a file of that name to `_templates`"
            ),
        ),
        (
            "copyright.html",
            "\n{% include 'copyright.html' %}\n",
            (
                "_templates/copyright.html:2: this template includes or extends itself (while"
                " writing the page index); to use the original, write its name as `!copyright.html`"
            ),
        ),
        (
            "page.html",
            "\n\n{{ 1 / 0 }}\n",
            (
                "_templates/page.html:3: ZeroDivisionError: division by zero"
                " (while writing the page index); correct this line"
            ),
        ),
    ],
)
def test_a_template_with_an_error_is_named_with_its_line(built, name, text, message):
    assert built({f"_templates/{name}": text}) == message


def test_a_template_with_an_error_of_a_page_that_is_not_a_document(built):
    pages = "html_additional_pages = {'extra': 'extra.html', 'more': 'nope.html'}\n"
    assert built({"_templates/extra.html": "a\n{{ a.b.c }}\n"}, pages) == (
        f"_templates/extra.html:2: 'a' is undefined (while writing the page extra); {GUARD}"
    )
    assert built({"_templates/extra.html": "a\n"}, pages) == (
        "there is no template `nope.html` (while writing the page more); correct the name, or add"
        " a file of that name to `_templates`"
    )


def test_a_template_without_a_macro_that_another_one_uses(built):
    card = "{% macro postcard(card, heading, first=false) %}{% endmacro %}\n"
    advice = "copy it from the template of the theme that yours overrides, or rename yours"
    message = built({"_templates/postcard.html": card + "{% macro postcards() %}{% endmacro %}"})
    assert message == (
        "the macro `postcard` has other parameters than that of the theme (while writing the page"
        f" index); {advice}"
    )
    message = built({"_templates/postcard.html": "{% macro other() %}{% endmacro %}"})
    assert message.startswith("the template postcard.html has no macro `")
    assert message.endswith(advice)


def test_a_feed_template_that_cannot_be_filled_in(built):
    assert built({}, "blog_feed_templates = {'atom': {'content': '{{ 1 / 0 }}'}}\n") == (
        "conf.py: blog_feed_templates: the template of `content` fails for the post posts/p00:"
        " division by zero; correct the template"
    )


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("event", "during"),
    [
        ("doctree-read", " while reading posts/p17.md"),
        ("html-page-context", " while writing the page posts/p17"),
        ("doctree-resolved", ""),
    ],
)
def test_a_handler_of_conf_py_is_named_with_its_line(built, jobs, event, during):
    lines = (
        "def mark(app, *values):\n"
        "    name = app.env.docname if len(values) == 1 else values[0]\n"
        "    if 'posts/p17' in (name, *values):\n"
        "        raise ValueError('mine')\n"
        f"def setup(app):\n    app.connect('{event}', mark)\n"
    )
    assert built({}, lines, "--jobs", jobs, posts=30) == (
        f"conf.py:{END + 4}: the handler `mark` of the event `{event}` raised ValueError:"
        f" mine{during}; correct this code"
    )


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("raise ValueError('mine')\n", "ValueError: mine; correct this code"),
        ("def setup(app):\n    {}['x']\n", "KeyError: 'x'; correct this code"),
        ("def :\n", "invalid syntax; correct this line"),
    ],
)
def test_an_error_in_conf_py_is_named_with_its_line(built, lines, message):
    assert built({}, lines) == f"conf.py:{END + lines.count(chr(10))}: {message}"


def test_a_file_that_the_code_of_an_author_does_not_find(built):
    lines = "def load(app, env):\n    open('/nope')\n"
    lines += "def setup(app):\n    app.connect('env-updated', load)\n"
    assert built({}, lines) == (
        f"conf.py:{END + 2}: the handler `load` of the event `env-updated` raised"
        " FileNotFoundError: [Errno 2] No such file or directory: '/nope'; correct this code"
    )


FOREIGN = "lib/site-packages/foreign/__init__.py"
SAFE = "    return {'parallel_read_safe': True, 'parallel_write_safe': True}\n"
USE = "import sys\nsys.path.insert(0, 'lib/site-packages')\nextensions = [*extensions, 'foreign']\n"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_extension_that_fails_is_named(built, jobs):
    text = (
        "import json\ndef mark(app, doctree):\n    if app.env.docname == 'posts/p17':\n"
        "        json.loads('{')\n"
        f"def setup(app):\n    app.connect('doctree-read', mark)\n{SAFE}"
    )
    assert built({FOREIGN: text}, USE, "--jobs", jobs, posts=30) == (
        "the extension foreign failed while reading posts/p17.md: JSONDecodeError: Expecting"
        " property name enclosed in double quotes: line 1 column 2 (char 1)"
        f" ({FOREIGN}:4); {REPORT}"
    )


def test_an_extension_that_refuses_something_is_quoted(built):
    text = (
        "from sphinx.errors import ExtensionError\ndef mark(app, env):\n"
        "    raise ExtensionError('there is no key')\n"
        f"def setup(app):\n    app.connect('env-updated', mark)\n{SAFE}"
    )
    assert built({FOREIGN: text}, USE) == "there is no key (from the extension foreign)"


def test_an_extension_that_is_not_installed(built):
    assert built({}, "extensions = [*extensions, 'nope']\n") == (
        "conf.py: Could not import extension nope (exception: No module named 'nope');"
        " install it with `make add PACKAGE=nope`, or correct its name"
    )


def test_only_a_fault_of_blink_is_reported():
    with pytest.raises(AttributeError) as fault:
        explain(None)
    assert explain(fault.value) == ""


def test_an_endless_recursion_is_the_fault_of_its_code(built):
    lines = "def again(*values):\n    again()\n"
    lines += "def setup(app):\n    app.connect('env-updated', again)\n"
    assert built({}, lines).startswith(
        f"conf.py:{END + 2}: the handler `again` of the event `env-updated` raised RecursionError:"
    )


class Slow(list):
    """Items that take a moment to share out, so that an earlier share can fail meanwhile."""

    def __getitem__(self, part):
        time.sleep(0.3)
        return super().__getitem__(part)


def fail(share):
    if 0 in share:
        raise ValueError("mine")
    return len(share)


def end(share):
    if 0 in share:
        os._exit(1)
    return len(share)


@pytest.mark.parametrize(
    ("work", "error", "text"),
    [(fail, SphinxParallelError, "ValueError: mine"), (end, EOFError, "was ended")],
)
def test_a_share_that_fails_while_others_start_is_an_error(blog, work, error, text):
    made = blog()
    app = SphinxTestApp("html", srcdir=made.folder, confoverrides=made.settings, parallel=2)
    added = []
    try:
        with pytest.raises(error, match=text):
            app.builder.share_out(Slow(range(96)), work, lambda *pair: added.append(pair))
        app.builder.share_out(Slow(range(96)), len, lambda *pair: added.append(pair))
    finally:
        app.cleanup()
    assert sorted(item for share, _ in added for item in share) == list(range(96))
    assert {count for _, count in added} == {12}
