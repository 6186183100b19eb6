"""A take's samples in memory."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dictate.audio.pages import PAGE, Pages


def test_samples_come_back_across_the_edge_of_a_page() -> None:
    pages = Pages()
    sound = np.arange(PAGE * 2 + 1000).astype(np.int16)
    for start in range(0, len(sound), 777):
        pages.append(sound[start : start + 777])
    assert pages.count == len(sound)
    assert np.array_equal(pages.read(0, pages.count), sound)
    assert np.array_equal(pages.read(PAGE - 3, PAGE + 5), sound[PAGE - 3 : PAGE + 5])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 300), max_size=20), st.integers(-5, 3000), st.integers(-5, 3000))
def test_any_stretch_is_what_was_appended_there(sizes: list[int], start: int, end: int) -> None:
    pages = Pages()
    sound = np.arange(sum(sizes)).astype(np.int16)
    at = 0
    for size in sizes:
        pages.append(sound[at : at + size])
        at += size
    assert np.array_equal(pages.read(start, end), sound[max(0, start) : max(0, end)])
