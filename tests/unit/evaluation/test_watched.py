from __future__ import annotations

from dictate.core.cleaning import CleanRequest
from dictate.core.dictation import CleanedText, Edit
from dictate.evaluation.noisy_layer import NoisyLayer
from dictate.evaluation.text_look import Undone
from dictate.evaluation.text_suite import Case
from dictate.evaluation.watched import WatchedLayer, undone_in
from dictate.settings.schema import TextSettings
from dictate.text.verdict import Undone as UndoneEdit
from dictate.text.verdict import Verdict, Why


def test_a_watched_layer_answers_as_the_layer_does_and_remembers() -> None:
    layer = NoisyLayer("0")
    layer.tell(Case("a", "um go", ("Go.",)), "um go")
    watched = WatchedLayer(layer)
    order = watched.start(CleanRequest("um go"))
    answer = order.wait(1)
    assert answer == layer.start(CleanRequest("um go")).wait(1)
    assert watched.seen == {"um go": answer[0]}
    watched.forget()
    assert watched.seen == {}


def test_a_proposal_is_judged_under_the_settings_of_the_text() -> None:
    watched = WatchedLayer(NoisyLayer("0"), {"so um yes": "So yes."})
    ((text, verdict),) = watched.verdicts("en", TextSettings())
    assert (text, verdict.text, verdict.undone) == ("so um yes", "So yes.", ())
    ((_, strict),) = watched.verdicts("en", TextSettings(edits_off=("filler",)))
    assert "um" in strict.text
    assert strict.undone


def test_what_was_undone_is_found_again_in_the_words_as_recognised() -> None:
    raw = "Um, go to Anna. Ten of us."
    ruled = CleanedText(
        raw, "Go to Anna. 10 of us.", (Edit("filler", 0, "Um, g", "G"), Edit("n", 16, "Ten", "10"))
    )
    undone, refused = undone_in(
        ruled,
        [
            ("Go to Anna.", Verdict("", (), (UndoneEdit(6, "Anna", "", Why.LOST),))),
            ("10 of us.", Verdict("", (), (UndoneEdit(6, "us", "them", Why.CHANGED),))),
            ("10 of us.", Verdict("", (), (UndoneEdit(1, "0", "", Why.LOST),), refused=True)),
        ],
    )
    assert undone == (
        Undone(10, "Anna", "", "lost without a reason"),
        Undone(raw.index("us."), "us", "them", "another word"),
        Undone(-1, "0", "", "lost without a reason"),
    )
    assert refused
