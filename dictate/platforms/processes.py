"""Programs of the system, seen from a program that may be frozen."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping

_BUNDLED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def find_program(name: str, environment: Mapping[str, str]) -> str | None:
    """Where a program is, on this environment's PATH."""
    return shutil.which(name, path=environment.get("PATH"))


def outside_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for a program that is not ours.

    A frozen program runs with a library path of its own bundle and keeps the user's in `*_ORIG`
    (PyInstaller, "LD_LIBRARY_PATH considerations"); other programs must not load from the bundle.
    """
    outside = dict(environment)
    if not getattr(sys, "frozen", False):
        return outside
    for name in _BUNDLED:
        outside.pop(name, None)
        original = outside.pop(f"{name}_ORIG", None)
        if original is not None:
            outside[name] = original
    return outside
