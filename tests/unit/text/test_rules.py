"""The rules together: one cleaner, edits that add up, nothing lost, linear work."""

from __future__ import annotations

import time
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import settings as cases
from hypothesis import strategies as st

from dictate.core.dictation import CleanedText, Edit, PhraseText, Transcript
from dictate.errors import CleanupError
from dictate.settings.schema import TextSettings
from dictate.text import rules
from dictate.text.changes import applied
from dictate.text.command_words import OFF_AT_FIRST
from dictate.text.passage import Passage, has_words
from dictate.text.rules import Rule, RulesCleaner

NOTHING = TextSettings(
    fillers=False,
    doubled_words=False,
    cutoffs=False,
    commands=False,
    spacing=False,
    join_phrases=False,
)
TAUGHT = MappingProxyType({"open a eye": "OpenAI", "i": "me", "so": "um", "ok": ""})


def said(*phrases: str, language: str = "en", pause_s: float = 0.5) -> Transcript:
    return Transcript(
        "x",
        tuple(
            PhraseText("x", n, text, pause_before_s=pause_s, language=language)
            for n, text in enumerate(phrases)
        ),
    )


def clean(*phrases: str, settings: TextSettings = TextSettings()) -> CleanedText:  # noqa: B008 - frozen
    return RulesCleaner().clean(said(*phrases), settings)


def test_all_rules_together() -> None:
    settings = TextSettings(vocabulary={"open a eye": "OpenAI"})
    cleaned = clean("Um, so, uh, we we use open", "A eye ,  you see.", settings=settings)
    assert cleaned == CleanedText(
        "Um, so, uh, we we use open A eye ,  you see.",
        "So, we use OpenAI, you see.",
        (
            Edit("filler", 0, "Um, ", ""),
            Edit("case", 4, "s", "S"),
            Edit("filler", 7, " uh,", ""),
            Edit("repeat", 14, " we", ""),
            Edit("vocabulary", 22, "open A eye", "OpenAI"),
            Edit("spacing", 32, " ", ""),
            Edit("spacing", 34, "  ", " "),
        ),
        "rules",
    )


def test_a_filler_between_two_equal_words_does_not_hide_the_repeat() -> None:
    cleaned = clean("I, um, I think")
    assert cleaned.text == "I think"
    assert [edit.kind for edit in cleaned.edits] == ["filler", "repeat"]


def test_an_entry_of_the_vocabulary_is_found_across_a_filler() -> None:
    settings = TextSettings(vocabulary={"open a eye": "OpenAI"})
    cleaned = clean("We use open um a eye", settings=settings)
    assert cleaned.text == "We use OpenAI"
    assert applied(cleaned.raw, cleaned.edits) == cleaned.text


@pytest.mark.parametrize(
    ("off", "text"),
    [
        ({"fillers": False}, "The um I saw and it's JSON, ok"),
        ({"doubled_words": False}, "The I I saw and it's JSON, ok"),
        ({"vocabulary": {}}, "The I saw and it's jason, ok"),
        ({"spacing": False}, "The I saw and it's JSON , ok"),
        ({"join_phrases": False}, "The I saw. And it's JSON, ok"),
        ({"numbers": "digits"}, "The I saw and it's JSON, ok"),
        ({}, "The I saw and it's JSON, ok"),
    ],
)
def test_each_rule_can_be_switched_off(off: dict[str, object], text: str) -> None:
    wanted: dict[str, object] = {"vocabulary": {"jason": "JSON"}, **off}
    settings = TextSettings(**wanted)  # type: ignore[arg-type]
    assert clean("The um I I saw.", "And it's jason , ok", settings=settings).text == text


def test_with_all_rules_off_the_words_stay_as_recognised() -> None:
    cleaned = clean(" Um ,  the the ", "x", settings=NOTHING)
    assert cleaned == CleanedText("Um ,  the the x", "Um ,  the the x")


def test_nothing_said_is_nothing_written() -> None:
    assert clean() == clean("", "  ") == CleanedText("", "")


@pytest.mark.parametrize("words", ["um", "Um. Uh.", "ok", "OK."])
def test_a_dictation_that_had_words_is_never_emptied(words: str) -> None:
    cleaned = clean(words, settings=TextSettings(vocabulary={"ok": "", "uh": ""}))
    assert has_words(cleaned.text)


@pytest.mark.parametrize(
    ("words", "text"), [("new paragraph", "\n\n"), ("Comma.", ","), ("um, question mark", "?")]
)
def test_a_dictation_of_nothing_but_commands_is_obeyed(words: str, text: str) -> None:
    assert clean(words).text == text


def test_new_rules_work_together() -> None:
    settings = TextSettings(numbers="digits")
    words = (
        "Um, we nee- we need, uh, twenty three ch- chairs comma and two tables. New line. Thanks"
    )
    assert clean(words, settings=settings).text == "We need 23 chairs, and two tables.\nThanks"


def test_commands_off_at_first_are_those_that_people_say_as_words() -> None:
    assert TextSettings().commands_off == OFF_AT_FIRST


def test_switching_a_command_on_is_taken_up() -> None:
    cleaner = RulesCleaner()
    for off, text in (((), "That is it."), (("period",), "That is it period")):
        settings = TextSettings(commands_off=off)
        assert cleaner.clean(said("That is it period"), settings).text == text


def test_a_changed_vocabulary_is_taken_up() -> None:
    cleaner = RulesCleaner()
    for written in ("A", "B"):
        settings = TextSettings(vocabulary={"x": written})
        assert cleaner.clean(said("x"), settings).text == written


@pytest.mark.parametrize(
    "text",
    [
        "今天天气很好。我们去公园吧。",
        "مرحبا بالعالم، كيف حالك؟",
        "สวัสดีครับ วันนี้อากาศดี",
        "नमस्ते दुनिया। कैसे हो?",
        "שלום עולם",
        "안녕하세요 세계",
        "👩\u200d👩\u200d👧\u200d👦 ❤\ufe0f 🏳\ufe0f\u200d🌈 👍🏽",
        "e\u0301le\u0300ve",
        "Größe, naïve, Ångström",
    ],
)
def test_other_scripts_are_not_harmed(text: str) -> None:
    for language in ("en", "de", "zh", "ar", "th", ""):
        assert RulesCleaner().clean(said(text, language=language), TextSettings()).text == text


PIECES = st.sampled_from(
    ["um", "uh,", "Um.", "er", "I", "the", "The", ",", ".", "...", "…", "?", "!", "—", "-", "(",
     ")", '"', "'", "`", "so", "open", "a", "eye", "ok", "5", "3.14", "a@b.c", "x/y", "天", "👩",
     "\u0301", "had", "and", "And", "but", "But"]
)  # fmt: skip
SPOKEN = st.lists(
    st.one_of(st.lists(PIECES, max_size=12).map(" ".join), st.text(max_size=20)), max_size=4
)
SWITCHES = st.builds(
    TextSettings,
    fillers=st.booleans(),
    doubled_words=st.booleans(),
    cutoffs=st.booleans(),
    commands=st.booleans(),
    spacing=st.booleans(),
    join_phrases=st.booleans(),
    vocabulary=st.sampled_from([{}, TAUGHT]),
)


@cases(max_examples=300)
@given(SPOKEN, st.sampled_from(["en", "de", "fr", "zh", ""]), SWITCHES)
def test_the_edits_lead_from_the_raw_words_to_the_text_and_words_are_left(
    phrases: list[str], language: str, settings: TextSettings
) -> None:
    transcript = said(*phrases, language=language)
    cleaned = RulesCleaner().clean(transcript, settings)
    assert cleaned.raw == transcript.text
    assert applied(cleaned.raw, cleaned.edits) == cleaned.text
    assert has_words(cleaned.text) == has_words(cleaned.raw)
    assert all(edit.before != edit.after for edit in cleaned.edits)


@cases(max_examples=200)
@given(SPOKEN)
def test_nothing_appears_that_was_not_said(phrases: list[str]) -> None:
    cleaned = clean(*phrases)
    left = iter(cleaned.raw.casefold())
    letters = (c for c in cleaned.text.casefold() if c.isalnum())
    assert all(c in left for c in letters), "letters in the order in which they were said"


@pytest.mark.parametrize(
    "piece",
    ["um, ", "um", "I I ", "the, ", " ", ".", "a.b@c ", "`a", '"', "( ", " ,", "open a ",
     "👩\u200d", "天气", "ab,", "Uh. ", "1.", "a==", "((", "um-", "-", "open a eye "],
)  # fmt: skip
def test_the_work_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    cleaner = RulesCleaner()
    settings = TextSettings(vocabulary=TAUGHT)

    def took_s(length: int) -> float:
        transcript = said(piece * (length // len(piece)), piece)
        best = float("inf")
        for _ in range(3):
            began_s = time.process_time()
            cleaner.clean(transcript, settings)
            best = min(best, time.process_time() - began_s)
        return best

    # Eight times the text: eight times the work, sixty-four times if it were the square.
    assert took_s(16_000) < 30 * max(took_s(2_000), 0.0002)


def test_rules_that_do_not_fit_are_an_error_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_: Passage) -> list[Edit]:
        return [Edit("x", 0, "not there", "secret")]

    rule = Rule("wrong", lambda _: True, wrong)
    monkeypatch.setattr(rules, "RULES_BEFORE_VOCABULARY", (rule,))
    with pytest.raises(CleanupError) as caught:
        clean("marked words")
    assert "marked" not in str(caught.value)
    assert "secret" not in str(caught.value)
