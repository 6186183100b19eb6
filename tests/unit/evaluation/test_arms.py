from __future__ import annotations

from collections.abc import Iterator

import pytest

from dictate.evaluation.arms import ARMS, ArmError, Workshop
from dictate.evaluation.text_suite import Case
from dictate.settings.schema import TextSettings
from dictate.text.changes import applied

CASE = Case("a", "um so I I go to Anna no wait Maria", ("So I go to Maria.",))


@pytest.fixture
def workshop() -> Iterator[Workshop]:
    with Workshop(TextSettings()) as made:
        yield made


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nothing", CASE.raw),
        ("rules", "so I go to Anna no wait Maria"),
        ("backmatch", "so I go to Maria"),
    ],
)
def test_an_arm_without_a_model_cleans_in_its_way(workshop: Workshop, name: str, text: str) -> None:
    answer = workshop.make(name).clean(CASE)
    assert answer.text == text
    assert applied(CASE.raw, answer.edits) == text


def test_the_rule_that_knows_english_leaves_other_languages_alone(workshop: Workshop) -> None:
    german = Case("d", "Nein, no no, also gut.", ("Nein, no no, also gut.",), language="de")
    assert workshop.make("backmatch").clean(german).text == german.raw


def test_the_noisy_writer_answers_as_its_seed_and_the_case_want() -> None:
    texts = set()
    for seed in ("0", "1", "2", "3", "4", "5"):
        with Workshop(TextSettings(), seed) as workshop:
            arm = workshop.make("noisy")
            assert arm.clean(CASE) == arm.clean(CASE)
            texts.add(arm.clean(CASE).text)
    assert len(texts) > 2


def test_in_the_program_the_noisy_writer_loses_and_invents_no_word() -> None:
    spoiled = 0
    for seed in range(60):
        with Workshop(TextSettings(), str(seed)) as workshop:
            rules, noisy, judged = (
                workshop.make(name).clean(CASE).text for name in ("rules", "noisy", "noisy+veto")
            )
        spoiled += noisy not in (rules, CASE.accept[0])
        assert set(judged.lower().strip(".").split()) <= set(rules.lower().split())
        assert "Maria" in judged
    assert spoiled > 30


def test_an_arm_that_is_not_known_is_told_with_those_there_are(workshop: Workshop) -> None:
    with pytest.raises(ArmError, match="magic") as caught:
        workshop.make("magic")
    assert "backmatch" in caught.value.hint


@pytest.mark.parametrize("name", ["tagger", "tagger+veto"])
def test_a_tagger_that_is_not_there_is_said_before_anything_is_measured(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("dictate.evaluation.arms.shipped_cleaner", lambda: None)
    with Workshop(TextSettings()) as workshop, pytest.raises(ArmError):
        workshop.make(name)


def test_every_arm_is_described() -> None:
    assert all(about.endswith(".") for about in ARMS.values())
