"""What an installed wheel and a bundle carry beside the code."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def wheel_files() -> dict[str, Path]:
    """Where each file of the wheel's data lies in it, and where it comes from."""
    about = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {
        f"{folder}/{file.name}": file
        for folder, globs in about["tool"]["setuptools"]["data-files"].items()
        for glob in globs
        for file in ROOT.glob(glob)
    }


def test_a_wheel_has_every_resource_where_the_program_looks_for_it() -> None:
    carried = wheel_files()
    for file in (ROOT / "resources").rglob("*"):
        if file.is_file():
            place = f"share/dictate/{file.relative_to(ROOT).as_posix()}"
            assert carried.get(place) == file


def test_a_wheel_has_the_models_and_not_what_they_were_made_with() -> None:
    models = {place for place in wheel_files() if "/models/" in place}
    assert "share/dictate/models/tiny-clean/tiny-clean.gguf" in models
    assert {
        f"share/dictate/models/tiny-en/{name}" for name in ("model.bin", "config.json")
    } < models
    assert not [place for place in models if place.endswith((".py", ".jsonl", ".md"))]
