from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import pytest

from dictate import __main__ as door
from dictate import __version__
from dictate.cli import parser as parsing
from dictate.cli.parser import COMMANDS, build_parser
from dictate.cli.terminal import MistakeError
from dictate.cli.tree import tree_of
from dictate.errors import ModelError
from tests.places import ROOT

HEAVY = {"argparse", "numpy", "rich", "PySide6", "platformdirs", "tomlkit", "json.tool"}


def dictate(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "dictate", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        **options,
    )


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ModelError("It is damaged.", hint="Fetch it again."), 1),
        (MistakeError("There is no such file.", hint="See the path."), 2),
    ],
)
def test_an_error_is_two_lines_and_a_code_and_never_a_traceback(
    error: ModelError,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_: Sequence[str]) -> int:
        raise error

    monkeypatch.setattr(parsing, "main", fail)
    assert door.main(["models", "verify"]) == code
    assert capsys.readouterr().err == f"dictate: {error.message}\n  {error.hint}\n"


def test_ctrl_c_ends_with_its_own_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: Sequence[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(parsing, "main", interrupted)
    assert door.main(["transcribe", "x"]) == 130
    assert capsys.readouterr().err == "\n"


def test_a_mistyped_command_is_a_mistake_with_a_way_on() -> None:
    done = dictate("transcibe", "x.wav")
    assert done.returncode == 2
    assert "transcibe" in done.stderr
    assert done.stderr.endswith("See: dictate --help\n")
    assert len(done.stderr.splitlines()) == 2


def test_a_reader_who_has_enough_hears_no_complaint() -> None:
    done = subprocess.run(
        [f"{sys.executable} -m dictate completion bash | head -n 1"],
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    assert "completion" in done.stdout


def test_the_version_is_said() -> None:
    assert dictate("--version").stdout == f"Dictate {__version__}\n"


def test_a_verb_imports_nothing_heavy() -> None:
    program = (
        "import sys; sys.argv = ['dictate', 'toggle']\n"
        "from dictate.__main__ import main\n"
        f"code = main(); print(code, *sorted(set(sys.modules) & {HEAVY}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "3\n"


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys; from dictate.__main__ import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        f"print('heavy:', *sorted(set(sys.modules) & ({HEAVY} - {{'argparse'}})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "heavy:"


def test_every_command_has_a_summary_a_description_and_a_help_for_each_argument() -> None:
    root = tree_of(build_parser())
    assert {node.words[0] for node in root.children} == {command.name for command in COMMANDS}
    for node in root.walk():
        assert node.words == () or (node.summary and node.description), node.words
        assert all(argument.about for argument in node.arguments), node.words


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_alone_is_parsed_like_the_command_among_all(command: parsing.Command) -> None:
    alone = {node.words: node for node in tree_of(build_parser(command.name)).walk()}
    among_all = {node.words: node for node in tree_of(build_parser()).walk()}
    assert alone[(command.name,)] == among_all[(command.name,)]
