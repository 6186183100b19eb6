"""Why a child ended, as one sentence for a user.

Told from the exit status and from signatures in what native libraries print as they die. The
printed text itself goes nowhere.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass

from dictate.errors import RecogniserDiedError

KEPT = "The recording is kept; try it again from the history."
_SMALLER = "Close other programs, or choose a smaller model: dictate models recommend"
_INSTALL = "Install Dictate again, or see what is missing: dictate doctor"
_CPU = "Compute without the graphics card: dictate config set recogniser.device cpu"


@dataclass(frozen=True, slots=True)
class _Signature:
    marks: tuple[bytes, ...]
    message: str
    hint: str


_SIGNATURES = (
    _Signature(
        (b"bad_alloc", b"MemoryError", b"Cannot allocate memory", b"out of memory"),
        "The recogniser ran out of memory.",
        _SMALLER,
    ),
    _Signature(
        (b"libcudnn", b"libcublas", b"CUDA", b"cuDNN"),
        "The recogniser ended because the graphics card's libraries do not work.",
        _CPU,
    ),
    _Signature(
        (b"ModuleNotFoundError", b"ImportError", b"cannot open shared object"),
        "The recogniser cannot start: a part of it is not installed.",
        _INSTALL,
    ),
)

_STATUSES = {
    -getattr(signal, "SIGKILL", 9): (
        "The system ended the recogniser, most likely because memory ran out.",
        _SMALLER,
    ),
    -getattr(signal, "SIGILL", 4): (
        "This processor lacks an instruction that the recogniser needs.",
        _INSTALL,
    ),
}


def reason_of_death(
    status: int | None, printed: bytes, *, garbage: bool = False
) -> RecogniserDiedError:
    """The error for a child that ended or spoke nonsense.

    Args:
        status: As `Popen.returncode`: negative for a signal, None while it still runs.
        printed: The last of its standard error.
        garbage: Whether it sent something that is no message.
    """
    if garbage:
        return RecogniserDiedError("The recogniser answered nonsense and was ended.", hint=KEPT)
    for signature in _SIGNATURES:
        if any(mark in printed for mark in signature.marks):
            return RecogniserDiedError(signature.message, hint=signature.hint)
    message, hint = _STATUSES.get(status or 0, ("The recogniser ended unexpectedly.", KEPT))
    return RecogniserDiedError(message, hint=hint)
