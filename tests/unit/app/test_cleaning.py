"""Rules, and a tagger or a simple rule after them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dictate.app.cleaning import BY_BACKMATCH, BY_TAGGER, LayeredCleaner
from dictate.core.dictation import LATE, CleanedText, Edit, PhraseText, Transcript
from dictate.core.spokenwords import deletion, words_of
from dictate.errors import CleanupError
from dictate.settings.schema import TextSettings
from dictate.settings.styles import Style
from dictate.text.changes import applied
from dictate.text.rules import BY, RulesCleaner
from tests.fakes.cleaner import FakeCleaner
from tests.fakes.clock import SteadyClock
from tests.fakes.tagger import FakeTagger, fail

PLAIN = TextSettings()
SPOKEN = "Um, so we we go to Anna, no wait, to Maria."


def said(*phrases: str, language: str = "en") -> Transcript:
    return Transcript(
        "x", tuple(PhraseText("x", n, text, language=language) for n, text in enumerate(phrases))
    )


def without(*gone: str) -> FakeTagger:
    """A tagger that takes out words."""

    def answer(text: str) -> tuple[str, tuple[Edit, ...]]:
        words = words_of(text)
        places = [n for n, word in enumerate(words) if word.text in gone]
        edits = tuple(deletion(text, words, n, n + 1) for n in places)
        return applied(text, edits), edits

    return FakeTagger(answer)


def without_phrase(phrase: str) -> FakeTagger:
    """A tagger that takes out some words in a row."""

    def answer(text: str) -> tuple[str, tuple[Edit, ...]]:
        edits = (Edit("deletion", text.index(phrase), phrase, ""),)
        return applied(text, edits), edits

    return FakeTagger(answer)


def clean(tagger: FakeTagger, text: str = SPOKEN, wanted: TextSettings = PLAIN) -> CleanedText:
    return LayeredCleaner(RulesCleaner(), tagger).clean(said(text), wanted)


def by_rules(text: str = SPOKEN) -> CleanedText:
    return RulesCleaner().clean(said(text), PLAIN)


def test_the_tagger_works_on_what_the_rules_leave_and_both_lead_from_the_raw_words() -> None:
    tagger = without_phrase("to Anna, no wait, ")
    cleaned = clean(tagger)
    assert [text for text, _ in tagger.asked] == [by_rules().text]
    assert cleaned.raw == SPOKEN
    assert cleaned.text == "So we go to Maria."
    assert applied(SPOKEN, cleaned.edits) == cleaned.text
    assert cleaned.by == BY_TAGGER


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["um,", "I", "I", "we go,", "Anna", "no wait", "the the", "ok ."])),
    st.sets(st.integers(0, 20)),
)
def test_whatever_both_change_their_edits_lead_from_the_raw_words_to_the_text(
    phrases: list[str], places: set[int]
) -> None:
    def answer(text: str) -> tuple[str, tuple[Edit, ...]]:
        words = words_of(text)
        gone = [n for n in sorted(places) if n < len(words)]
        edits: list[Edit] = []
        for n in gone:
            made = deletion(text, words, n, n + 1)
            if not edits or made.start >= edits[-1].start + len(edits[-1].before):
                edits.append(made)
        return applied(text, edits), tuple(edits)

    transcript = said(*phrases)
    cleaned = LayeredCleaner(RulesCleaner(), FakeTagger(answer)).clean(transcript, PLAIN)
    assert applied(transcript.text, cleaned.edits) == cleaned.text
    assert any(c.isalnum() for c in cleaned.text) or not any(c.isalnum() for c in transcript.text)


@pytest.mark.parametrize(
    "tagger",
    [
        FakeTagger(fail),
        FakeTagger(lambda text: (f"{text} Sure!", (Edit("x", len(text), "", " Sure!"),))),
        FakeTagger(lambda _: ("Something else.", ())),
        FakeTagger(lambda text: ("", (Edit("deletion", 0, text, ""),))),
        without("So", "we", "go", "to", "Anna,", "no"),
    ],
    ids=["fails", "adds a word", "edits do not fit", "empties", "takes out too much"],
)
def test_a_tagger_that_fails_or_does_more_than_tidy_leaves_the_words_to_the_rules(
    tagger: FakeTagger,
) -> None:
    cleaned = clean(tagger)
    assert (cleaned.text, cleaned.edits) == (by_rules().text, by_rules().edits)


def test_a_cleaner_that_was_not_ready_is_remembered_as_late() -> None:
    assert clean(FakeTagger(fail)).by == f"{BY}{LATE}"
    assert clean(without("no", "wait,")).by == BY_TAGGER
    assert clean(without()).by == BY_TAGGER


def test_the_tagger_gets_the_time_that_the_rules_leave() -> None:
    clock, tagger = SteadyClock(), without()

    class Slow(FakeCleaner):
        def clean(self, transcript: Transcript, settings: TextSettings) -> CleanedText:
            clock.now_s += 0.3
            return super().clean(transcript, settings)

    LayeredCleaner(Slow(), tagger, clock=clock).clean(said(SPOKEN), PLAIN)
    assert [left_s for _, left_s in tagger.asked] == [pytest.approx(0.4)]


@pytest.mark.parametrize(("took_s", "used"), [(0.69, True), (0.71, False)])
def test_an_answer_after_the_deadline_is_not_used(took_s: float, used: bool) -> None:
    clock, tagger = SteadyClock(), without("wait,")
    answer = tagger.answer

    def slowly(text: str) -> tuple[str, tuple[Edit, ...]]:
        clock.now_s += took_s
        return answer(text)

    tagger.answer = slowly
    cleaned = LayeredCleaner(RulesCleaner(), tagger, clock=clock).clean(said(SPOKEN), PLAIN)
    assert (cleaned.by == BY_TAGGER) is used
    assert used or cleaned == replace(by_rules(), by=f"{BY}{LATE}")


def test_without_a_tagger_a_rule_takes_back_what_was_taken_back() -> None:
    tagger = without()
    tagger.there = False
    cleaned = clean(tagger)
    assert cleaned.text == "So we go to Maria."
    assert applied(SPOKEN, cleaned.edits) == cleaned.text
    assert cleaned.by == BY_BACKMATCH
    assert tagger.asked == []


def test_the_settings_choose_the_layers() -> None:
    tagger = without("wait,")
    assert clean(tagger, wanted=TextSettings(cleaner="rules")) == by_rules()
    assert tagger.asked == []
    assert clean(tagger, wanted=TextSettings(cleaner="tagger")).by == BY_TAGGER
    tagger.there = False
    assert clean(tagger, wanted=TextSettings(cleaner="tagger")) == by_rules()


@pytest.mark.parametrize("language", ["de", "", "fr"])
def test_only_english_is_given_to_the_second_layer(language: str) -> None:
    tagger = without("wait,")
    for there in (True, False):
        tagger.there = there
        cleaned = LayeredCleaner(RulesCleaner(), tagger).clean(
            said(SPOKEN, language=language), PLAIN
        )
        assert cleaned.by == BY
    assert tagger.asked == []


def test_nothing_said_is_not_given_to_the_tagger() -> None:
    tagger = without()
    assert clean(tagger, text="...").by == BY
    assert tagger.asked == []


def test_a_spelling_the_user_has_chosen_keeps_its_case() -> None:
    def answer(text: str) -> tuple[str, tuple[Edit, ...]]:
        edits = (Edit("case", 0, "eBay", "EBay"), Edit("case", 8, "berlin", "Berlin"))
        return applied(text, edits), edits

    wanted = TextSettings(vocabulary={"e bay": "eBay"})
    cleaned = clean(FakeTagger(answer), "e bay in berlin", wanted)
    assert cleaned.text == "eBay in Berlin"


def test_a_failure_of_the_rules_is_told() -> None:
    rules = FakeCleaner()
    rules.fails = True
    with pytest.raises(CleanupError):
        LayeredCleaner(rules, without()).clean(said(SPOKEN), PLAIN)


def test_the_tagger_is_prepared_where_it_is_wanted_and_there() -> None:
    tagger = without()
    cleaner = LayeredCleaner(RulesCleaner(), tagger)
    cleaner.prepare(TextSettings(cleaner="rules"))
    tagger.there = False
    cleaner.prepare(PLAIN)
    assert tagger.calls == []
    tagger.there = True
    cleaner.prepare(PLAIN)
    cleaner.unload()
    cleaner.shut_down()
    assert tagger.calls == ["prepare", "unload", "shut down"]


def test_while_one_speaks_finished_sentences_are_cleaned_ahead() -> None:
    tagger = without("no", "wait,")
    cleaner = LayeredCleaner(RulesCleaner(), tagger)
    cleaner.look_ahead(said("Um, to Anna, no, wait, Maria.", "And then"), PLAIN)
    cleaner.clean(said("Um, to Anna, no, wait, Maria.", "And then home."), PLAIN)
    assert [request.text for request in tagger.requests] == [
        "To Anna, no, wait, Maria.",
        "And then home.",
    ]
    cleaner.shut_down()


@pytest.mark.parametrize("wanted", [TextSettings(cleaner="rules"), TextSettings(style="verbatim")])
def test_where_no_layer_is_wanted_nothing_is_done_ahead(wanted: TextSettings) -> None:
    tagger = without("no")
    LayeredCleaner(RulesCleaner(), tagger).look_ahead(said("Um, no. Yes."), wanted)
    assert tagger.requests == []


def test_a_style_changes_options_and_gives_the_text_its_shape() -> None:
    verbatim = clean(without("no"), "Um, no no, yes.", TextSettings(style="verbatim"))
    assert verbatim.text == "Um, no no, yes."
    spoken = "Um, milk. One, no, two eggs."
    listed = clean(without("One,", "no,"), spoken, TextSettings(style="list"))
    assert listed.text == "- Milk.\n- Two eggs."
    assert applied(listed.raw, listed.edits) == listed.text


def test_a_style_that_cannot_be_used_is_the_default_one() -> None:
    assert clean(without("no"), "Um, yes.", TextSettings(style="nonsense")).text == "Yes."


def test_a_writer_is_asked_where_it_is_chosen() -> None:
    tagger, writer = without("Zero", "no"), without("well,")
    cleaner = LayeredCleaner(RulesCleaner(), tagger, writer)
    cleaner.clean(said("One and, well, two."), PLAIN)
    assert writer.requests == []
    chosen = TextSettings(cleaner="writer")
    cleaner.prepare(chosen)
    cleaned = cleaner.clean(said("Um, zero no one and, well, two."), chosen)
    assert cleaned.text == "One and, two."
    assert cleaned.rules == "Zero no one and, well, two."
    assert cleaned.by == "rules and tagger and writer"
    assert writer.calls == ["prepare"]


def test_the_layers_wait_while_the_recogniser_wants_the_cores() -> None:
    tagger, writer = without(), without()
    cleaner = LayeredCleaner(RulesCleaner(), tagger, writer)
    with cleaner.paused():
        assert (tagger.calls, writer.calls) == (["pause"], ["pause"])
    assert (tagger.calls, writer.calls) == (["pause", "go on"], ["pause", "go on"])


def test_what_the_veto_undoes_is_not_written_and_what_only_cleans_is() -> None:
    tagger = FakeTagger(lambda text: (text.replace("to Anna, no wait, ", "") + " Sure!", ()))
    cleaned = clean(tagger)
    assert cleaned.text == "So we go to Maria."
    assert [edit.kind for edit in cleaned.edits][-1] == "spoken correction"


def test_a_kind_of_edit_that_is_off_is_not_made_behind_the_rules() -> None:
    wanted = TextSettings(edits_off=("spoken correction",))
    assert clean(without_phrase("to Anna, no wait, "), wanted=wanted).text == by_rules().text


@pytest.mark.parametrize(
    ("off", "phrase"),
    [
        (TextSettings(fillers=False), "Um, "),
        (TextSettings(doubled_words=False), "we "),
        (TextSettings(cutoffs=False), "to An- "),
    ],
)
def test_what_the_rules_are_told_to_leave_no_cleaner_takes_away(
    off: TextSettings, phrase: str
) -> None:
    spoken = "Um, so we we go to An- to Anna."
    tagger = FakeTagger(lambda text: (text.replace(phrase, "", 1), ()))
    left = spoken.count(phrase)
    assert clean(tagger, spoken, off).text.count(phrase) == left
    assert clean(
        tagger, spoken, replace(off, fillers=True, doubled_words=True, cutoffs=True)
    ).text == ("So we go to Anna.")


def test_a_writer_may_clean_another_language_but_takes_out_fillers_only() -> None:
    wanted = TextSettings(cleaner="writer")
    lenient = FakeCleaner(str)  # rules that leave everything to the writer
    for gone, left in (("ähm, ", "Wir gehen um zehn."), ("gehen ", "Wir ähm, gehen um zehn.")):
        writer = without_phrase(gone)
        cleaner = LayeredCleaner(lenient, without(), writer)
        cleaned = cleaner.clean(said("Wir ähm, gehen um zehn.", language="de"), wanted)
        assert cleaned.text == left


def test_a_style_that_rewrites_on_purpose_has_its_way_with_a_writer() -> None:
    rewriting = Style("short", "", rewrites=True, instruction="Be brief.")
    wanted = TextSettings(cleaner="writer")
    for answer, left in (
        ("Off to Maria.", "Off to Maria."),
        ("", by_rules().text),
        ("Off\u202e to Maria.", by_rules().text),
        ("Off to Maria. " * 40, by_rules().text),
    ):
        writer = FakeTagger(lambda _text, answer=answer: (answer, ()))  # type: ignore[misc]
        cleaner = LayeredCleaner(
            RulesCleaner(), FakeTagger(), writer, styles=lambda _name: rewriting
        )
        cleaned = cleaner.clean(said(SPOKEN), wanted)
        assert cleaned.text == left
        assert applied(SPOKEN, cleaned.edits) == left


def test_a_restart_at_an_um_is_believed_though_the_um_is_gone() -> None:
    tagger = without_phrase("What did ")
    assert clean(tagger, "What did, um, where did he go?").text == "Where did he go?"
    assert clean(tagger, "What did where did he go?").text == "What did where did he go?"
