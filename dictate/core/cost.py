"""Predicts how long a recogniser will take for a sound, from how long it took for others.

The time is near a straight line over the length of the sound: a part that is the same for all, and
one for each second. Old measurements fade, so that a machine that gets slower is noticed soon.
Where little is known it errs on the high side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

FADE = 0.8
"""What a measurement still counts when the next has come: after ten, a tenth."""
_SPREAD_S2 = 0.05
"""Variance of the lengths below which no line can be laid through them."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured, as fading sums; lengths and times in seconds.

    Attributes:
        model: The model that was measured; another one begins anew.
        count: Of measurements.
        sound_s: Their lengths.
        took_s: Their times.
        sound2: Squares of their lengths.
        both: Products of length and time.
        error_s: How far predictions have been off, on average.
    """

    model: str = ""
    count: float = 0.0
    sound_s: float = 0.0
    took_s: float = 0.0
    sound2: float = 0.0
    both: float = 0.0
    error_s: float = 0.0

    def seen(self, model: str, sound_s: float, took_s: float) -> Costs:
        """What is known after one more measurement."""
        if model != self.model or not self.count:
            return Costs(model, 1.0, sound_s, took_s, sound_s**2, sound_s * took_s)
        off_s = abs(took_s - self._line(sound_s))
        return replace(
            self,
            count=FADE * self.count + 1.0,
            sound_s=FADE * self.sound_s + sound_s,
            took_s=FADE * self.took_s + took_s,
            sound2=FADE * self.sound2 + sound_s**2,
            both=FADE * self.both + sound_s * took_s,
            error_s=FADE * self.error_s + (1.0 - FADE) * off_s,
        )

    def predicted_s(self, sound_s: float) -> float:
        """How long a sound of this length will take; infinite while nothing was measured."""
        return self._line(sound_s) + self.error_s if self.count else math.inf

    def _line(self, sound_s: float) -> float:
        length_s, time_s = self.sound_s / self.count, self.took_s / self.count
        spread = self.sound2 / self.count - length_s**2
        if spread < _SPREAD_S2:
            # All were about as long: a shorter one may take as long, a longer one in proportion.
            return time_s * max(1.0, sound_s / max(length_s, 0.1))
        slope = max(0.0, (self.both / self.count - length_s * time_s) / spread)
        return max(0.0, time_s + slope * (sound_s - length_s))


QUICK_SHARE = 0.7
"""What one reading costs of what several do, as long as it was not measured: 0.69 for a small model
and a beam of five on two cores."""


@dataclass(frozen=True, slots=True)
class Paces:
    """What is known of both ways to recognise: at its best, and quickly.

    Attributes:
        best: Of following as many readings as the settings say.
        quick: Of following one.
    """

    best: Costs = field(default_factory=Costs)
    quick: Costs = field(default_factory=Costs)

    @property
    def model(self) -> str:
        """The model that was measured last; empty for none."""
        return self.best.model or self.quick.model

    @property
    def known(self) -> bool:
        """Whether anything was measured."""
        return bool(self.best.count or self.quick.count)

    def seen(self, model: str, sound_s: float, took_s: float, *, quick: bool) -> Paces:
        """What is known after one more measurement; another model begins anew."""
        if self.known and model != self.model:
            return Paces().seen(model, sound_s, took_s, quick=quick)
        if quick:
            return replace(self, quick=self.quick.seen(model, sound_s, took_s))
        return replace(self, best=self.best.seen(model, sound_s, took_s))

    def predicted_s(self, sound_s: float, *, quick: bool = False) -> float:
        """How long a sound of this length will take; what was not measured follows the other.

        One reading is mostly measured on long sounds. It never takes longer than several.
        """
        asked, other = (self.quick, self.best) if quick else (self.best, self.quick)
        if not asked.count:
            share = QUICK_SHARE if quick else 1.0 / QUICK_SHARE
            return other.predicted_s(sound_s) * share
        predicted_s = asked.predicted_s(sound_s)
        return min(predicted_s, other.predicted_s(sound_s)) if quick else predicted_s
