"""Um, uh and er go, with the punctuation that was theirs; everything else stays."""

from __future__ import annotations

import pytest

from dictate.text.changes import applied
from dictate.text.fillers import find_fillers
from dictate.text.passage import Passage


def without(text: str, *languages: str) -> str:
    return applied(text, find_fillers(Passage(text, frozenset(languages))))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        # at the beginning of a sentence
        ("Um, so I think", "So I think"),
        ("um so I think", "so I think"),
        ("Um I think", "I think"),
        ("Um... so yes", "So yes"),
        ("Um… so yes", "So yes"),
        ("Um—so yes", "So yes"),
        ("Um - so yes", "So yes"),
        ("Uh. So yes", "So yes"),
        ("I think so. Um. Then we go", "I think so. Then we go"),
        ("I think so. Um, then we go", "I think so. Then we go"),
        ("I think so. Um.", "I think so."),
        ("Is it? Uh, it's late", "Is it? It's late"),
        ("Um, iPhone users", "iPhone users"),
        ("Um, https://x.y is down", "https://x.y is down"),
        ("Um, élan", "Élan"),
        ('Um, "so" he said', '"So" he said'),
        ("Um, uh, so yes", "So yes"),
        ('He said "Yes. Um" twice', 'He said "Yes." twice'),
        ("Um, x86 is old", "x86 is old"),
        ("Um. Uh, so yes", "So yes"),
        ("Um. uh so yes", "So yes"),
        ("um. Uh so yes", "So yes"),
        # between
        ("I, uh, think", "I think"),
        ("I, Uh, think", "I think"),
        ("It was late, um, we left", "It was late, we left"),
        ("I think, um, we should go", "I think we should go"),
        ("I uh think", "I think"),
        ("I, uh think", "I think"),
        ("I uh, think", "I think"),
        ("On Monday, uh we go", "On Monday, we go"),
        ("I think, uh we go", "I think we go"),
        ("Well, um, yes", "Well, yes"),
        ("However, uh, we stay", "However, we stay"),
        ("the meeting, uh, starts", "the meeting starts"),
        ("apples, uh, pears and plums", "apples, pears and plums"),
        ("apples, uh, pears, plums", "apples, pears, plums"),
        ("I think um... we go", "I think we go"),
        ("I... um... think", "I... think"),
        ("I — uh — think", "I — think"),
        ("I—uh—think", "I—think"),
        ("I think - um - so", "I think - so"),
        ("I think — um so", "I think — so"),
        ("as follows: um, the", "as follows: the"),
        ("(um, I think)", "(I think)"),
        ("We, um, uh, go", "We go"),
        ("I'm, um, sure", "I'm sure"),
        ("I\u2019m, um, sure", "I\u2019m sure"),
        ("hm he said erm no", "he said no"),
        # at the end
        ("I think so, um", "I think so"),
        ("I think so um.", "I think so."),
        ("Well, um. Yes", "Well. Yes"),
        ("is it, um?", "is it?"),
        ("yes, um; no", "yes; no"),
        ("I think um...", "I think..."),
        ("I think... um.", "I think..."),
        ("(I think, um)", "(I think)"),
        ("I think so, um. Uh, yes", "I think so. Yes"),
    ],
)
def test_fillers_go_with_their_punctuation(said: str, written: str) -> None:
    assert without(said, "en") == written


@pytest.mark.parametrize(
    "said",
    [
        "the ER is full",
        "the port of Um Qasr",
        "Hmm? Yes",
        "Hmm! Yes",
        'he said "um" twice',
        "the word um is short",
        "uh-huh, uh-oh, mm-hmm, mhm",
        "5 mm and 10 mm",
        "Umbrellas, number, hummus, error, erm's",
        "um@x.org um.py x/um um_x um\u0308",
        "oh, ah, eh, huh, like, you know",
    ],
)
def test_what_only_looks_like_a_filler_stays(said: str) -> None:
    assert without(said, "en") == said


@pytest.mark.parametrize(
    ("language", "said", "written"),
    [
        ("de", "Äh, wir gehen um drei, ähm, er geht auch", "Wir gehen um drei, er geht auch"),
        ("de", "Ich, äh, denke er kommt um zehn", "Ich denke er kommt um zehn"),
        ("pt", "Um homem, hum, muito alto", "Um homem muito alto"),
        ("nl", "Er is, uh, niemand", "Er is niemand"),
        ("fr", "Je, euh, pense", "Je pense"),
        ("es", "Yo, ehm, creo", "Yo creo"),
        ("ru", "Я, эм, думаю", "Я думаю"),
        ("ja", "um、そうですね", "um、そうですね"),
    ],
)
def test_what_a_filler_is_depends_on_the_language(language: str, said: str, written: str) -> None:
    assert without(said, language) == written


def test_in_a_mixed_dictation_only_what_is_a_filler_in_each_language_goes() -> None:
    assert without("um so, hmm er", "en", "de") == "um so, er"


def test_where_the_language_is_not_known_only_what_is_a_word_in_none_goes() -> None:
    assert without("um er uhm yes") == "um er yes"


@pytest.mark.parametrize("said", ["um", "Um.", "um, uh.", "Hmm...", "uh um erm hm"])
def test_a_dictation_of_fillers_alone_stays(said: str) -> None:
    assert without(said, "en") == said
