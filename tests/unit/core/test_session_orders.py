"""Every order of events, by brute force: what must hold whatever happens.

All sequences of `DEPTH` events are played over a session that records up to two takes. Sequences
that lead to the same session with the same ledger are followed once, so that the count printed is
that of different situations, each of which was given every event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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
    TextReady,
    Tick,
    Unlocked,
)
from dictate.core.session import step
from dictate.core.states import Session, Stage, take_of
from dictate.errors import MicrophoneError

DEPTH = 7
ERROR = MicrophoneError("gone")
RULES = Rules(tap_s=2.5, other_key_s=2.5, double_escape_s=2.5, longest_s=9.0, tail_s=1.5)
"""Times in steps: two events are one apart, so some come within a limit and some after it."""


@dataclass(frozen=True)
class Ledger:
    """What has become of each take, and how often."""

    open: str = ""
    begun: tuple[str, ...] = ()
    ended: tuple[tuple[str, str], ...] = ()
    delivering: tuple[str, ...] = ()
    delivered: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    def fate(self, id: str) -> list[str]:
        return [fate for ended, fate in self.ended if ended == id]


def events(now_s: float, ledger: Ledger) -> list[Event]:
    new = "ab"[min(len(ledger.begun), 1)]
    each: list[Event] = [
        Pressed(now_s, new, RULES),
        Released(now_s),
        Released(now_s, voice=False),
        OtherKey(now_s),
        Escape(now_s),
        StartAsked(now_s, new, RULES),
        StopAsked(now_s),
        CancelAsked(now_s),
        Locked(now_s),
        Unlocked(now_s),
        Suspended(now_s),
        Quit(now_s),
        Tick(now_s),
    ]
    for id in ("a", "b"):
        each += [
            SoundArrived(now_s, id),
            Hushed(now_s, id),
            MicrophoneFailed(now_s, id, ERROR),
            MicrophoneLost(now_s, id, ERROR),
            TextReady(now_s, id),
            JobEnded(now_s, id),
            DeliveryPostponed(now_s, id),
        ]
    if ledger.begun:
        each.append(PasteAsked(now_s, ledger.begun[0]))
    return each


def is_possible(event: Event, ledger: Ledger, session: Session) -> bool:
    """Whether the world could send it: a third take, or news of what never began, it could not."""
    match event:
        case Pressed(_, id) | StartAsked(_, id):
            return id not in ledger.begun or bool(ledger.open)
        case DeliveryPostponed(_, id) | JobEnded(_, id):
            job = next((job for job in session.jobs if job.id == id), None)
            # A job ends when it is delivered, or without words; only what is pasted is postponed.
            return job is not None and (
                job.stage is Stage.DELIVERING
                or (isinstance(event, JobEnded) and job.stage is Stage.WORDS)
            )
        case PasteAsked(_, id):
            return "finished" in ledger.fate(id) and not ledger.open
        case _:
            return True


def book(ledger: Ledger, event: Event, before: Session, effects: tuple[Effect, ...]) -> Ledger:
    """Write the effects down, and refuse those that must never be."""
    match event:
        case DeliveryPostponed(_, id):
            left = tuple(other for other in ledger.delivering if other != id)
            ledger = replace(ledger, delivering=left)
        case JobEnded(_, id) if id in ledger.delivering:
            left = tuple(other for other in ledger.delivering if other != id)
            ledger = replace(ledger, delivering=left, delivered=(*ledger.delivered, id))
        case PasteAsked(_, id) if all(job.id != id for job in before.jobs):
            ledger = replace(ledger, asked=(*ledger.asked, id))
    for effect in effects:
        match effect:
            case OpenMicrophone(id):
                assert not ledger.open, "two takes at once"
                assert id not in ledger.begun, "a take begun twice"
                ledger = replace(ledger, open=id, begun=(*ledger.begun, id))
            case FinishTake(id) | DropTake(id):
                assert ledger.open == id, "closed what was not open"
                fate = "finished" if isinstance(effect, FinishTake) else "dropped"
                ledger = replace(ledger, open="", ended=(*ledger.ended, (id, fate)))
            case SetAside(id):
                assert id == ledger.open or id in [job.id for job in before.jobs]
                ended = (*ledger.ended, (id, "aside"))
                ledger = replace(ledger, open="" if id == ledger.open else ledger.open, ended=ended)
            case Deliver(id):
                assert not ledger.delivering, "two deliveries at once"
                assert "finished" in ledger.fate(id), "delivered what was not finished"
                assert "dropped" not in ledger.fate(id)
                ledger = replace(ledger, delivering=(id,))
            case HoldBack(id):
                ledger = replace(ledger, ended=(*ledger.ended, (id, "held back")))
            case _:
                pass
    return ledger


def check(session: Session, ledger: Ledger, effects: tuple[Effect, ...]) -> None:
    take = take_of(session)
    assert (take.id if take else "") == ledger.open, "microphone and state disagree"
    delivers = any(isinstance(effect, Deliver) for effect in effects)
    if delivers:
        assert not session.key_down, "pasted while the key was down"
        assert not session.leaving, "pasted while leaving"
    for id in ledger.begun:
        fates = ledger.fate(id)
        closed = [fate for fate in fates if fate != "held back"]
        waiting = id == ledger.open or any(job.id == id for job in session.jobs)
        assert waiting or fates, "a take is lost"
        assert closed.count("finished") + closed.count("dropped") <= 1, "a take ended twice"
        if id not in ledger.asked:
            kept = "aside" in fates or "held back" in fates
            assert not (kept and Deliver(id) in effects), "pasted what was kept"
            assert ledger.delivered.count(id) <= 1, "pasted twice"
    if not ledger.asked:
        assert list(ledger.delivered) == sorted(ledger.delivered), "out of order"
    if any(isinstance(effect, Leave) for effect in effects):
        assert not ledger.open, "left with the microphone open"


def relative(session: Session, now_s: float) -> Session:
    """The same session at time zero: two that differ by the clock alone are the same situation."""

    def moved(value: object) -> object:
        if isinstance(value, Session | tuple) or hasattr(value, "__dataclass_fields__"):
            if isinstance(value, tuple):
                return tuple(moved(item) for item in value)
            if isinstance(value, Rules):
                return value
            changes = {}
            for name in value.__dataclass_fields__:
                inner = getattr(value, name)
                changes[name] = (
                    max(inner - now_s, -10.0)
                    if name.endswith("_s") and inner is not None
                    else moved(inner)
                )
            return replace(value, **changes)  # type: ignore[type-var]
        return value

    result = moved(session)
    assert isinstance(result, Session)
    return result


def test_every_order_of_events_keeps_the_invariants() -> None:
    layer = {(Session(), Ledger()): (Session(), Ledger())}
    situations = steps = 0
    for depth in range(DEPTH):
        now_s = float(depth)
        following: dict[tuple[Session, Ledger], tuple[Session, Ledger]] = {}
        for session, ledger in layer.values():
            for event in events(now_s, ledger):
                if not is_possible(event, ledger, session):
                    continue
                after, effects = step(session, event)
                booked = book(ledger, event, session, effects)
                check(after, booked, effects)
                steps += 1
                following.setdefault((relative(after, now_s), booked), (after, booked))
        layer = following
        situations += len(layer)
    print(f"\n{steps:,} steps from {situations:,} situations, {DEPTH} events deep")  # noqa: T201
    assert situations > 10_000
