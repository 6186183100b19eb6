"""The man page, read by man."""

from __future__ import annotations

import subprocess
from pathlib import Path

from dictate.cli.parser import COMMANDS
from tests.places import ROOT


def test_man_reads_the_page_without_a_complaint_and_it_names_every_command(tmp_path: Path) -> None:
    page = tmp_path / "dictate.1"
    page.write_bytes(
        subprocess.run([ROOT / "scripts" / "man"], capture_output=True, check=True).stdout
    )
    done = subprocess.run(
        ["man", "--local-file", "--warnings=w", "--encoding=UTF-8", page],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "MANWIDTH": "100", "LANG": "C.UTF-8"},
        check=True,
    )
    assert done.stderr == ""
    for command in COMMANDS:
        assert f"dictate {command.name}" in done.stdout
    assert "EXIT STATUS" in done.stdout
