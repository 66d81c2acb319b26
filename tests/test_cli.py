"""``python -m blink``: one parser for all commands, and quick help."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module

import pytest
from conftest import ROOT

from blink.cli import COMMANDS, main, make_parser


def run(*arguments):
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_help_has_a_line_for_each_command(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(maxsplit=1) for line in lines[-len(COMMANDS) :]] == [
        [command.name, command.summary] for command in COMMANDS.values()
    ]


def test_help_does_not_import_sphinx():
    code = "import sys, blink.cli; blink.cli.make_parser(); print('sphinx' in sys.modules)"
    assert run("-c", code).stdout == "False\n"


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.name)
def test_every_option_is_explained(command, capsys):
    module = import_module(f"blink.commands.{command.module or command.name}")
    assert callable(module.run)
    parser = make_parser(command.name)
    options = parser._subparsers._group_actions[0].choices[command.name]._actions
    assert all(option.help for option in options)
    with pytest.raises(SystemExit) as ended:
        main([command.name, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: blink {command.name} ")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "blink: name a command, such as `build`; see `blink --help`"),
        (["biuld"], "blink: there is no command `biuld` (did you mean `build`?); see"),
        (["--source", "build"], "blink: there is no command `--source`; see `blink --help`"),
        (["linkcheck", "--al!"], "blink linkcheck: there is no option or argument --al!; see"),
        (
            ["entry", "pruning", "Half", "the weights"],
            'put quotes around a value with spaces: blink entry pruning "Half the weights"; see',
        ),
        (["new", "Hello", "--world"], "blink new: there is no option or argument --world; see"),
        (["build", "-x"], "blink build: there is no option or argument -x; see `blink build"),
        (["preview", "--port", "x"], "--port: must be a whole number such as 8000, not 'x'; see"),
    ],
)
def test_wrong_arguments_are_one_line_and_code_2(arguments, line, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    text = capsys.readouterr().err
    assert text.count("\n") == 1
    assert line in text


def test_the_module_runs_a_command_and_hands_on_its_exit_code(tmp_path):
    done = run("-m", "blink", "check", "--source", str(tmp_path), "--output", str(tmp_path / "b"))
    assert done.returncode == 1
    assert "the build ended early" not in done.stderr
    assert done.stdout.splitlines()[0].split() == ["build", "FAILED", "1", "error"]


def test_linkcheck_passes_its_arguments_on(monkeypatch):
    calls = []
    monkeypatch.setattr("blink.commands.linkcheck.run_sphinx", lambda *given: calls.append(given))
    assert not main(["linkcheck", "--all", "--fix"])
    options = ["-q", "-b", "linkcheck", "-d", "_build/cache/linkcheck"]
    options += ["-D", "blink_linkcheck_fix=1", "-D", "blink_linkcheck_days=0"]
    assert calls == [([*options, ".", "_build/linkcheck"], "_build/linkcheck")]


@pytest.mark.parametrize("guard", ["{0}", "run_guarded(lambda: {0}, 'x')"])
def test_a_command_whose_output_nobody_reads_ends_without_a_message(guard):
    body = guard.format("print('x' * 10**6)")
    code = (
        "import sys, blink.commands.new as new; from blink.builder.crash import run_guarded;"
        f"from blink.cli import main; new.run = lambda a: {body}; sys.exit(main(['new']))"
    )
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")
