"""The words that the program and a child exchange, as frames.

`load`, `recognise`, `clean`, `cancel`, `pause` and `go on` go down; `hello`, `beat`, `ready`,
`heard`, `cleaned` and `failed` come up. Whatever comes up is checked field by field: a child is
another program, perhaps of another version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

from dictate.core.cleaning import CleanRequest
from dictate.core.dictation import Edit, Samples, Word
from dictate.core.recognition import EngineReady, EngineSetup, Heard, SoundRequest
from dictate.errors import (
    CleanupError,
    DictateError,
    ModelError,
    RecogniserError,
    TextGivenUpError,
)
from dictate.workers.frames import Frame, FrameError

PROTOCOL = 3
"""Raised when a message changes its meaning. An update of the files on disk under a running
program starts children of another version; they say so in their `hello`."""

T = TypeVar("T")

_ERRORS: Mapping[str, type[DictateError]] = MappingProxyType(
    {"model": ModelError, "given up": TextGivenUpError, "cleanup": CleanupError}
)
"""Errors that keep their type on the way, each before those it is one of; all others become one of
the recogniser."""


def hello(pid: int) -> Frame:
    """The first word of a child."""
    return Frame({"kind": "hello", "protocol": PROTOCOL, "pid": pid})


def beat(*, paused: bool = False) -> Frame:
    """The child is alive, whatever its engine is doing; `paused`: it waits as it was told to."""
    return Frame({"kind": "beat", "paused": paused})


def load(request_id: int, engine: str, setup: EngineSetup) -> Frame:
    """Load a model with an engine."""
    return Frame({"kind": "load", "id": request_id, "engine": engine, "setup": asdict(setup)})


def ready(request_id: int, engine_ready: EngineReady) -> Frame:
    """The model is loaded."""
    return Frame({"kind": "ready", "id": request_id, "ready": asdict(engine_ready)})


def recognise(request_id: int, samples: Samples, request: SoundRequest) -> Frame:
    """Recognise a phrase."""
    header = {"kind": "recognise", "id": request_id, "request": asdict(request)}
    return Frame(header, samples.astype("<f4", copy=False).tobytes())


def heard(request_id: int, what: Heard) -> Frame:
    """The words of a phrase."""
    return Frame({"kind": "heard", "id": request_id, "heard": asdict(what)})


def clean(request_id: int, request: CleanRequest) -> Frame:
    """Clean a text."""
    return Frame({"kind": "clean", "id": request_id, "request": asdict(request)})


def cancel(request_id: int) -> Frame:
    """Nobody wants the answer to this request any more. It still gets one, soon."""
    return Frame({"kind": "cancel", "id": request_id})


def pause() -> Frame:
    """Let the cores to others between two steps, until `go_on`."""
    return Frame({"kind": "pause"})


def go_on() -> Frame:
    """The cores are free again."""
    return Frame({"kind": "go on"})


def cleaned(request_id: int, text: str, edits: Sequence[Edit]) -> Frame:
    """A text as it is to be written, and the changes that lead there."""
    header = {"kind": "cleaned", "id": request_id, "text": text}
    return Frame({**header, "edits": [asdict(edit) for edit in edits]})


def failed(request_id: int, error: DictateError) -> Frame:
    """A request failed. `error` must not contain dictated text."""
    return Frame(
        {
            "kind": "failed",
            "id": request_id,
            "error": next(
                (name for name, kind in _ERRORS.items() if isinstance(error, kind)), "recogniser"
            ),
            "message": error.message,
            "hint": error.hint,
        }
    )


def setup_in(frame: Frame) -> EngineSetup:
    """The setup in a `load`."""
    raw = _mapping(frame.header, "setup")
    return _checked(lambda: EngineSetup(**raw))


def request_in(frame: Frame) -> SoundRequest:
    """The request in a `recognise`."""
    raw = _mapping(frame.header, "request")
    return _checked(lambda: SoundRequest(**{**raw, "vocabulary": tuple(raw["vocabulary"])}))


def samples_in(frame: Frame) -> Samples:
    """The samples in a `recognise`: float32, shape (n,), read-only."""
    return _checked(lambda: np.frombuffer(frame.blob, dtype="<f4").astype(np.float32, copy=False))


def ready_in(frame: Frame) -> EngineReady:
    """What a `ready` says.

    Raises:
        FrameError: It does not say it.
    """
    raw = _mapping(frame.header, "ready")
    return _checked(
        lambda: EngineReady(
            device=_text(raw, "device"),
            compute_type=_text(raw, "compute_type"),
            why=_text(raw, "why"),
            took_s=float(raw["took_s"]),
        )
    )


def heard_in(frame: Frame) -> Heard:
    """What a `heard` says.

    Raises:
        FrameError: It does not say it.
    """
    raw = _mapping(frame.header, "heard")
    return _checked(
        lambda: Heard(
            text=_text(raw, "text"),
            language=_text(raw, "language"),
            words=tuple(
                Word(
                    text=_text(word, "text"),
                    start_s=float(word["start_s"]),
                    end_s=float(word["end_s"]),
                    probability=float(word["probability"]),
                )
                for word in raw["words"]
            ),
            frames=int(raw["frames"]),
            doubt=_text(raw, "doubt"),
        )
    )


def clean_request_in(frame: Frame) -> CleanRequest:
    """The request in a `clean`."""
    raw = _mapping(frame.header, "request")
    return _checked(lambda: CleanRequest(**raw))


def cleaned_in(frame: Frame) -> tuple[str, tuple[Edit, ...]]:
    """What a `cleaned` says.

    Raises:
        FrameError: It does not say it.
    """
    header = dict(frame.header)
    return _checked(
        lambda: (
            _text(header, "text"),
            tuple(
                Edit(
                    kind=_text(edit, "kind"),
                    start=int(edit["start"]),
                    before=_text(edit, "before"),
                    after=_text(edit, "after"),
                )
                for edit in header["edits"]
            ),
        )
    )


def error_in(frame: Frame) -> DictateError:
    """The error that a `failed` reports."""
    header = frame.header
    kind = _ERRORS.get(str(header.get("error")), RecogniserError)
    return _checked(lambda: kind(_text(header, "message"), hint=_text(header, "hint")))


def _checked(build: Callable[[], T]) -> T:
    try:
        return build()
    except (KeyError, TypeError, ValueError, AttributeError):
        raise FrameError("a message lacks something, or says it wrongly") from None


def _mapping(header: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = header.get(key)
    if not isinstance(value, dict):
        raise FrameError(f"a message without {key}")
    return value


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value
