"""Where long speech without a pause is cut."""

from __future__ import annotations

import numpy as np
import pytest

from dictate.core.commit import EDGE_S, LEAST_S, Commit, commit_of
from dictate.core.dictation import RATE_HZ, Phrase, PhraseText, Word

START_S = 10.0


def spoken(
    *words: tuple[str, float, float], seconds: float = 8.0, quiet_s: float | None = None
) -> tuple[Phrase, PhraseText]:
    """A phrase that begins after ten seconds, its words at times counted from there."""
    samples = np.full(round(seconds * RATE_HZ), 0.1, np.float32)
    if quiet_s is not None:
        at = round(quiet_s * RATE_HZ)
        samples[at - 320 : at + 320] = 0.001
    phrase = Phrase("d", 3, START_S, samples, 0.0, START_S + seconds)
    text = " ".join(word for word, _, _ in words)
    timed = tuple(Word(w, START_S + start_s, START_S + end_s, 0.9) for w, start_s, end_s in words)
    return phrase, PhraseText("d", 3, text, START_S, phrase.end_s, words=timed)


def evenly(text: str, seconds: float = 8.0) -> tuple[Phrase, PhraseText]:
    words = text.split()
    step_s = seconds / len(words)
    return spoken(*((w, i * step_s, (i + 1) * step_s) for i, w in enumerate(words)))


def cut(found: Commit | None) -> tuple[str, str]:
    assert found is not None
    return found.text.text, found.text.next_words


def test_words_near_the_edge_may_change() -> None:
    found = commit_of(*evenly("a b c d e f g h"))
    assert cut(found) == ("a b c d e f g", "h")
    assert found is not None
    assert found.at_s == pytest.approx(START_S + 7, abs=0.1)
    assert found.text.end_s == found.at_s
    assert [word.text for word in found.text.words] == list("abcdefg")


def test_the_end_of_a_sentence_is_worth_a_second() -> None:
    assert cut(commit_of(*evenly("a b c d e f. g h"))) == ("a b c d e f.", "g h")
    assert cut(commit_of(*evenly("a b c. d e f g h"))) == ("a b c. d e f g", "h")
    assert cut(commit_of(*evenly('a b c d e f?" g h'))) == ('a b c d e f?"', "g h")


def test_the_end_of_a_clause_is_worth_half_of_that() -> None:
    phrase, heard = evenly("a b c d e f g h i j k l, m n o p")
    assert cut(commit_of(phrase, heard)) == ("a b c d e f g h i j k l, m n", "o p")
    phrase, heard = evenly("a b c d e f g h i j k l m, n o p")
    assert cut(commit_of(phrase, heard)) == ("a b c d e f g h i j k l m,", "n o p")


def test_a_gap_between_words_is_a_good_place() -> None:
    words = [("a", 0.0, 2.0), ("b", 2.0, 6.0), ("c", 6.25, 6.9), ("d", 6.9, 7.5), ("e", 7.5, 8.0)]
    assert cut(commit_of(*spoken(*words))) == ("a b", "c d e")


def test_the_cut_lies_at_the_quietest_point_between_both_words() -> None:
    words = [("a", 0.0, 3.0), ("b", 3.0, 6.0), ("c", 6.0, 7.0), ("d", 7.0, 8.0)]
    found = commit_of(*spoken(*words, quiet_s=7.05))
    assert found is not None
    assert found.at_s == pytest.approx(START_S + 7.05, abs=0.015)
    assert found.at_s * RATE_HZ == pytest.approx(round(found.at_s * RATE_HZ), abs=1e-6)


def test_a_quiet_point_farther_off_is_in_another_word() -> None:
    words = [("a", 0.0, 3.0), ("b", 3.0, 6.0), ("c", 6.0, 7.0), ("d", 7.0, 8.0)]
    found = commit_of(*spoken(*words, quiet_s=6.5))
    assert found is not None
    assert found.at_s == pytest.approx(START_S + 7.0, abs=0.09)


@pytest.mark.parametrize(
    "words",
    [
        [],
        [("a", 0.0, 8.0)],
        [("a", 0.0, LEAST_S - 0.1), ("b", LEAST_S - 0.1, 8.0)],
        [("a", 0.0, 8.1 - EDGE_S), ("b", 8.1 - EDGE_S, 8.0)],
    ],
)
def test_without_a_place_that_is_sure_nothing_stays(words: list[tuple[str, float, float]]) -> None:
    assert commit_of(*spoken(*words)) is None


def test_words_that_are_not_those_of_the_text_are_not_trusted() -> None:
    phrase, heard = evenly("a b c d e f g h")
    odd = PhraseText("d", 3, "something else", words=heard.words)
    assert commit_of(phrase, odd) is None


def test_words_without_spaces_between_them_are_found_too() -> None:
    phrase, heard = evenly("a b c d e f g h")
    found = commit_of(phrase, PhraseText("d", 3, "abcdefgh", words=heard.words))
    assert cut(found) == ("abcdefg", "h")


def test_times_that_contradict_each_other_still_give_a_cut_inside_the_phrase() -> None:
    words = [("a", 0.0, 3.0), ("b", 3.0, 7.0), ("c", 4.0, 5.0), ("d", 5.0, 5.0), ("e", 5.0, 8.0)]
    phrase, heard = spoken(*words)
    found = commit_of(phrase, heard)
    assert found is not None
    assert phrase.start_s < found.at_s < phrase.end_s
