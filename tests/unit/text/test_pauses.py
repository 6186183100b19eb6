"""Where an um was is known once it is gone, and the veto is told."""

from __future__ import annotations

import pytest

from dictate.core.dictation import PhraseText, Transcript
from dictate.settings.schema import TextSettings
from dictate.text.edits import judge
from dictate.text.pauses import pauses_in
from dictate.text.rules import RulesCleaner


def shown(said: str) -> str:
    """The rules' text with a | at each pause."""
    transcript = Transcript("x", (PhraseText("x", 0, said, language="en"),))
    ruled = RulesCleaner().clean(transcript, TextSettings())
    text = ruled.text
    for place in reversed(pauses_in(ruled)):
        text = f"{text[:place]}|{text[place:]}"
    return text


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("What did um where did he go?", "What did |where did he go?"),
        ("He, uh, left at five, er, six.", "He| left at five| six."),
        ("Um, so we um left.", "|So we |left."),
        ("We we left, you know, um, early.", "We left| early."),
        ("No pause here here.", "No pause here here."),
        # what was said again there is gone, too: nothing more broke off
        ("the, um, the red one", "the red one"),
        ("the ta- um table", "the table"),
    ],
)
def test_a_pause_is_where_a_filler_was(said: str, marked: str) -> None:
    assert shown(said) == marked


def test_a_restart_at_a_pause_is_believed() -> None:
    said, written = "What did where did he go?", "Where did he go?"
    assert judge(said, written, pauses=[9]).text == written
    assert judge(said, written).text == said
