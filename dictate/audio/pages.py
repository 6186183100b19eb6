"""A take's samples in memory, growing without ever being copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dictate.core.dictation import RATE_HZ

if TYPE_CHECKING:
    from dictate.audio.spoolfile import Pcm

PAGE = 30 * RATE_HZ
"""Samples per page: half a minute, just under a megabyte."""


class Pages:
    """int16 samples at RATE_HZ. One thread appends; any thread reads what `count` covers."""

    def __init__(self) -> None:
        self._pages: list[Pcm] = []
        self.count = 0

    def append(self, block: Pcm) -> None:
        """Add samples at the end."""
        at = 0
        while at < len(block):
            page, offset = divmod(self.count, PAGE)
            if page == len(self._pages):
                self._pages.append(np.empty(PAGE, np.int16))
            fits = min(PAGE - offset, len(block) - at)
            self._pages[page][offset : offset + fits] = block[at : at + fits]
            at += fits
            self.count += fits  # last: readers go by it

    def read(self, start: int, end: int) -> Pcm:
        """A copy of the samples from `start` to `end`, both cut to what is there."""
        start, end = max(0, start), min(end, self.count)
        parts = [np.zeros(0, np.int16)]
        while start < end:
            page, offset = divmod(start, PAGE)
            stop = min(PAGE, offset + end - start)
            parts.append(self._pages[page][offset:stop])
            start += stop - offset
        return np.concatenate(parts)
