"""Words become text: in the style of the program they are spoken into, with what was changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dictate.core.dictation import CleanedText, Dictation, Edit, PhraseText, State, Transcript
from dictate.core.progress import Progress
from dictate.core.writing import Writing
from dictate.settings.schema import Settings, TextSettings
from tests.fakes.cleaner import FakeCleaner
from tests.fakes.clock import SteadyClock

SAID = Transcript("x", (PhraseText("x", 0, "um yes", language="en", model="m", took_s=0.5),))
SETTINGS = Settings(text=TextSettings(styles={"slack": "message"}))


def progress(application: str = "") -> Progress:
    return Progress(Dictation("x", 1.0, State.WORKING), SETTINGS, application=application)


@pytest.mark.parametrize(
    ("program", "style"), [("slack", "message"), ("Slack", "message"), ("", "tidy")]
)
def test_the_style_is_that_of_the_program_it_is_spoken_into(program: str, style: str) -> None:
    cleaner = FakeCleaner()
    writing = Writing(cleaner, SteadyClock())
    writing.ahead(progress(program), SAID)
    writing.write(progress(program), SAID)
    assert (cleaner.ahead, cleaner.styles) == ([("um yes", style)], [style])


def test_the_row_says_what_was_changed_and_by_whom() -> None:
    class Cleaner(FakeCleaner):
        def clean(self, transcript: Transcript, settings: TextSettings) -> CleanedText:
            super().clean(transcript, settings)
            edits = (Edit("filler", 0, "um ", ""),)
            return CleanedText("um yes", "yes", edits, "rules and tagger", rules="um yes")

    row = Writing(Cleaner(), SteadyClock()).write(progress(), SAID).row
    assert (row.raw, row.rules, row.text) == ("um yes", "um yes", "yes")
    assert (row.cleaner, row.model, row.language) == ("rules and tagger", "m", "en")
    assert [edit.kind for edit in row.edits] == ["filler"]
    assert row.timings_s["recognise"] == 0.5


@pytest.mark.parametrize(("written", "text"), [("  ", "um yes"), ("", "um yes"), ("\n\n", "\n\n")])
def test_a_text_without_words_is_believed_only_where_it_has_lines(written: str, text: str) -> None:
    writing = Writing(FakeCleaner(lambda _: written), SteadyClock())
    assert writing.write(progress(), SAID).row.text == text


def test_nothing_said_is_a_silent_row() -> None:
    silent = replace(SAID, phrases=())
    assert Writing(FakeCleaner(), SteadyClock()).write(progress(), silent).row.state is State.SILENT


@pytest.mark.expects_warning("the words stay as they are")
def test_a_cleaner_that_fails_costs_no_words() -> None:
    cleaner = FakeCleaner()
    cleaner.fails = True
    writing = Writing(cleaner, SteadyClock())
    writing.ahead(progress(), SAID)
    row = writing.write(progress(), SAID).row
    assert (row.text, row.cleaner) == ("um yes", "nothing")
