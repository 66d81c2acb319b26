"""The policy that a blog sends allows the script in its pages, also after an upgrade."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

from blink.checks.content_policy import Forbidden, digests, forbidden, policy
from blink.cli import main
from blink.commands.check import CHECKS
from blink.commands.publishing.check_results import BuiltSite

PAGE = "<head><script>let a = 1</script><script src=b.js></script></head>"
(NOW,) = digests(PAGE)
OLD = "'sha256-NoF5Okc8TphAuu8X1rPqgh/purM87zxQYTAyadKY5DA='"


def test_only_scripts_in_the_page_have_digests():
    data = '<script type="application/ld+json">{}</script>'
    module = "<script type='module'>let a = 1</script>"
    assert digests(PAGE + data) == [NOW]
    assert digests(module) == [NOW]


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (f"script-src 'self' {NOW}", []),
        (f"default-src 'self'; script-src 'self' {OLD}", [Forbidden(2, NOW, (OLD,))]),
        ("default-src 'self'", [Forbidden(2, NOW, ())]),
        (f"default-src 'self' {NOW}; style-src 'self'", []),
        ("script-src 'self' 'unsafe-inline'", []),
        ("img-src 'self'", []),
    ],
)
def test_a_script_that_a_policy_forbids(value, result):
    headers = f"/*\n  content-security-policy: {value}\n  X-Content-Type-Options: nosniff\n"
    assert list(forbidden(PAGE, headers)) == result


def test_the_files_that_name_the_policy_have_that_of_this_version(capsys):
    assert main(["csp"]) == 0
    assert capsys.readouterr().out == f"Content-Security-Policy: {policy()}\n"
    for name in ("blink/scaffold/files/_extra/_headers", "README.md", "guide/hosting.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        found = re.findall(r"Content-Security-Policy:? \"?(default-src[^\"\n]*)", text)
        assert {*found} == {policy()}, f"write the line that `blink csp` prints into {name}"


def test_make_check_names_the_line_of_a_former_policy(tmp_path):
    (check,) = [check.run for check in CHECKS if check.name == "content policy"]
    site, extra = tmp_path / "_build/html", tmp_path / "_extra"
    site.mkdir(parents=True)
    extra.mkdir()
    (site / "index.html").write_text(PAGE)
    built = BuiltSite(tmp_path, site, settings={"html_extra_path": ["_extra"]})
    assert check(built).skipped
    for folder in (site, extra):
        (folder / "_headers").write_text(f"/*\n  Content-Security-Policy: script-src {OLD}\n")
    (error,) = check(built).errors
    assert error.startswith(f"{extra / '_headers'}:2: the Content-Security-Policy forbids ")
    assert error.endswith(f"write {NOW} in place of {OLD}")
    (site / "_headers").write_text(f"/*\n  Content-Security-Policy: script-src {NOW}\n")
    assert check(built).errors == ()
