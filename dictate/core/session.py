"""The recording state machine: what decides whether the microphone is open lives here.

Rule 1: nothing else opens or closes it. Rule 2: this file does nothing itself; `step` says what
to do and `engine.py` does it. Time is in the events, so a test needs no clock and no thread.

::

    event             Idle          Opening               Listening               Trailing
    Pressed           Opening       stop on release       stop on release (tap)   Listening, resumed
    SoundArrived      .             Listening (Trailing   .                       .
                                    if released)
    Hushed            .             .                     .                       Idle, finish
    MicrophoneFailed  .             Idle, tell            .                       .
    Released, a tap   .             tap mode              tap mode                .
    Released          .             remember              Trailing                .
    OtherKey, early   .             Idle, drop            Idle, drop (resumed:    .
                                                          Trailing)
    Escape            .             Idle, set aside       Idle, set aside (tap    Idle, set aside
                                                          mode: at the second)
    StartAsked        Opening       .                     .                       Listening, resumed
    StopAsked         .             remember              Trailing                .
    CancelAsked       jobs aside    Idle, set aside       Idle, set aside         Idle, set aside
    Tick, overdue     .             Idle, tell            Trailing, tell          Idle, finish
    MicrophoneLost    .             Idle, tell            Idle, finish, tell      Idle, finish
    Locked, Suspended hold back     Idle, finish, tell    Idle, finish, tell      Idle, finish, tell
    Quit              leave         finish, leave         finish, leave           finish, leave

A finished take becomes a job. Jobs wait in `Session.jobs`, oldest first, and are delivered in that
order, one at a time, never while the hotkey is down. A job that is *held back* (the screen was
locked, the program is quitting) goes to the history instead of a window.

Every event and result about a take carries its id; late news of another take changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from dictate.core.events import (
    CancelAsked,
    Deliver,
    DeliveryPostponed,
    DropTake,
    Effect,
    Escape,
    Event,
    FinishTake,
    HoldBack,
    Hushed,
    JobEnded,
    Leave,
    Locked,
    MicrophoneFailed,
    MicrophoneLost,
    OpenMicrophone,
    OtherKey,
    PasteAsked,
    Pressed,
    Quit,
    Released,
    Rules,
    SetAside,
    SoundArrived,
    StartAsked,
    StopAsked,
    Suspended,
    Tale,
    Tell,
    TextReady,
    Tick,
    Unlocked,
)
from dictate.core.states import (
    Idle,
    Job,
    Listening,
    Mode,
    Opening,
    Session,
    Stage,
    Take,
    Trailing,
    deadline_s,
    take_of,
)

Step: TypeAlias = tuple[Session, tuple[Effect, ...]]


def step(session: Session, event: Event) -> Step:
    """What becomes of the session by this event, and what is to be done. Pure."""
    if session.leaving:
        return _job_event(session, event)
    after, effects = _step(session, event)
    after, more = _deliver_next(after)
    return after, effects + more


def _step(session: Session, event: Event) -> Step:
    match event:
        case Pressed() | Released() | OtherKey() | Escape():
            return _key_event(session, event)
        case StartAsked() | StopAsked() | CancelAsked() | Quit():
            return _asked_event(session, event)
        case SoundArrived() | Hushed() | MicrophoneFailed() | MicrophoneLost() | Tick():
            return _microphone_event(session, event)
        case Locked() | Unlocked() | Suspended():
            return _machine_event(session, event)
        case TextReady() | DeliveryPostponed() | JobEnded() | PasteAsked():
            return _job_event(session, event)


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


def _key_event(session: Session, event: Pressed | Released | OtherKey | Escape) -> Step:
    match event:
        case Pressed(now_s, id, rules):
            session = replace(session, key_down=True)
            return _pressed(session, now_s, id, rules)
        case Released(now_s, voice):
            session = replace(session, key_down=False)
            return _released(session, now_s, voice)
        case OtherKey(now_s):
            return _other_key(session, now_s)
        case Escape(now_s):
            return _escape(session, now_s)


def _pressed(session: Session, now_s: float, id: str, rules: Rules) -> Step:
    match session.microphone:
        case Idle():
            take = Take(id, rules, now_s, now_s, Mode.HOLD)
            return replace(session, microphone=Opening(take)), (OpenMicrophone(id),)
        case Opening(take, released):
            # Released before the first sound, pressed again: one long press with a gap.
            if released:
                take = replace(take, mode=Mode.HOLD, pressed_s=now_s)
            else:
                take = replace(take, stopping=True, pressed_s=now_s)
            return replace(session, microphone=Opening(take)), ()
        case Listening(take):
            take = replace(take, stopping=True, pressed_s=now_s)
            return replace(session, microphone=Listening(take)), ()
        case Trailing(take):
            return _resume(session, take, Mode.HOLD, now_s)


def _resume(session: Session, take: Take, mode: Mode, now_s: float) -> Step:
    take = replace(take, mode=mode, pressed_s=now_s, resumed=True, stopping=False, escaped_s=None)
    return replace(session, microphone=Listening(take)), ()


def _released(session: Session, now_s: float, voice: bool) -> Step:
    match session.microphone:
        case Idle() | Trailing():
            return session, ()
        case Opening(take, released):
            if not take.stopping and take.mode is Mode.HOLD and _is_tap(take, now_s):
                return replace(session, microphone=Opening(replace(take, mode=Mode.TAP))), ()
            ends = released or take.stopping or take.mode is Mode.HOLD
            return replace(session, microphone=Opening(replace(take, stopping=False), ends)), ()
        case Listening(take):
            if take.mode is Mode.HOLD and not take.stopping and _is_tap(take, now_s):
                return replace(session, microphone=Listening(replace(take, mode=Mode.TAP))), ()
            if take.mode is Mode.HOLD or take.stopping:
                return _trail(session, take, now_s, voice), ()
            return session, ()


def _is_tap(take: Take, now_s: float) -> bool:
    return now_s - take.pressed_s < take.rules.tap_s


def _trail(session: Session, take: Take, now_s: float, voice: bool) -> Session:
    # Words are clipped at the release only while one is being said; else the wait is for nothing.
    # A word that began this very moment, unknown yet, the recorder hears out by itself.
    tail_s = take.rules.tail_s if voice else 0.0
    take = replace(take, stopping=False, escaped_s=None)
    return replace(session, microphone=Trailing(take, now_s + tail_s))


def _other_key(session: Session, now_s: float) -> Step:
    match session.microphone:
        case Opening(take) | Listening(take) if (
            session.key_down
            and take.rules.modifier_only
            and now_s - take.pressed_s < take.rules.other_key_s
        ):
            if take.mode is Mode.TAP:
                # A shortcut while recording hands-free: the tap that would have ended it is none.
                take = replace(take, stopping=False)
                return replace(session, microphone=replace(session.microphone, take=take)), ()
            if take.resumed:
                return _trail(session, take, now_s, voice=False), ()
            return replace(session, microphone=Idle()), (DropTake(take.id),)
        case _:
            return session, ()


def _escape(session: Session, now_s: float) -> Step:
    match session.microphone:
        case Idle():
            return session, ()
        case Opening(take) | Listening(take) if take.mode is Mode.TAP:
            first_s = take.escaped_s
            if first_s is None or now_s - first_s > take.rules.double_escape_s:
                take = replace(take, escaped_s=now_s)
                return (
                    replace(session, microphone=replace(session.microphone, take=take)),
                    (Tell(Tale.ESCAPE_AGAIN),),
                )
            return _set_aside(session, take)
        case Opening(take) | Listening(take) | Trailing(take):
            return _set_aside(session, take)


def _set_aside(session: Session, take: Take) -> Step:
    return replace(session, microphone=Idle()), (SetAside(take.id), Tell(Tale.SET_ASIDE))


# ── commands ─────────────────────────────────────────────────────────────────────────────────────


def _asked_event(session: Session, event: StartAsked | StopAsked | CancelAsked | Quit) -> Step:
    match event:
        case StartAsked(now_s, id, rules):
            return _start_asked(session, now_s, id, rules)
        case StopAsked(now_s, voice):
            return _stop_asked(session, now_s, voice)
        case CancelAsked():
            take = take_of(session)
            return _set_aside(session, take) if take else _set_jobs_aside(session)
        case Quit():
            session, effects = _finish(session)
            session, more = _deliver_next(replace(_hold_all_back(session), leaving=True))
            return session, (*effects, *more, Leave())


def _start_asked(session: Session, now_s: float, id: str, rules: Rules) -> Step:
    match session.microphone:
        case Idle():
            take = Take(id, rules, now_s, now_s, Mode.TAP)
            return replace(session, microphone=Opening(take)), (OpenMicrophone(id),)
        case Opening(take, released):
            if released:
                take = replace(take, mode=Mode.TAP, stopping=False)
                return replace(session, microphone=Opening(take)), ()
            return session, ()
        case Listening():
            return session, ()
        case Trailing(take):
            return _resume(session, take, Mode.TAP, now_s)


def _stop_asked(session: Session, now_s: float, voice: bool) -> Step:
    match session.microphone:
        case Idle() | Trailing():
            return session, ()
        case Opening(take):
            return replace(session, microphone=Opening(take, released=True)), ()
        case Listening(take):
            return _trail(session, take, now_s, voice), ()


def _set_jobs_aside(session: Session) -> Step:
    aside = [job for job in session.jobs if job.stage is not Stage.DELIVERING]
    if not aside:
        return session, ()
    kept = tuple(job for job in session.jobs if job.stage is Stage.DELIVERING)
    return replace(session, jobs=kept), (
        *(SetAside(job.id) for job in aside),
        Tell(Tale.SET_ASIDE),
    )


# ── the microphone and the clock ─────────────────────────────────────────────────────────────────


def _microphone_event(
    session: Session, event: SoundArrived | Hushed | MicrophoneFailed | MicrophoneLost | Tick
) -> Step:
    take = take_of(session)
    if take is None or (not isinstance(event, Tick) and event.id != take.id):
        return session, ()
    match event, session.microphone:
        case SoundArrived(now_s), Opening(_, released):
            if released:
                return _trail(session, take, now_s, voice=True), ()
            return replace(session, microphone=Listening(take)), ()
        case Hushed(), Trailing():
            return _finish(session)
        case MicrophoneFailed(_, _, error), _:
            told = Tell(Tale.MICROPHONE_FAILED, error)
            return replace(session, microphone=Idle()), (DropTake(take.id), told)
        case MicrophoneLost(_, _, error), _:
            session, effects = _finish(session)
            return session, (*effects, Tell(Tale.MICROPHONE_LOST, error))
        case Tick(now_s), _:
            return _tick(session, now_s)
        case _:
            return session, ()


def _tick(session: Session, now_s: float) -> Step:
    due_s = deadline_s(session)
    if due_s is None or now_s < due_s:
        return session, ()
    match session.microphone:
        case Opening(take):
            told = Tell(Tale.MICROPHONE_SILENT)
            return replace(session, microphone=Idle()), (DropTake(take.id), told)
        case Listening(take):
            return _trail(session, take, now_s, voice=False), (Tell(Tale.TOO_LONG),)
        case Idle() | Trailing():
            return _finish(session)


def _finish(session: Session) -> Step:
    """Close the microphone if it is open; the take becomes the youngest job."""
    take = take_of(session)
    if take is None:
        return session, ()
    jobs = (*session.jobs, Job(take.id, held_back=session.locked))
    return replace(session, microphone=Idle(), jobs=jobs), (FinishTake(take.id),)


# ── the machine ──────────────────────────────────────────────────────────────────────────────────


def _machine_event(session: Session, event: Locked | Unlocked | Suspended) -> Step:
    match event:
        case Unlocked():
            return replace(session, locked=False), ()
        case Locked():
            return _hold(replace(session, locked=True), Tale.LOCKED)
        case Suspended():
            return _hold(session, Tale.SUSPENDED)


def _hold(session: Session, tale: Tale) -> Step:
    session, effects = _finish(session)
    told = (Tell(tale),) if effects else ()
    return _hold_all_back(session), effects + told


def _hold_all_back(session: Session) -> Session:
    """What is not being pasted yet must not land in a lock screen or hours later."""
    jobs = tuple(
        job if job.stage is Stage.DELIVERING else replace(job, held_back=True)
        for job in session.jobs
    )
    return replace(session, jobs=jobs)


# ── jobs ─────────────────────────────────────────────────────────────────────────────────────────


def _job_event(session: Session, event: Event) -> Step:
    jobs = session.jobs
    match event:
        case TextReady(_, id):
            jobs = tuple(
                replace(job, stage=Stage.READY) if (job.id, job.stage) == (id, Stage.WORDS) else job
                for job in jobs
            )
        case DeliveryPostponed(_, id):
            jobs = tuple(replace(job, stage=Stage.READY) if job.id == id else job for job in jobs)
        case JobEnded(_, id):
            jobs = tuple(job for job in jobs if job.id != id)
        case PasteAsked(_, id) if not session.leaving and all(job.id != id for job in jobs):
            jobs = (*jobs, Job(id, Stage.READY, held_back=session.locked))
        case Released():
            session = replace(session, key_down=False)
        case _:
            return session, ()
    return _deliver_next(replace(session, jobs=jobs))


def _deliver_next(session: Session) -> Step:
    """Begin what can begin: the oldest job, if it is ready and nothing forbids it."""
    effects: list[Effect] = []
    jobs = session.jobs
    while jobs and jobs[0].stage is Stage.READY and jobs[0].held_back:
        effects.append(HoldBack(jobs[0].id))
        jobs = jobs[1:]
    if jobs and jobs[0].stage is Stage.READY and not (session.key_down or session.leaving):
        effects.append(Deliver(jobs[0].id))
        jobs = (replace(jobs[0], stage=Stage.DELIVERING), *jobs[1:])
    return replace(session, jobs=jobs), tuple(effects)
