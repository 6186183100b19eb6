"""What a session looks like from outside."""

from __future__ import annotations

from dictate.core.notices import Phase, StatusChanged
from dictate.core.states import Idle, Listening, Mode, Opening, Session, Trailing, take_of


def status_of(session: Session) -> StatusChanged:
    """Phase, mode and number of jobs of a session."""
    take = take_of(session)
    return StatusChanged(
        phase=_phase(session),
        toggled=take is not None and take.mode is Mode.TAP,
        working=len(session.jobs),
    )


def _phase(session: Session) -> Phase:
    match session.microphone:
        case Idle():
            return Phase.IDLE
        case Opening():
            return Phase.OPENING
        case Listening():
            return Phase.LISTENING
        case Trailing():
            return Phase.TRAILING
