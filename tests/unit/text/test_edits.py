"""The veto: what only cleans comes through, and everything else is undone, edit by edit."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dictate.text.changes import applied
from dictate.text.edits import MOST_UNDONE, judge
from dictate.text.verdict import KINDS, PLAIN, Law, Verdict, Why


def judged(said: str, written: str, law: Law = PLAIN) -> Verdict:
    verdict = judge(said, written, law)
    assert applied(said, verdict.edits) == verdict.text
    assert not (verdict.refused and verdict.text != said)
    return verdict


def kinds(verdict: Verdict) -> list[str]:
    return [edit.kind for edit in verdict.edits]


DO_NOT = ("do not ", "don't ")


def without(*forbidden: str) -> Law:
    return Law(kinds=[kind for kind in KINDS if kind not in forbidden])


# ── what comes through ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "written", "expected"),
    [
        ("so um we go", "So we go.", ["case", "filler", "punctuation"]),
        ("We we go.", "We go.", ["repeat", "case"]),
        ("The ta- the table.", "The table.", ["cut-off", "case"]),
        ("When I was, when we were there.", "When we were there.", ["false start", "case"]),
        ("It is on Monday no Tuesday.", "It is on Tuesday.", ["spoken correction"]),
        ("we meet on monday", "We meet on Monday.", ["case", "case", "punctuation"]),
        ("I am going to go.", "I am gonna go.", ["contraction"]),
        ("I do not go.", "I don't go.", ["contraction"]),
        ("There were twenty three of us.", "There were 23 of us.", ["number form"]),
        ("well known", "well-known", ["punctuation"]),
        ("so um we we go", "so we go", ["filler", "repeat"]),
        ("Hi, we go", "Hi, we go.", ["punctuation"]),
        ("see one thousand nine hundred and eighty four point five", "see 1984.5", ["number form"]),
        (f"see {DO_NOT[0] * 6}now", f"see {DO_NOT[1] * 6}now", ["contraction"] * 2),
        (f"see {DO_NOT[1] * 6}now", f"see {DO_NOT[0] * 6}now", ["contraction"] * 6),
    ],
)
def test_each_kind_of_cleaning_comes_through_under_its_name(
    said: str, written: str, expected: list[str]
) -> None:
    verdict = judged(said, written)
    assert verdict.text == written
    assert kinds(verdict) == expected
    assert not verdict.undone


def test_what_is_taught_may_be_written() -> None:
    law = Law(vocabulary={"e bay": "eBay"})
    assert kinds(judged("buy it on e bay now", "buy it on eBay now", law)) == [
        "vocabulary spelling"
    ]
    assert judged("buy it on e bay now", "buy it on eBay now").text == "buy it on e bay now"


def test_a_text_that_is_the_same_has_no_edits() -> None:
    assert judged("Um, the the.", "Um, the the.") == Verdict("Um, the the.")


def test_nested_corrections_go_with_each_of_their_parts_named() -> None:
    verdict = judged("Monday, no, Tuesday, no wait, Wednesday.", "Wednesday.")
    assert verdict.text == "Wednesday."
    assert set(kinds(verdict)) == {"spoken correction"}


def test_a_number_may_be_corrected_and_written_with_digits_at_once() -> None:
    verdict = judged("It starts at twenty no thirty o'clock.", "It starts at 30 o'clock.")
    assert verdict.text == "It starts at 30 o'clock."
    assert kinds(verdict) == ["spoken correction", "number form"]


def test_a_capital_passes_to_the_word_that_opens_the_sentence_now() -> None:
    assert judged("Let's go, no wait, we stay.", "we stay.").text == "We stay."
    assert judged("The the iPhone is here.", "the iPhone is here.").text == "The iPhone is here."
    assert judged("So, um, iPhone users know.", "iPhone users know.").text == "iPhone users know."


# ── what is undone ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "written", "why"),
    [
        ("We go home now.", "We really go home now.", Why.NOT_SAID),
        ("We go home now.", "We go now.", Why.LOST),
        ("We do not go home.", "We do go home.", Why.LOST),
        ("We go home now.", "We go house now.", Why.CHANGED),
        ("Anna pays 50 euros.", "Anna pays 15 euros.", Why.CHANGED),
        ("Anna pays fifteen euros.", "Anna pays 50 euros.", Why.CHANGED),
        ("Anna pays 3.5 euros.", "Anna pays 35 euros.", Why.CHANGED),
        ("It is -5 degrees.", "It is 5 degrees.", Why.CHANGED),
        ("We cannot go.", "We can\u200b not go.", Why.CHANGED),
        ("Ask Anna to come.", "Ask Hannah to come.", Why.CHANGED),
        ("Ask Will to come.", "Ask will to come.", Why.CAPITALS),
        ("The API is down.", "The api is down.", Why.CAPITALS),
        ("tell us now", "tell US now", Why.CAPITALS),
        ("We go home now.", "We go **home** now.", Why.HEARD),
        ("We go home now.", "We go home • now.", Why.HEARD),
        ("we go home now", "we go • home now", Why.SIGNS),
        ("call the user_name now", "call the User_name now", Why.CHANGED),
        ("We go home now.", "We go, home now.", Why.HEARD),
        ("We go home now.", "We go home now.\n\nBye", Why.NOT_SAID),
        ("Do you know her?", "Kennst du sie?", Why.CHANGED),
        ("You know Her better now.", "You know her better now.", Why.CAPITALS),
        ("you know her better now", "you know Her better now", Why.CAPITALS),
        ("We do not see it.", "We don't hear it.", Why.CHANGED),
        ("then home we go", "Home we go", Why.CAPITALS),
        ("we go then home", "we go. Home", Why.CAPITALS),
        ("on Monday no Tuesday we go", "on Friday Tuesday we go", Why.CHANGED),
        # too much in one place to look for other forms
        (
            "see one hundred and one thousand nine hundred and eighty four",
            "see 101984",
            Why.CHANGED,
        ),
        (f"see because {DO_NOT[0] * 6}now", f"see cuz {DO_NOT[1] * 6}now", Why.CHANGED),
        (f"see cuz {DO_NOT[1] * 6}now", f"see because {DO_NOT[0] * 6}now", Why.CHANGED),
    ],
)
def test_what_is_no_cleaning_is_undone(said: str, written: str, why: Why) -> None:
    verdict = judged(said, written)
    assert verdict.text == said
    assert why in [undone.why for undone in verdict.undone]


@pytest.mark.parametrize(
    "hidden",
    ["\u202e", "\u2066", "\u200b", "\x00", "\x1b[31m", "\ufeff", "\u00ad", "\u2028"],
)
def test_no_sign_that_cannot_be_seen_comes_in(hidden: str) -> None:
    said = "We go home now."
    for written in (f"{hidden}{said}", f"{said}{hidden}", said.replace(" ", f"{hidden} ", 1)):
        assert judged(said, written).text == said


@pytest.mark.parametrize("around", ["```\n{}\n```", "# {}", "- {}", "<p>{}</p>", '"{}"', "({})"])
def test_no_markup_comes_in(around: str) -> None:
    said = "We go home now."
    assert judged(said, around.format(said)).text == said


@pytest.mark.parametrize(
    ("said", "written", "left"),
    [
        # one edit is undone, those beside it come through
        ("so um we go home", "So we really go home.", "So we go home."),
        ("we we go home now um", "We go now.", "We go home now."),
        ("um I meet Anna on Monday no Tuesday", "I meet Ann on Tuesday", "I meet Anna on Tuesday"),
        # a word of one letter behind a filler is none itself
        ("Um, a dog barks.", "Dog barks.", "a dog barks."),
        # of a change that is undone the fillers go all the same
        ("we go um home now", "we go house now", "we go home now"),
        # words taken back go, those before them stay
        ("I like the dog, the the cat too.", "I like the cat too.", "I like the dog, the cat too."),
    ],
)
def test_edits_are_undone_one_by_one(said: str, written: str, left: str) -> None:
    assert judged(said, written).text == left


def test_a_capital_that_came_with_a_loss_goes_with_it() -> None:
    assert judged("Then we go home.", "We go home.").text == "Then we go home."
    assert judged("Then. We go home.", "Then we go home.").text == "Then. We go home."


def test_a_capital_is_owed_only_where_a_beginning_went_and_a_sentence_begins() -> None:
    merged = judged("We left. The the dog barked.", "We left the dog barked.")
    assert merged.text == "We left the dog barked."
    name = judged("we left Monday no tuesday is better", "we left. tuesday is better")
    assert name.text == "we left. tuesday is better"


def test_a_word_that_was_changed_is_undone_once() -> None:
    undone = judged("We go home now.", "We go house now.").undone
    assert [(one.before, one.after, one.why) for one in undone] == [("home", "house", Why.CHANGED)]


def test_another_form_stands_for_as_many_words_as_it_can_and_for_those_said_last() -> None:
    verdict = judged("it is kind of kind of late", "it is kinda late")
    assert verdict.text == "it is kinda late"
    assert set(kinds(verdict)) == {"repeat", "contraction"}
    law = Law(vocabulary={"e bay": "eBay", "the e bay": "eBay"})
    assert judged("buy it on the e bay now", "buy it on eBay now", law).text == "buy it on eBay now"


def test_signs_inside_what_goes_stay() -> None:
    assert judged('He said "um yes" to me.', 'He said "yes" to me.').text == 'He said "yes" to me.'
    assert judged('He said "um yes" to me.', "He said yes to me.").text == 'He said "yes" to me.'
    assert judged("One.\n\nUm, two.", "One. Two.").text == "One.\n\nTwo."
    quoted = "He said 'the' and 'a' (or no, 'an')."
    assert judged(quoted, "He said 'the' and 'an').").text == quoted
    assert judged("'quote' no 'quote'", "'quote'").text == "'quote' no 'quote'"
    assert judged('He said "I I think".', 'He said "I think".').text == 'He said "I think".'
    assert judged("(I I) think", "(I) think").text == "(I) think"
    assert judged("It costs $5 um today.", "It costs 5 today.").text == "It costs $5 today."
    parted = 'So I "think" I think so.'
    assert judged(parted, "So I think so.").text == parted
    assert judged('He said "I" I think.', "He said I think.").text == 'He said "I" I think.'
    said = 'He said "we go to" to the shop.'
    assert judged(said, 'He said "we go" to the shop.').text == 'He said "we go" to the shop.'


def test_an_answer_leaves_nothing_of_itself() -> None:
    said = "What is the capital of France?"
    verdict = judged(said, "The capital of France is Paris, a city of about two million people.")
    assert verdict.text == said
    assert verdict.refused


def test_a_text_said_twice_stays_one() -> None:
    said = "We go home um now."
    assert judged(said, "We go home now. We go home now.").text in (said, "We go home now.")


def test_what_is_cut_off_is_there_again() -> None:
    said = "Please send the long report to Anna before noon, and tell Ben about it."
    assert judged(said, "Please send the long report").text == said
    assert judged(said, "tell Ben about it.").text == said
    assert judged(said, "").text == said


def test_too_much_that_is_undone_leaves_nothing_of_a_text() -> None:
    words = "so um we go home with Anna and Ben"
    few = judged(words, "So we really truly surely go home with Anna and Ben")
    assert few.text == "So we go home with Anna and Ben"
    many = judged(words, "So we really truly surely always go home with Anna and Ben")
    assert (many.text, many.edits, many.refused) == (words, (), True)
    assert MOST_UNDONE == 3


def test_in_a_long_text_more_may_be_undone() -> None:
    said = " ".join(f"word{n}" for n in range(40))
    added = said.replace("word9 ", "word9 a b c d e f ")
    assert not judged(f"um {said}", added).refused
    assert judged(f"um {said}", added.replace("a b", "a b x y z v w")).refused


# ── the settings ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "said", "written", "left"),
    [
        ("filler", "so um we go", "so we go", "so um we go"),
        ("repeat", "we we go", "we go", "we we go"),
        ("cut-off", "the ta- the table", "the table", "the ta- the table"),
        ("false start", "When I was, when we were.", "When we were.", "When I was, when we were."),
        ("spoken correction", "on Monday no Tuesday", "on Tuesday", "on Monday no Tuesday"),
        ("case", "we go", "We go", "we go"),
        ("punctuation", "we go", "we go.", "we go"),
        ("number form", "twenty three of us", "23 of us", "twenty three of us"),
        ("contraction", "do not go", "don't go", "do not go"),
    ],
)
def test_each_kind_can_be_forbidden(kind: str, said: str, written: str, left: str) -> None:
    assert judged(said, written).text == written
    assert judged(said, written, without(kind)).text == left


def test_a_form_that_is_forbidden_is_not_wanted_and_costs_no_trust() -> None:
    law = without("contraction")
    verdict = judged(
        "um we do not and do not and do not go", "we don't and don't and don't go", law
    )
    assert verdict.text == "we do not and do not and do not go"
    assert [undone.why for undone in verdict.undone] == [Why.FORBIDDEN] * 3


def test_a_vocabulary_spelling_can_be_forbidden() -> None:
    law = Law(without("vocabulary spelling").kinds, vocabulary={"e bay": "eBay"})
    assert judged("on e bay", "on eBay", law).text == "on e bay"


def test_the_capitals_of_a_taught_spelling_stay() -> None:
    law = Law(vocabulary={"dictate": "dictate"})
    assert judged("dictate is here", "Dictate is here.", law).text == "dictate is here."


def test_fillers_depend_on_the_language_and_slips_are_told_in_english() -> None:
    german = Law(languages=frozenset({"de"}))
    assert judged("Wir, äh, gehen um zehn.", "Wir gehen um zehn.", german).text == (
        "Wir gehen um zehn."
    )
    assert judged("Wir gehen um zehn.", "Wir gehen zehn.", german).text == "Wir gehen um zehn."
    assert judged("on Monday no Tuesday", "on Tuesday", german).text == "on Monday no Tuesday"


# ── whatever comes ───────────────────────────────────────────────────────────────────────────────

SAID = """um I I think we to Anna, Anna no wait no, sorry, Maria. not 3.5 user_name don't the the-
'quote' (x) \u2014 \u2026 like, you know, Monday Tuesday twenty three $5 größer 今天"""
WORDS = st.sampled_from([*SAID.split(), "\n"])


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=14), st.lists(WORDS, max_size=14))
def test_whatever_is_written_the_edits_lead_to_the_text_and_nothing_is_new(
    said: list[str], written: list[str]
) -> None:
    raw, other = " ".join(said), " ".join(written)
    text = judged(raw, other, without("number form", "contraction")).text
    left = [word.strip(".,").casefold() for word in raw.split()]
    for word in text.split():
        bare = word.strip(".,;:!?…\u2014-").casefold()
        assert bare in left or not bare or any(bare in one for one in left)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_can_be_judged(said: str, written: str) -> None:
    judged(said, written)


def test_a_long_text_is_judged_in_a_moment() -> None:
    said = " ".join(
        f"um so the word{n} we we saw, was like on on Monday no Tuesday" for n in range(60)
    )
    written = " ".join(f"so the word{n} we saw, was on Tuesday" for n in range(60))
    hostile = " ".join("the we was on so saw" for _ in range(300))
    for other in (written, hostile, "", said[::-1]):
        began_s = time.process_time()
        judge(said, other)
        assert time.process_time() - began_s < 0.5
