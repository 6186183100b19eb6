"""Completion scripts, read by the shells they are for."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dictate.cli.completion import WRITERS
from dictate.cli.parser import build_parser
from dictate.cli.tree import tree_of


def ask(shell: str, program: str, *arguments: str) -> list[str]:
    done = subprocess.run(
        [shell, *arguments, program], capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.fixture
def script(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    file = tmp_path / "completion"
    file.write_text(WRITERS[request.param](tree_of(build_parser())), encoding="utf-8")
    return file


def bash(script: Path, *words: str) -> list[str]:
    typed = " ".join(f"'{word}'" for word in ("dictate", *words))
    program = f"""
        source '{script}'
        COMP_WORDS=({typed}); COMP_CWORD={len(words)}
        _dictate; printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return ask("bash", program, "--norc", "--noprofile", "-c")


def fish(script: Path, *words: str) -> list[str]:
    program = f"source '{script}'; complete -C 'dictate {' '.join(words)}' | cut -f1"
    return ask("fish", program, "--no-config", "-c")


def zsh(script: Path, *words: str) -> list[str]:
    """What is handed to zsh's own system; that this offers it rightly is for zsh to prove."""
    typed = " ".join(f"'{word}'" for word in ("dictate", *words))
    program = f"""
        compdef() {{ :; }}
        _describe() {{ print -l -- "${{(@P)4}}"; }}
        _arguments() {{ print -l -- "$@"; }}
        source '{script}'
        words=({typed}); CURRENT={len(words) + 1}; PREFIX='{words[-1]}'
        _dictate
    """
    return ask("zsh", program, "-f", "-c")


@pytest.mark.parametrize("script", ["bash"], indirect=True)
def test_bash_offers_commands_options_and_values(script: Path) -> None:
    assert bash(script, "do") == ["doctor"]
    assert {"toggle", "doctor", "--version"} <= set(bash(script, ""))
    assert bash(script, "doctor", "--j") == ["--json"]
    assert bash(script, "completion", "z") == ["zsh"]


@pytest.mark.parametrize("script", ["fish"], indirect=True)
def test_fish_offers_commands_options_and_values(script: Path) -> None:
    assert fish(script, "doc") == ["doctor"]
    assert {"toggle", "doctor"} <= set(fish(script, ""))
    assert fish(script, "doctor", "--js") == ["--json"]
    assert fish(script, "completion", "z") == ["zsh"]


@pytest.mark.parametrize("script", ["zsh"], indirect=True)
def test_zsh_offers_commands_options_and_values(script: Path) -> None:
    assert any(line.startswith("doctor:") for line in zsh(script, ""))
    assert any(line.startswith("--json[") for line in zsh(script, "doctor", "-"))
    assert not any(line.startswith("toggle:") for line in zsh(script, "doctor", ""))
    assert any("(bash zsh fish)" in line for line in zsh(script, "completion", ""))
