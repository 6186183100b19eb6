"""Who speaks in tests that go the whole way, and the model that hears them.

Beside the repository there may be human recordings and a real speech model. Where there are none,
the model that ships hears short sentences of speech programs: those that lie in `data/speech`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.places import ROOT, SHARED

WEATHER, FORWARD, EIGHTEEN = "weather", "forward", "eighteen"
"""What is said: 2 to 3 s, 2 to 3 s, and 1 to 2 s long, each heard without a mistake."""

_HUMAN = {WEATHER: "azure_weather", FORWARD: "goforward", EIGHTEEN: "lj_LJ002-0020"}


@dataclass(frozen=True, slots=True)
class Voice:
    """A model, and recordings that it hears without a mistake.

    Attributes:
        model: The model's folder.
        recordings: Of each name; the words lie beside the sound.
    """

    model: Path
    recordings: Mapping[str, Path]

    @property
    def settings(self) -> str:
        """A settings file that names the model."""
        return f'[recogniser]\nmodel = "{self.model}"\n'

    def clip(self, name: str) -> Path:
        """A recording."""
        return self.recordings[name]

    def said(self, name: str) -> str:
        """What is said in it."""
        return self.clip(name).with_suffix(".txt").read_text("utf-8")


def human() -> Voice:
    """Human recordings and the real model."""
    speech = SHARED / "speech"
    clips = {name: speech / f"{file}.wav" for name, file in _HUMAN.items()}
    return Voice(SHARED / "models" / "whisper-base-hybrid-en", clips)


def shipped() -> Voice:
    """What ships: the sample model, and speech that it knows."""
    speech = ROOT / "tests" / "data" / "speech"
    return Voice(ROOT / "models" / "tiny-en", {name: speech / f"{name}.wav" for name in _HUMAN})
