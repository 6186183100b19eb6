"""Where things lie."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The repository."""

SHARED = ROOT.parent / "shared"
"""A real speech model and human recordings, beside the repository; it may be missing."""
