"""Programs of the system, seen from a program that may be frozen."""

from __future__ import annotations

import sys

import pytest

from dictate.platforms.processes import find_program, outside_environment


def test_outside_a_bundle_the_environment_is_the_users() -> None:
    environment = {"LD_LIBRARY_PATH": "/opt/lib", "HOME": "/home/me"}
    assert outside_environment(environment) == environment


def test_a_bundle_gives_other_programs_the_users_library_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    inside = {"LD_LIBRARY_PATH": "/bundle", "LD_LIBRARY_PATH_ORIG": "/opt/lib", "HOME": "/home/me"}
    assert outside_environment(inside) == {"LD_LIBRARY_PATH": "/opt/lib", "HOME": "/home/me"}
    assert outside_environment({"LD_LIBRARY_PATH": "/bundle"}) == {}


def test_a_program_is_looked_for_on_the_given_path() -> None:
    assert find_program("sh", {"PATH": "/bin:/usr/bin"}) is not None
    assert find_program("sh", {"PATH": "/nowhere"}) is None
