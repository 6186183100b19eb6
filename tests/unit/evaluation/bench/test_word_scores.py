from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dictate.app.samples import distance
from dictate.evaluation.bench.word_scores import Hits, aligned, score, seams_of, written_in

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=8)


@given(WORDS, WORDS)
def test_the_pairs_need_as_few_changes_as_the_distance_says(one: list[str], two: list[str]) -> None:
    pairs = aligned(one, two)
    changes = sum(i is None or j is None or one[i] != two[j] for i, j in pairs)
    assert changes == distance(one, two)
    assert [i for i, _ in pairs if i is not None] == list(range(len(one)))
    assert [j for _, j in pairs if j is not None] == list(range(len(two)))


def test_words_are_compared_without_case_and_marks() -> None:
    found = score("Well, it's five.", "well it\u2019s five")
    assert (found.count.words, found.count.wrong) == (3, 0)


def test_missing_added_and_mistaken_words_are_errors() -> None:
    assert score("one two three", "one too three four").count.wrong == 2
    assert score("one two three", "").count.wrong == 3
    assert score("", "thank you").count.wrong == 2


def test_marks_count_where_the_word_was_recognised() -> None:
    found = score("Yes, he came. Did you?", "Yes he came. Did, you?")
    assert found.marks == Hits(right=2, wrong=1, missed=1)
    assert score("Yes, he came.", "yes. he came.").marks == Hits(right=1, wrong=1, missed=1)


def test_capitals_count_where_the_word_was_recognised() -> None:
    assert score("Yes, Ann came.", "yes, Ann Came.").capitals == Hits(right=1, wrong=1, missed=1)


def test_seams_are_judged_by_the_mark_before_and_the_capital_after() -> None:
    said = "We went to the store. Then we came back."
    found = score(said, "We went to the. Store. Then we came back.", seams=[4, 5])
    assert found.seam_marks == Hits(right=1, wrong=1)
    assert found.seam_capitals == Hits(right=1, wrong=1)


def test_seams_lie_where_the_recognised_phrases_met() -> None:
    said = "one two three four five six"
    assert seams_of(said, ["one two", "three four", "five six"]) == [2, 4]
    assert seams_of(said, ["one too", "", "three for five", "six"]) == [2, 5]
    assert seams_of(said, ["one two three four five six"]) == []
    assert seams_of(said, ["one two", "um three four five six"]) == [2], "before what was said"


def test_the_first_and_the_last_word_are_there_or_not() -> None:
    assert (score("one two", "one two").first, score("one two", "one two").last) == (True, True)
    clipped = score("one two three", "two")
    assert (clipped.first, clipped.last) == (False, False)
    assert score("", "").first is None


def test_f1_is_whole_where_there_is_nothing_to_find() -> None:
    assert Hits().f1 == 1.0
    assert Hits(right=1, wrong=1, missed=1).f1 == 0.5


def test_a_mark_belongs_to_the_word_before_it() -> None:
    assert [(one.word, one.mark) for one in written_in("3.5, then U.S. troops!")] == [
        ("3.5", ","), ("then", ""), ("u.s", "."), ("troops", "!"),
    ]  # fmt: skip
