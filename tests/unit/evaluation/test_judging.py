from __future__ import annotations

import pytest

from dictate.errors import CleanupError
from dictate.evaluation.judging import Pair, Verdict, as_text, pair_in, verdict_in

PAIR = Pair("um größer", "Größer.", 'a "quoted"\nline')


def test_a_pair_comes_back_as_it_was_sent() -> None:
    assert pair_in(as_text(PAIR)) == PAIR


def test_turning_twice_changes_nothing() -> None:
    assert PAIR.turned == Pair(PAIR.raw, PAIR.second, PAIR.first)
    assert PAIR.turned.turned == PAIR
    assert [verdict.turned for verdict in (Verdict.FIRST, Verdict.SECOND, Verdict.TIE)] == [
        Verdict.SECOND,
        Verdict.FIRST,
        Verdict.TIE,
    ]


@pytest.mark.parametrize("text", ["", "um, what", "[]", '{"raw": "a"}', "3"])
def test_another_text_is_no_pair(text: str) -> None:
    with pytest.raises(CleanupError):
        pair_in(text)


def test_another_text_is_no_verdict() -> None:
    assert verdict_in("second") is Verdict.SECOND
    with pytest.raises(CleanupError):
        verdict_in("I like both.")
