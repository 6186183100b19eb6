from __future__ import annotations

import pytest

from dictate.core.cleaning import CleanRequest
from dictate.evaluation.noisy import noisy
from dictate.evaluation.noisy_layer import NoisyLayer, part_for
from dictate.evaluation.text_suite import Case
from dictate.text.changes import applied

WHOLE = "Um, we go home. Bring bring Anna, no, Maria. Then we eat."
WANTED = "We go home. Bring Maria. Then we'll eat."


@pytest.mark.parametrize(
    ("piece", "part"),
    [
        ("Um, we go home.", "We go home."),
        ("Bring bring Anna, no, Maria.", "Bring Maria."),
        ("Then we eat.", "Then we'll eat."),
        (WHOLE, WANTED),
        ("Not in it.", WANTED),
    ],
)
def test_each_sentence_has_its_part_of_the_right_text(piece: str, part: str) -> None:
    assert part_for(WANTED, WHOLE, piece) == part


def a_layer(seed: str, raw: str, wanted: str) -> NoisyLayer:
    layer = NoisyLayer(seed)
    layer.tell(Case("a", raw, (wanted,)), raw)
    return layer


def test_it_answers_with_an_edit_that_leads_to_its_text() -> None:
    layer = a_layer("1", "um go", "Go.")
    order = layer.start(CleanRequest("um go"))
    text, edits = order.wait(0)
    assert order.is_done
    assert text == noisy("um go", "Go.", "1:a:um go")[0]
    assert applied("um go", edits) == text


def test_a_text_of_several_sentences_is_answered_sentence_by_sentence() -> None:
    texts = [a_layer(str(seed), WHOLE, WANTED).all_of_it() for seed in range(300)]
    assert len(set(texts)) > 100
    assert sum(text == WANTED for text in texts) / 300 == pytest.approx(0.3**3, abs=0.03)


def test_a_writer_that_finds_nothing_to_do_names_no_edit() -> None:
    for seed in range(20):
        text, edits = a_layer(str(seed), "Go.", "Go.").start(CleanRequest("Go.")).wait(0)
        assert bool(edits) == (text != "Go.")
