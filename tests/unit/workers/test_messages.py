"""What program and child say to each other."""

from __future__ import annotations

import io

import numpy as np
import pytest

from dictate.core.cleaning import CleanRequest
from dictate.core.dictation import Edit, Word
from dictate.core.recognition import EngineReady, EngineSetup, Heard, SoundRequest
from dictate.errors import CleanupError, DictateError, ModelError, RecogniserError
from dictate.workers import messages
from dictate.workers.frames import Frame, FrameError, read_frame, write_frame


def through_a_pipe(frame: Frame) -> Frame:
    pipe = io.BytesIO()
    write_frame(pipe, frame)
    pipe.seek(0)
    arrived = read_frame(pipe, largest_blob=2**20)
    assert arrived is not None
    return arrived


def test_a_request_arrives_as_it_was_sent() -> None:
    samples = np.linspace(-1, 1, 1001, dtype=np.float32)
    request = SoundRequest("de", 5, ("Dictate", "Qt"), words=True, before="And", padding_ms=300)
    arrived = through_a_pipe(messages.recognise(7, samples, request))
    assert arrived.header["id"] == 7
    assert messages.request_in(arrived) == request
    assert messages.samples_in(arrived).tobytes() == samples.tobytes()
    assert messages.samples_in(arrived).dtype == np.float32


def test_no_samples_at_all_arrive_as_none() -> None:
    arrived = through_a_pipe(messages.recognise(1, np.zeros(0, np.float32), SoundRequest()))
    assert messages.samples_in(arrived).shape == (0,)


def test_answers_arrive_as_they_were_sent() -> None:
    setup = EngineSetup("small", "/models/small", "auto", 4, "/data/device.json")
    assert messages.setup_in(through_a_pipe(messages.load(1, "x", setup))) == setup
    ready = EngineReady("cuda", "int8_float16", "", 1.5)
    assert messages.ready_in(through_a_pipe(messages.ready(1, ready))) == ready
    heard = Heard("What?", "en", (Word("What?", 0.1, 0.4, 0.99),), 4100, "unsure")
    assert messages.heard_in(through_a_pipe(messages.heard(1, heard))) == heard


def test_a_text_and_what_became_of_it_arrive_as_they_were_sent() -> None:
    text, edits = "größer\n今天", (Edit("deletion", 3, "um, ", ""), Edit("case", 9, "a", "A"))
    request = CleanRequest(text, before="Ja.", instruction="Short.", growth=2.0)
    assert messages.clean_request_in(through_a_pipe(messages.clean(1, request))) == request
    assert messages.cleaned_in(through_a_pipe(messages.cleaned(1, text, edits))) == (text, edits)


@pytest.mark.parametrize("edits", [None, "x", [{}], [{"kind": "x", "start": "y"}], [3]])
def test_edits_that_are_none_are_refused(edits: object) -> None:
    frame = Frame({"kind": "cleaned", "id": 1, "text": "a", "edits": edits})
    with pytest.raises(FrameError):
        messages.cleaned_in(through_a_pipe(frame))


@pytest.mark.parametrize(
    "error", [ModelError("gone", hint="fetch"), RecogniserError("no"), CleanupError("not clean")]
)
def test_an_error_keeps_its_kind_and_its_hint(error: DictateError) -> None:
    arrived = messages.error_in(through_a_pipe(messages.failed(1, error)))
    assert type(arrived) is type(error)
    assert (arrived.message, arrived.hint) == (error.message, error.hint)


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"heard": []},
        {"heard": {"text": "x"}},
        {"heard": {"text": 1, "language": "en", "words": []}},
        {"heard": {"text": "x", "language": "en", "words": [{"text": "x"}]}},
        {"heard": {"text": "x", "language": "en", "words": 3}},
        {"heard": {"text": "x", "language": "en", "words": [], "frames": "x", "doubt": ""}},
        {"heard": {"text": "x", "language": "en", "words": [], "frames": 1, "doubt": None}},
        {"heard": {"text": "x", "language": None, "words": []}},
    ],
)
def test_an_answer_that_lacks_something_is_no_message(header: dict[str, object]) -> None:
    with pytest.raises(FrameError):
        messages.heard_in(Frame(header))


def test_samples_that_are_no_samples_are_no_message() -> None:
    with pytest.raises(FrameError):
        messages.samples_in(Frame({}, b"123"))
    with pytest.raises(FrameError):
        messages.request_in(Frame({"request": {"language": "en", "colour": "red"}}))
