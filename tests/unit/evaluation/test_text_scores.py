from __future__ import annotations

from dataclasses import replace

import pytest

from dictate.evaluation.text_look import Answer, Look, Undone, nearest
from dictate.evaluation.text_scores import SCORES, score_named
from dictate.evaluation.text_suite import Case

TUESDAY = Case(
    "tue",
    "um we, like, meet on Tuesday no wait Wednesday",
    ("We meet on Wednesday.", "We'll meet on Wednesday."),
    keep=("Wednesday", "meet"),
    must_not=("Tuesday", "no wait"),
)
CLEAN = Case("clean", "I like it.", ("I like it.",), keep=("like",))


def part(score: str, case: Case, text: str) -> tuple[float, float]:
    return score_named(score).part(Look(case, Answer(text)))


@pytest.mark.parametrize(
    ("score", "text", "found"),
    [
        ("exact", "we meet on wednesday", (1, 1)),
        ("exact", "we meet on Tuesday", (0, 1)),
        ("exact-text", "we meet on wednesday", (0, 1)),
        ("exact-text", "We meet on Wednesday. ", (1, 1)),
        ("distance", TUESDAY.raw, (5, 4)),
        ("distance", "We'll meet Wednesday.", (1, 4)),
        ("fall", TUESDAY.raw, (0, 5)),
        ("fall", "We meet on Wednesday.", (5, 5)),
        ("fall", "", (1, 5)),
        ("unchanged", TUESDAY.raw, (0, 0)),
        ("unchanged-words", TUESDAY.raw, (0, 0)),
        ("fillers", TUESDAY.raw, (1, 1)),
        ("fillers", "We meet on Wednesday.", (0, 1)),
        ("fillers", "Um, uh, we meet.", (2, 1)),
        ("ambiguous", TUESDAY.raw, (1, 1)),
        ("ambiguous", "We meet on Wednesday.", (0, 1)),
        ("ambiguous-lost", TUESDAY.raw, (0, 0)),
        ("kept", "We meet on Thursday.", (1, 2)),
        ("lost-cases", "We meet on Thursday.", (1, 1)),
        ("lost-cases", "We meet on Wednesday.", (0, 1)),
        ("forbidden-cases", "We meet, no, wait.", (1, 1)),
        ("forbidden-cases", "We meet on Wednesday.", (0, 1)),
        ("invented", "We'll meet Anna on Wednesday.", (1, 5)),
        ("case-f1", "we meet on Wednesday.", (2, 3)),
        ("case-f1", "We meet On Wednesday.", (4, 5)),
        ("case-f1", "We Meet on WEDNESDAY.", (2, 5)),
        ("marks-f1", "We, meet on Wednesday?", (0, 3)),
        ("marks-f1", "We meet on Wednesday.", (2, 2)),
    ],
)
def test_what_is_counted_of_a_correction(score: str, text: str, found: tuple[float, float]) -> None:
    assert part(score, TUESDAY, text) == found


@pytest.mark.parametrize(
    ("score", "text", "found"),
    [
        ("unchanged", "I like it.", (1, 1)),
        ("unchanged", "I like it", (0, 1)),
        ("unchanged-words", "I like it", (1, 1)),
        ("unchanged-words", "I it.", (0, 1)),
        ("ambiguous", "I like it.", (0, 0)),
        ("ambiguous-lost", "I like it.", (0, 1)),
        ("ambiguous-lost", "I it.", (1, 1)),
        ("fall", "I it.", (-1, 0)),
        ("fillers", "I like it.", (0, 0)),
        ("forbidden-cases", "I like it.", (0, 0)),
        ("invented", "", (0, 0)),
    ],
)  # fmt: skip
def test_what_is_counted_of_a_clean_text(score: str, text: str, found: tuple[float, float]) -> None:
    assert part(score, CLEAN, text) == found


def test_a_filler_that_is_spoken_of_is_no_filler() -> None:
    case = Case("say", "Um, he said um.", ("He said um.",))
    assert part("fillers", case, "He said um.") == (0, 1)
    assert part("fillers", case, case.raw) == (1, 1)


def test_a_filler_that_may_stay_need_not_go() -> None:
    case = Case("may", "Hm, yes, um.", ("Hm, yes.", "Yes."))
    assert part("fillers", case, "Hm, yes.") == (0, 1)
    assert part("fillers", case, "Yes.") == (0, 1)


def test_of_two_accepted_texts_with_the_same_words_the_one_nearest_in_marks_counts() -> None:
    case = Case("marks", "yes we go", ("Yes, we go.", "Yes. We go."))
    assert nearest(case, "yes. We go") == "Yes. We go."
    assert nearest(case, "Yes, we go") == "Yes, we go."


def test_what_the_veto_did_and_how_long_it_took_is_counted() -> None:
    answer = Answer("x", 12.5, undone=(Undone(0, "a", "b", "new word"),), refused="an answer")
    look = Look(CLEAN, answer)
    assert score_named("undone").part(look) == (1, 1)
    assert score_named("refused").part(look) == (1, 1)
    assert score_named("refused").part(Look(CLEAN, replace(answer, refused=""))) == (0, 1)
    assert score_named("median-ms").part(look) == (12.5, 1)


def test_a_right_answer_is_best_in_every_score() -> None:
    for case in (TUESDAY, CLEAN):
        look = Look(case, Answer(case.accept[0]))
        for score in SCORES:
            found, of = score.part(look)
            if of and score.more_is_better is not None:
                assert found == (of if score.more_is_better else 0), score.name


def test_every_score_has_a_name_of_its_own() -> None:
    assert len({score.name for score in SCORES}) == len(SCORES)
    with pytest.raises(KeyError):
        score_named("beauty")
