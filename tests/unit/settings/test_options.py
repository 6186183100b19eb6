"""The schema as rows, and the check of every kind of value."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import settings as cases
from hypothesis import strategies as st

from dictate.errors import SettingsError
from dictate.settings.options import (
    Kind,
    Option,
    Value,
    changed,
    describe,
    find,
    is_clean,
    sections,
    shown,
    toml,
    value_of,
)
from dictate.settings.schema import MicrophoneSettings, Settings, TextSettings

TEXT = st.text().filter(lambda t: is_clean(t, lines=True))


def row(kind: Kind, **more: object) -> Option:
    defaults: dict[Kind, Value] = {
        Kind.SWITCH: True,
        Kind.WHOLE: 5,
        Kind.NUMBER: 0.5,
        Kind.CHOICE: "a",
        Kind.TEXT: "t",
        Kind.TEXTS: ("x",),
        Kind.TABLE: MappingProxyType({"x": "y"}),
    }
    made = Option("section", "name", kind, defaults[kind], "About.")
    return replace(made, **more)  # type: ignore[arg-type]


def test_every_field_of_the_schema_is_a_row_with_its_default_and_its_text() -> None:
    rows = {option.key: option for option in describe()}
    settings = Settings()
    for section in fields(Settings):
        of_section = getattr(settings, section.name)
        for field in fields(of_section):
            option = rows.pop(f"{section.name}.{field.name}")
            assert option.default == getattr(of_section, field.name)
            assert option.about.endswith("."), f"{option.key} needs a sentence for users"
    assert not rows


def test_every_default_passes_its_own_check() -> None:
    for option in describe():
        assert option.read(value_of(Settings(), option.key)) == (option.default, ())


def test_every_section_says_what_it_is_for() -> None:
    assert all(section.about.endswith(".") for section in sections())


@pytest.mark.parametrize(
    ("option", "found", "fault"),
    [
        (row(Kind.SWITCH), 1, "section.name must be true or false, not 1"),
        (row(Kind.SWITCH), "true", 'section.name must be true or false, not "true"'),
        (row(Kind.WHOLE), True, "section.name must be a whole number, not true"),
        (row(Kind.WHOLE), 2.0, "section.name must be a whole number, not 2.0"),
        (row(Kind.WHOLE, low=0, high=9), 10, "section.name must be 0 to 9, not 10"),
        (row(Kind.WHOLE, low=0, high=9), -1, "section.name must be 0 to 9, not -1"),
        (row(Kind.WHOLE, low=3), 2, "section.name must be 3 or more, not 2"),
        (row(Kind.WHOLE, high=3), 10**4000, "section.name must be 3 or less, not a huge number"),
        (row(Kind.NUMBER), float("nan"), "section.name must be a number, not nan"),
        (row(Kind.NUMBER), float("inf"), "section.name must be a number, not inf"),
        (row(Kind.NUMBER), "1", 'section.name must be a number, not "1"'),
        (row(Kind.CHOICE, choices=("a",)), "c", 'section.name must be one of "a", not "c"'),
        (row(Kind.CHOICE, choices=("a",)), ["a"], 'section.name must be one of "a", not a list'),
        (row(Kind.TEXT), 5, "section.name must be a text in quotes, not 5"),
        (row(Kind.TEXT), "a\x00b", "section.name must be one line of plain text"),
        (row(Kind.TEXT), "a\nb", "section.name must be one line of plain text"),
        (row(Kind.TEXTS), "x", 'section.name must be a list of texts, not "x"'),
        (row(Kind.TEXTS), {"a": 1}, "section.name must be a list of texts, not a table"),
        (row(Kind.TABLE), ["x"], "section.name must be a table of texts, not a list"),
    ],
)  # fmt: skip
def test_a_wrong_value_gives_the_default_and_says_why(
    option: Option, found: object, fault: str
) -> None:
    assert option.read(found) == (option.default, (fault,))


@pytest.mark.parametrize(
    ("option", "found", "value"),
    [
        (row(Kind.SWITCH), False, False),
        (row(Kind.WHOLE, low=0, high=9), 0, 0),
        (row(Kind.WHOLE, low=0, high=9), 9, 9),
        (row(Kind.NUMBER), 3, 3.0),
        (row(Kind.CHOICE, choices=("a", "b")), "b", "b"),
        (row(Kind.TEXT), "größer: 测试", "größer: 测试"),
        (row(Kind.TEXTS), ["a", "b"], ("a", "b")),
        (row(Kind.TABLE), {"a": "b\nc"}, {"a": "b\nc"}),
    ],
)
def test_a_right_value_is_taken(option: Option, found: object, value: object) -> None:
    assert option.read(found) == (value, ())


def test_a_list_and_a_table_keep_their_good_entries() -> None:
    assert row(Kind.TEXTS).read(["a", 5, "b"]) == (
        ("a", "b"),
        ("section.name must hold texts only, not 5",),
    )
    value, faults = row(Kind.TABLE).read({"a": "b", "c": 5, " ": "d", "e\n": "f"})
    assert value == {"a": "b"}
    assert len(faults) == 3
    assert 'entry "c"' in faults[0]


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.SWITCH, "on", True),
        (Kind.SWITCH, "TRUE", True),
        (Kind.SWITCH, "yes", True),
        (Kind.SWITCH, "off", False),
        (Kind.SWITCH, "false", False),
        (Kind.SWITCH, " No ", False),
        (Kind.WHOLE, "250", 250),
        (Kind.NUMBER, "0.25", 0.25),
        (Kind.TEXT, "f9", "f9"),
        (Kind.TEXT, "5", "5"),
        (Kind.TEXTS, "xterm, kitty ,", ("xterm", "kitty")),
        (Kind.TEXTS, '["a, b"]', ("a, b",)),
        (Kind.TEXTS, "", ()),
        (Kind.TABLE, '{ "open a eye" = "OpenAI" }', {"open a eye": "OpenAI"}),
    ],
)
def test_what_is_typed_on_a_command_line_is_understood(
    kind: Kind, typed: str, value: object
) -> None:
    assert row(kind).parse(typed) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [(Kind.SWITCH, "maybe"), (Kind.WHOLE, "2.5"), (Kind.WHOLE, "9" * 5000), (Kind.NUMBER, "nan"),
     (Kind.TABLE, "{ a ="), (Kind.TABLE, "5"), (Kind.TEXTS, "[5]"), (Kind.TEXT, "a\nb")],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused_with_what_is_allowed(kind: Kind, typed: str) -> None:
    with pytest.raises(SettingsError) as caught:
        row(kind).parse(typed)
    assert caught.value.hint.startswith("Allowed: ")


def test_a_misspelt_option_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(SettingsError, match=r"Did you mean microphone\.tail_ms"):
        find("microphone.tail_msec")


def test_changed_options_are_named() -> None:
    new = Settings(microphone=MicrophoneSettings(tail_ms=1), text=TextSettings(fillers=False))
    assert [o.key for o in changed(Settings(), new)] == ["microphone.tail_ms", "text.fillers"]
    assert changed(Settings(), Settings()) == ()


@given(
    st.one_of(
        TEXT,
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.lists(TEXT).map(tuple),
        st.dictionaries(TEXT, TEXT),
    )
)
def test_every_value_reads_back_from_the_file_as_it_was_written(value: object) -> None:
    back = tomllib.loads(f"key = {toml(value)}")["key"]  # type: ignore[arg-type]
    assert (tuple(back) if isinstance(back, list) else back) == value


@cases(max_examples=40)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))  # fmt: skip
def test_whatever_stands_in_a_file_every_option_gives_a_value_of_its_kind(found: object) -> None:
    for option in describe():
        value, _ = option.read(found)
        assert type(value) is type(option.default)
        assert len(shown(found)) <= 400


def test_a_text_that_has_to_mean_something_is_asked_what_it_means() -> None:
    def reads(text: str) -> None:
        if text != "f9":
            raise SettingsError("There is no such key.", hint="Use f9.")

    option = row(Kind.TEXT, default="f9", reads=reads)
    assert option.read("f9") == ("f9", ())
    assert option.read("f99") == (
        "f9",
        ('section.name cannot be "f99": There is no such key',),
    )
    assert find("hotkey.key").read("no key")[0] == "ctrl_r"
