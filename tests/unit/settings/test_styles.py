"""Cleaning styles: the shipped ones, the user's own, and files that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.errors import SettingsError
from dictate.settings.schema import TextSettings
from dictate.settings.styles import DEFAULT, STYLES, Shape, own_styles, style_called


def test_the_default_style_changes_nothing() -> None:
    style = next(style for style in STYLES if style.name == DEFAULT)
    assert style.applied(TextSettings()) == TextSettings()
    assert TextSettings().style == DEFAULT


def test_no_shipped_style_rewrites() -> None:
    assert not any(style.rewrites for style in STYLES)


def test_every_shipped_style_changes_options_that_there_are() -> None:
    for style in STYLES:
        assert style.applied(TextSettings()).vocabulary == TextSettings().vocabulary


def test_verbatim_switches_off_what_takes_words_out() -> None:
    text = style_called("verbatim", Path("nowhere")).applied(TextSettings())
    assert (text.fillers, text.doubled_words, text.cutoffs) == (False, False, False)
    assert text.cleaner == "rules"


def test_a_name_is_found_whatever_its_case(tmp_path: Path) -> None:
    assert style_called(" Code Comment ", tmp_path).shape is Shape.COMMENT


def write(folder: Path, text: str, name: str = "minutes") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return folder


def test_a_style_of_ones_own_starts_from_a_shipped_one(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        'about = "Minutes"\nlike = "email"\nshape = "list"\ninstruction = "Be brief."\n'
        "rewrites = true\n[text]\nfillers = false\n",
    )
    style = style_called("minutes", folder)
    assert (style.name, style.about, style.shape) == ("minutes", "Minutes", Shape.LIST)
    assert (style.instruction, style.rewrites) == ("Be brief.", True)
    assert dict(style.text) == {"numbers": "digits", "fillers": False}
    assert own_styles(folder) == ("minutes",)


def test_a_name_that_nothing_has_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        style_called("protocol", write(tmp_path, ""))
    assert "minutes" in caught.value.hint
    assert all(style.name in caught.value.hint for style in STYLES)


def test_an_empty_file_is_the_default_under_another_name(tmp_path: Path) -> None:
    assert style_called("minutes", write(tmp_path, "")).applied(TextSettings()) == TextSettings()


def test_a_file_goes_before_a_shipped_style(tmp_path: Path) -> None:
    folder = write(tmp_path, 'about = "Mine"', name="email")
    assert style_called("email", folder).about == "Mine"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("about = 3", "about"),
        ("= nonsense", "TOML"),
        ('like = "minutes"', "shipped"),
        ('shape = "round"', "shape"),
        ("rewrites = 1", "rewrites"),
        ("colour = 1", "colour"),
        ("text = 1", "table"),
        ("[text]\nnothing = 1", "text.nothing"),
        ('[text]\nstyle = "list"', "text.style"),
        ("[text]\nfillers = 3", "fillers"),
        (f'instruction = "{"x" * 2001}"', "2000"),
        ('about = "\\u0000"', "about"),
        ("#" * 70_000, "big"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(
    tmp_path: Path, text: str, why: str
) -> None:
    with pytest.raises(SettingsError, match=why) as caught:
        style_called("minutes", write(tmp_path, text))
    assert "minutes.toml" in caught.value.hint


@pytest.mark.parametrize("name", ["", "nothing", "../settings", "a/b", "\0"])
def test_a_name_that_is_none_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "settings.toml").write_text("")
    folder = tmp_path / "styles"
    folder.mkdir()
    with pytest.raises(SettingsError, match="no style"):
        style_called(name, folder)
