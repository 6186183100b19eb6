"""Whatever lies where the settings should be, Dictate starts and says what it could not use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dictate.settings.options import describe, value_of
from dictate.settings.schema import SCHEMA_VERSION, Settings
from dictate.settings.store import MOST_BYTES, MOST_PROBLEMS, Loaded, load
from dictate.settings.template import default_file

SAME_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def loaded(file: Path, text: str) -> Loaded:
    file.write_text(text, encoding="utf-8")
    return load(file)


def said(found: Loaded) -> list[str]:
    return [problem.text for problem in found.problems]


def test_a_missing_file_means_the_defaults_and_is_no_problem(file: Path) -> None:
    assert load(file) == Loaded(Settings())


def test_the_file_of_a_fresh_install_changes_nothing(file: Path) -> None:
    assert loaded(file, default_file()) == Loaded(Settings())


def test_values_are_taken_up(file: Path) -> None:
    found = loaded(
        file,
        """
        [hotkey]
        key = "f9"
        [text.vocabulary]
        "open a eye" = "OpenAI"
        [delivery]
        terminals = ["foot"]
        """,
    )
    assert found.problems == ()
    assert found.settings.hotkey.key == "f9"
    assert found.settings.text.vocabulary == {"open a eye": "OpenAI"}
    assert found.settings.delivery.terminals == ("foot",)
    assert found.settings.microphone == Settings().microphone


def test_a_wrong_value_falls_back_to_its_default_and_is_named_with_file_and_option(
    file: Path,
) -> None:
    found = loaded(file, "[microphone]\ntail_ms = 99999\nwarm_s = 5\n")
    assert found.settings.microphone.tail_ms == Settings().microphone.tail_ms
    assert found.settings.microphone.warm_s == 5
    (problem,) = found.problems
    assert problem.option == "microphone.tail_ms"
    assert problem.text == "microphone.tail_ms must be 0 to 2000, not 99999; 250 is used."
    assert str(problem).startswith(f"{file}: ")
    assert found.readable


def test_a_wrong_entry_of_the_vocabulary_does_not_take_the_others_with_it(file: Path) -> None:
    found = loaded(file, '[text.vocabulary]\ngood = "Good"\nbad = 5\n')
    assert found.settings.text.vocabulary == {"good": "Good"}
    assert said(found) == [
        'text.vocabulary, entry "bad", must be a text in quotes; it is left out.'
    ]


def test_unknown_names_are_named_with_the_nearest_known_one(file: Path) -> None:
    found = loaded(file, 'colour = "red"\n[hotkye]\nkey = "f9"\n[hotkey]\ntap_msec = 5\n')
    assert found.settings == Settings()
    assert said(found) == [
        'There is no option "colour"; it is left alone.',
        'There is no section "hotkye"; it is left alone. Did you mean hotkey?',
        'There is no option "tap_msec" in [hotkey]; it is left alone. Did you mean tap_ms?',
    ]


def test_a_section_written_as_a_value_is_explained(file: Path) -> None:
    assert said(loaded(file, 'hotkey = "f9"\n')) == [
        '"hotkey" is a section; write [hotkey] above its options.'
    ]


def test_a_line_that_is_no_toml_is_left_out_and_the_others_are_taken_up(file: Path) -> None:
    found = loaded(file, "[hotkey]\nkey = f9\ntap_ms = 5\n[text]\nfillers = flase\nspacing = false")
    assert found.settings.hotkey.tap_ms == 5
    assert found.settings.hotkey.key == Settings().hotkey.key
    assert not found.settings.text.spacing
    assert said(found) == [
        "Line 2 is not valid TOML and is left out.",
        "Line 5 is not valid TOML and is left out.",
    ]
    assert not found.readable


def test_the_last_line_may_be_the_wrong_one(file: Path) -> None:
    found = loaded(file, "[hotkey]\ntap_ms = 5\nkey = f9")
    assert found.settings.hotkey.tap_ms == 5
    assert said(found) == ["Line 3 is not valid TOML and is left out."]


def test_a_broken_heading_gives_the_defaults_because_it_says_what_the_lines_below_mean(
    file: Path,
) -> None:
    found = loaded(file, '[microphone]\nwarm_s = 7\n[recogniser\ndevice = "cuda"\n')
    assert found.settings == Settings()
    assert said(found) == ["The settings file is not valid TOML (line 3). The defaults are used."]


def test_a_file_of_a_newer_dictate_is_used_as_far_as_it_is_known(file: Path) -> None:
    found = loaded(file, f"schema_version = {SCHEMA_VERSION + 1}\n[hotkey]\ntap_ms = 5\n")
    assert found.settings.hotkey.tap_ms == 5
    assert said(found) == [
        "The file was written by a newer Dictate; what this one knows of it is used."
    ]


@pytest.mark.parametrize("version", ["0", "true", '"1"', "-3"])
def test_a_nonsense_version_is_named_and_taken_as_the_present_one(file: Path, version: str) -> None:
    found = loaded(file, f"schema_version = {version}\n[hotkey]\ntap_ms = 5\n")
    assert found.settings.hotkey.tap_ms == 5
    assert [p.option for p in found.problems] == ["schema_version"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_files_of_windows_editors_are_read(file: Path, encoding: str) -> None:
    file.write_bytes('[hotkey]\r\nkey = "f9"\r\n'.encode(encoding))
    found = load(file)
    assert found.settings.hotkey.key == "f9"
    assert found.problems == ()


def test_many_problems_are_counted_not_listed(file: Path) -> None:
    found = loaded(file, "".join(f"x{n} = 1\n" for n in range(1000)))
    assert len(found.problems) == MOST_PROBLEMS + 1
    assert said(found)[-1] == f"{1000 - MOST_PROBLEMS} more lines could not be used."


def test_a_folder_in_the_place_of_the_file_gives_the_defaults(file: Path) -> None:
    file.mkdir()
    assert said(load(file)) == ["The settings file is not a file. The defaults are used."]
    assert file.is_dir()


def test_a_pipe_in_the_place_of_the_file_does_not_hang(file: Path) -> None:
    os.mkfifo(file)
    assert load(file).settings == Settings()


def test_links_in_a_circle_give_the_defaults(file: Path) -> None:
    file.symlink_to(file)
    assert load(file).settings == Settings()


def test_a_file_that_may_not_be_read_gives_the_defaults(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("[hotkey]\ntap_ms = 5\n")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # as root nothing is refused
    assert said(load(file)) == [
        "The settings file cannot be read (Permission denied). The defaults are used."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a" + ".a" * 200_000 + " = 1",  # takes all memory if it reaches the parser
        "x = " + "[" * 5000,
        "x = " + "{x=" * 3000,
        "x = " + "1" * 5000,
        "x = 0x" + "f" * 100_000,
        "[hotkey]\ntap_ms = 0x" + "f" * 100_000,
        '[hotkey]\nkey = """' + "x\n" * 400_000,
        "#" * (MOST_BYTES + 1),
        "[[hotkey]]\n" * 50_000,
        "[[hotkey]]\n[text]\nvocabulary = [1, {a = 2}]\n",
        "a = 1\n" * 10_000,
    ],
    ids=["deep key", "lists", "tables", "digits", "hex", "huge value", "open text", "too big",
         "list of sections", "wrong shapes", "twice"],
)  # fmt: skip
def test_hostile_files_give_the_defaults_in_bounded_time(file: Path, text: str) -> None:
    found = loaded(file, text)
    assert found.settings == Settings()
    assert found.problems


@SAME_FOLDER
@given(content=st.binary(max_size=2000))
@example(content=b"\xff\xfe\x00")
@example(content=b"\x00")
def test_random_bytes_never_stop_the_start(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert isinstance(load(file).settings, Settings)


NAMES = st.sampled_from([o.key for o in describe()] + [o.section for o in describe()] + ["x", '""'])
VALUES = st.sampled_from(
    [
        "1",
        "-1",
        "1e999",
        "nan",
        '"x"',
        "'''",
        '"',
        "[",
        "[1]",
        "{}",
        "{a=1}",
        "true",
        "1979-05-27",
        "",
    ]
)
LINES = st.one_of(
    st.builds("{} = {}".format, NAMES, VALUES),
    st.builds("[{}]".format, NAMES),
    st.builds("[[{}]]".format, NAMES),
    st.text(max_size=10),
)


@SAME_FOLDER
@given(lines=st.lists(LINES, max_size=30))
def test_files_that_are_nearly_right_never_stop_the_start(file: Path, lines: list[str]) -> None:
    file.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    found = load(file)
    for option in describe():
        value = value_of(found.settings, option.key)
        assert option.read(value) == (value, ())


def test_a_default_file_flipped_or_cut_anywhere_never_stops_the_start(file: Path) -> None:
    whole = default_file().replace("# tap_ms", "tap_ms").encode()
    for place in range(0, len(whole), 41):
        file.write_bytes(whole[:place])
        load(file)
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :])
        load(file)
