"""Older settings files are brought up to the present schema."""

from __future__ import annotations

from dictate.settings.migrate import MIGRATIONS, Content, migrate, renamed, version_of
from dictate.settings.schema import SCHEMA_VERSION


def shout(content: Content) -> Content:
    content["a"]["name"] = content["a"]["name"].upper()
    return content


STEPS = (renamed("a.old", "b.name"), renamed("b.name", "a.name"), shout)


def test_there_is_one_migration_for_each_raise_of_the_schema_version() -> None:
    assert len(MIGRATIONS) == SCHEMA_VERSION - 1


def test_a_file_of_the_first_version_goes_through_all_steps() -> None:
    old = {"schema_version": 1, "a": {"old": "x"}}
    assert migrate(old, STEPS) == {"schema_version": 4, "a": {"name": "X"}, "b": {}}


def test_a_file_of_a_later_version_goes_through_the_later_steps_only() -> None:
    old = {"schema_version": 3, "a": {"name": "x", "old": "stays"}}
    assert migrate(old, STEPS) == {"schema_version": 4, "a": {"name": "X", "old": "stays"}}


def test_the_old_content_is_not_changed() -> None:
    old: Content = {"schema_version": 1, "a": {"old": "x"}}
    migrate(old, STEPS)
    assert old == {"schema_version": 1, "a": {"old": "x"}}


def test_present_newer_and_unversioned_files_stay_as_they_are() -> None:
    for content in ({"schema_version": 4, "a": {}}, {"schema_version": 9}):
        assert migrate(content, STEPS) is content
    assert version_of({}) == SCHEMA_VERSION


def test_renaming_leaves_nonsense_and_values_at_the_new_place_alone() -> None:
    step = renamed("a.old", "b.new")
    assert step({"a": 5}) == {"a": 5}
    assert step({"a": {"old": 1}, "b": {"new": 2}}) == {"a": {}, "b": {"new": 2}}
    assert step({"a": {"old": 1}, "b": 7}) == {"a": {}, "b": 7}
