"""A change of one option leaves the rest of the file as its owner wrote it."""

from __future__ import annotations

import errno
import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dictate.errors import SettingsError
from dictate.settings import edit
from dictate.settings.edit import reset_value, set_value, write_default
from dictate.settings.options import Kind, Value, describe, is_clean, value_of
from dictate.settings.schema import Settings
from dictate.settings.store import load
from dictate.settings.template import default_file

OWN = """\
# mine
schema_version = 1
later = "kept"     # unknown to this version

[hotkey]
  key = "f9"       # the only free one
tap_ms=300

[text.vocabulary]
"open a eye" = "OpenAI"   # said often
jason = "JSON"

[delivery]
terminals = [
    "foot",   # at home
]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def own(file: Path, text: str = OWN) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_a_fresh_file_is_made_with_its_folder_for_the_user_alone(file: Path) -> None:
    assert write_default(file)
    assert file.read_text() == default_file()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert not write_default(file)


@pytest.mark.parametrize("key", [o.key for o in describe() if o.kind is not Kind.TABLE])
def test_setting_an_option_of_the_fresh_file_switches_its_line_on_and_changes_no_other(
    file: Path, key: str
) -> None:
    write_default(file)
    old = file.read_text().splitlines()
    default = value_of(Settings(), key)
    set_value(file, key, default)
    new = file.read_text().splitlines()
    differ = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    assert [(a.removeprefix("# "), a) for a, _ in differ] == [(b, "# " + b) for _, b in differ]
    assert len(differ) == 1
    assert load(file).problems == ()
    reset_value(file, key)
    assert file.read_text().splitlines() == old


def test_comments_spaces_and_unknown_options_stay(file: Path) -> None:
    own(file)
    set_value(file, "hotkey.key", "pause")
    assert file.read_text() == OWN.replace('"f9"', '"pause"')


def test_an_option_and_a_section_that_are_not_there_are_added(file: Path) -> None:
    own(file)
    set_value(file, "hotkey.other_key_ms", 5)
    set_value(file, "overlay.show", False)
    for line in OWN.splitlines():
        assert line in file.read_text()
    found = load(file).settings
    assert (found.hotkey.other_key_ms, found.overlay.show) == (5, False)


def test_one_entry_of_the_vocabulary_is_set_and_removed(file: Path) -> None:
    own(file)
    set_value(file, "text.vocabulary.node dot j.s.", "Node.js")
    set_value(file, "text.vocabulary.jason", "Jason")
    assert load(file).settings.text.vocabulary == {
        "open a eye": "OpenAI",
        "jason": "Jason",
        "node dot j.s.": "Node.js",
    }
    reset_value(file, "text.vocabulary.jason")
    reset_value(file, "text.vocabulary.node dot j.s.")
    reset_value(file, "text.vocabulary.never there")
    assert load(file).settings.text.vocabulary == {"open a eye": "OpenAI"}
    assert "# said often" in file.read_text()


def test_a_vocabulary_entry_goes_into_the_fresh_file_under_its_heading(file: Path) -> None:
    write_default(file)
    set_value(file, "text.vocabulary.jason", "JSON")
    assert load(file).settings.text.vocabulary == {"jason": "JSON"}
    assert load(file).problems == ()


def test_an_option_goes_back_to_its_default(file: Path) -> None:
    own(file)
    reset_value(file, "hotkey.key")
    assert load(file).settings.hotkey == Settings().hotkey.__class__(tap_ms=300)
    reset_value(file, "delivery.terminals")
    assert load(file).settings.delivery.terminals == ()
    assert load(file).problems[0].option == "later"


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("hotkey.kye", "f9", "There is no option"),
        ("hotkey", "f9", "There is no option"),
        ("microphone.tail_ms", -1, "must be 0 to 2000"),
        ("microphone.tail_ms", "5", "must be a whole number"),
        ("text.vocabulary.jason", "a\0b", "must be a text"),
        ("hotkey.key.f9", "x", "has no entries"),
    ],
)
def test_what_is_not_allowed_is_refused_and_changes_nothing(
    file: Path, key: str, value: Value, says: str
) -> None:
    own(file)
    with pytest.raises(SettingsError, match=says):
        set_value(file, key, value)
    assert file.read_text() == OWN
    assert names(file.parent) == [file.name]


def test_the_file_before_is_kept_as_bak(file: Path) -> None:
    own(file)
    set_value(file, "hotkey.tap_ms", 1)
    bak = file.with_name("settings.toml.bak")
    assert bak.read_text() == OWN
    assert stat.S_IMODE(bak.stat().st_mode) == 0o600
    assert names(file.parent) == [file.name, bak.name]


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    own(file)
    real = tmp_path / "dotfiles" / "dictate.toml"
    real.parent.mkdir()
    file.rename(real)
    file.symlink_to(real)
    set_value(file, "hotkey.tap_ms", 1)
    assert file.is_symlink()
    assert load(real).settings.hotkey.tap_ms == 1


def test_a_file_that_cannot_be_read_is_put_aside_when_a_change_is_made(file: Path) -> None:
    own(file, "\0\1\2")
    problem = set_value(file, "hotkey.tap_ms", 1)
    assert problem is not None
    assert "settings.toml.broken-1" in problem.text
    assert file.with_name("settings.toml.broken-1").read_text() == "\0\1\2"
    assert load(file).settings.hotkey.tap_ms == 1
    assert load(file).problems == ()
    own(file, "\3")
    set_value(file, "hotkey.tap_ms", 2)
    assert file.with_name("settings.toml.broken-2").read_text() == "\3"


def test_a_folder_in_the_place_of_the_file_is_put_aside(file: Path) -> None:
    file.mkdir(parents=True)
    set_value(file, "hotkey.tap_ms", 1)
    assert file.with_name("settings.toml.broken-1").is_dir()
    assert load(file).settings.hotkey.tap_ms == 1


def test_a_bad_line_is_switched_off_and_kept_when_a_change_is_made(file: Path) -> None:
    own(file, "[hotkey]\nkey = f9\ntap_ms = 5\n")
    set_value(file, "hotkey.tap_ms", 6)
    assert file.read_text() == "[hotkey]\n# not valid: key = f9\ntap_ms = 6\n"


def test_windows_line_ends_stay(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b'# mine\r\n[hotkey]\r\n# tap_ms = 250\r\nkey = "f9"\r\n')
    set_value(file, "hotkey.tap_ms", 1)
    set_value(file, "hotkey.key", "f8")
    assert file.read_bytes() == b'# mine\r\n[hotkey]\r\ntap_ms = 1\r\nkey = "f8"\r\n'


@pytest.mark.parametrize(
    "text",
    [
        'hotkey = {key = "f9"}\n',
        'hotkey.key = "f9"\n[text]\n',
        "hotkey = 5\n",
        '[text]\n[hotkey]\n[text.vocabulary]\na = "b"\n',
        '[text.vocabulary]\n[delivery]\n[text]\nfillers = true\n[hotkey]\n"key" = "f9"\n',
        "",
        "\n\n# nothing\n",
        "[hotkey] # here\nkey = '''f9'''\n",
    ],
)
def test_every_way_to_write_toml_is_changed_rightly(file: Path, text: str) -> None:
    own(file, text)
    set_value(file, "hotkey.key", "pause")
    set_value(file, "text.vocabulary.x", "y")
    set_value(file, "text.doubled_words", value=False)
    found = load(file)
    assert found.settings.hotkey.key == "pause"
    assert found.settings.text.vocabulary["x"] == "y"
    assert not found.settings.text.doubled_words
    assert found.problems == ()


def test_a_full_disk_leaves_the_old_file_and_says_what_to_do(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own(file)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="No space left on device") as caught:
        set_value(file, "hotkey.tap_ms", 1)
    assert "Make room" in caught.value.hint
    assert file.read_text() == OWN
    assert names(file.parent) == [file.name]


def test_a_broken_file_is_put_back_when_the_new_one_cannot_be_written(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own(file, "\0")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError):
        set_value(file, "hotkey.tap_ms", 1)
    assert names(file.parent) == [file.name]
    assert file.read_text() == "\0"


def test_a_change_made_by_somebody_else_meanwhile_is_not_overwritten(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own(file)
    first = edit._with
    calls: list[int] = []

    def slow(text: str, *args: object) -> str:
        if not calls:
            own(file, OWN.replace("tap_ms=300", "tap_ms=111"))
        calls.append(1)
        return first(text, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(edit, "_with", slow)
    set_value(file, "hotkey.key", "pause")
    assert load(file).settings.hotkey.tap_ms == 111
    assert load(file).settings.hotkey.key == "pause"


def test_changes_from_many_threads_all_arrive(file: Path) -> None:
    write_default(file)
    words = [f"word {n}" for n in range(12)]
    threads = [
        threading.Thread(target=set_value, args=(file, f"text.vocabulary.{name}", name.upper()))
        for name in words
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert load(file).settings.text.vocabulary == {name: name.upper() for name in words}


WORDS = st.text(min_size=1).filter(lambda t: is_clean(t) and t.strip())
TEXTS = st.text().filter(lambda t: is_clean(t, lines=True))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
@given(entries=st.dictionaries(WORDS, TEXTS, max_size=4))
def test_any_vocabulary_is_written_and_read_back(file: Path, entries: dict[str, str]) -> None:
    own(file)
    set_value(file, "text.vocabulary", entries)
    assert load(file).settings.text.vocabulary == entries
    for word, text in entries.items():
        set_value(file, f"text.vocabulary.{word}", text + "!")
    assert load(file).settings.text.vocabulary == {w: t + "!" for w, t in entries.items()}
