"""The state machine, event by event: what a user does and what must come of it."""

from __future__ import annotations

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
from dictate.core.session import step
from dictate.core.states import (
    OPENING_LIMIT_S,
    Idle,
    Listening,
    Mode,
    Opening,
    Session,
    Trailing,
    deadline_s,
)
from dictate.errors import MicrophoneError

ALONE = Rules()
KEYED = Rules(modifier_only=False)


def play(*events: Event, session: Session | None = None) -> tuple[Session, list[Effect]]:
    now, effects = session or Session(), list[Effect]()
    for event in events:
        now, some = step(now, event)
        effects += some
    return now, effects


def held(id: str = "a", rules: Rules = ALONE) -> tuple[Event, ...]:
    return Pressed(0.0, id, rules), SoundArrived(0.1, id)


def tapped(id: str = "a") -> tuple[Event, ...]:
    return *held(id), Released(0.2)


def finished(id: str, at_s: float = 1.0) -> tuple[Event, ...]:
    return Pressed(at_s, id), SoundArrived(at_s, id), Released(at_s + 0.5), Tick(at_s + 1.0)


def test_a_press_opens_the_microphone_at_once() -> None:
    session, effects = play(Pressed(0.0, "a"))
    assert effects == [OpenMicrophone("a")]
    assert isinstance(session.microphone, Opening)


def test_a_hold_ends_after_the_tail_and_becomes_a_job() -> None:
    session, effects = play(*held(), Released(2.0), Tick(2.1))
    assert session.microphone == Trailing(session.microphone.take, 2.25)  # type: ignore[union-attr]
    session, effects = play(Tick(2.25), session=session)
    assert effects == [FinishTake("a")]
    assert [job.id for job in session.jobs] == ["a"]


def test_in_silence_no_tail_is_waited_for() -> None:
    session, _ = play(*held(), Released(2.0, voice=False))
    assert deadline_s(session) == 2.0


def test_the_tail_ends_with_the_word_that_it_was_for() -> None:
    session, effects = play(*held(), Released(2.0), Hushed(2.1, "b"))
    assert isinstance(session.microphone, Trailing)
    session, effects = play(Hushed(2.16, "a"), session=session)
    assert effects == [FinishTake("a")]
    assert [job.id for job in session.jobs] == ["a"]


def test_a_pause_while_the_key_is_held_ends_nothing() -> None:
    session, effects = play(*held(), Hushed(2.0, "a"), Hushed(3.0, "a"))
    assert isinstance(session.microphone, Listening)
    session, effects = play(Released(3.1), Pressed(3.2, "b"), Hushed(3.3, "a"), session=session)
    assert isinstance(session.microphone, Listening)
    assert effects == []


def test_a_tap_keeps_recording_until_the_next_tap() -> None:
    session, effects = play(*tapped(), Tick(30.0))
    assert isinstance(session.microphone, Listening)
    assert session.microphone.take.mode is Mode.TAP
    session, effects = play(Pressed(40.0, "b"), Released(40.1), Tick(41.0), session=session)
    assert effects == [FinishTake("a")]


def test_a_tap_while_the_microphone_opens_is_remembered() -> None:
    session, _ = play(Pressed(0.0, "a"), Released(0.1), SoundArrived(0.5, "a"))
    assert isinstance(session.microphone, Listening)
    assert session.microphone.take.mode is Mode.TAP


def test_a_hold_released_while_the_microphone_opens_still_gets_its_tail() -> None:
    _session, effects = play(Pressed(0.0, "a"), Released(0.5), SoundArrived(0.9, "a"), Tick(1.2))
    assert effects == [OpenMicrophone("a"), FinishTake("a")]


def test_another_key_soon_after_a_modifier_is_a_shortcut_not_a_dictation() -> None:
    session, effects = play(*held(), OtherKey(0.3), Released(0.5))
    assert effects == [OpenMicrophone("a"), DropTake("a")]
    assert session == Session()


def test_another_key_later_changes_nothing() -> None:
    _session, effects = play(*held(), OtherKey(0.8))
    assert effects == [OpenMicrophone("a")]


def test_another_key_with_a_key_of_its_own_as_hotkey_changes_nothing() -> None:
    session, _effects = play(*held(rules=KEYED), OtherKey(0.3))
    assert isinstance(session.microphone, Listening)


def test_a_shortcut_while_recording_hands_free_does_not_end_the_recording() -> None:
    session, effects = play(*tapped(), Pressed(5.0, "b"), OtherKey(5.1), Released(5.3), Tick(9.0))
    assert isinstance(session.microphone, Listening)
    assert effects == [OpenMicrophone("a")]


def test_a_shortcut_in_a_resumed_take_keeps_the_words_before_it() -> None:
    _session, effects = play(*held(), Released(2.0), Pressed(2.1, "b"), OtherKey(2.2), Tick(3.0))
    assert effects == [OpenMicrophone("a"), FinishTake("a")]


def test_a_press_during_the_tail_resumes_the_same_take() -> None:
    session, effects = play(*held(), Released(2.0), Pressed(2.1, "b"), Tick(2.5))
    assert isinstance(session.microphone, Listening)
    assert session.microphone.take.id == "a"
    assert effects == [OpenMicrophone("a")]


def test_escape_once_in_a_hold_sets_aside() -> None:
    session, effects = play(*held(), Escape(1.0), Released(2.0))
    assert effects == [OpenMicrophone("a"), SetAside("a"), Tell(Tale.SET_ASIDE)]
    assert session == Session()


def test_escape_must_come_twice_in_tap_mode() -> None:
    session, effects = play(*tapped(), Escape(3.0))
    assert effects == [OpenMicrophone("a"), Tell(Tale.ESCAPE_AGAIN)]
    _, effects = play(Escape(4.4), session=session)
    assert effects == [SetAside("a"), Tell(Tale.SET_ASIDE)]


def test_a_second_escape_that_comes_late_is_a_first_one() -> None:
    session, effects = play(*tapped(), Escape(3.0), Escape(5.0))
    assert isinstance(session.microphone, Listening)
    assert effects[-1] == Tell(Tale.ESCAPE_AGAIN)


def test_cancelling_while_idle_sets_aside_what_is_worked_on_but_not_what_is_being_pasted() -> None:
    session, _ = play(*finished("a"), *finished("b", 3.0), TextReady(4.5, "a"))
    session, effects = play(CancelAsked(5.0), session=session)
    assert effects == [SetAside("b"), Tell(Tale.SET_ASIDE)]
    assert [job.id for job in session.jobs] == ["a"]


def test_texts_arrive_in_the_order_spoken() -> None:
    session, _ = play(*finished("a"), *finished("b", 3.0))
    session, effects = play(TextReady(5.0, "b"), session=session)
    assert effects == []
    session, effects = play(TextReady(5.1, "a"), session=session)
    assert effects == [Deliver("a")]
    session, effects = play(JobEnded(5.2, "a"), session=session)
    assert effects == [Deliver("b")]


def test_a_take_that_failed_lets_the_next_one_through() -> None:
    session, _ = play(*finished("a"), *finished("b", 3.0), TextReady(5.0, "b"))
    _, effects = play(JobEnded(5.1, "a"), session=session)
    assert effects == [Deliver("b")]


def test_nothing_is_pasted_while_the_key_is_down() -> None:
    session, effects = play(*finished("a"), Pressed(3.0, "b"), TextReady(3.1, "a"))
    assert Deliver("a") not in effects
    _, effects = play(Released(4.0), session=session)
    assert effects == [Deliver("a")]


def test_a_postponed_delivery_comes_after_the_key_is_up() -> None:
    session, _ = play(*finished("a"), TextReady(3.0, "a"), Pressed(3.1, "b"))
    session, effects = play(DeliveryPostponed(3.2, "a"), session=session)
    assert effects == []
    _, effects = play(Released(4.0), session=session)
    assert effects == [Deliver("a")]


def test_a_microphone_that_cannot_be_opened_is_told() -> None:
    error = MicrophoneError("No microphone was found.")
    session, effects = play(Pressed(0.0, "a"), MicrophoneFailed(0.1, "a", error))
    assert effects[1:] == [DropTake("a"), Tell(Tale.MICROPHONE_FAILED, error)]
    assert isinstance(session.microphone, Idle)


def test_a_microphone_that_never_gives_a_sound_is_given_up() -> None:
    _, effects = play(Pressed(0.0, "a"), Tick(OPENING_LIMIT_S))
    assert effects[1:] == [DropTake("a"), Tell(Tale.MICROPHONE_SILENT)]


def test_a_lost_microphone_finishes_the_take_with_what_was_said() -> None:
    error = MicrophoneError("The microphone was unplugged.")
    session, effects = play(*held(), MicrophoneLost(2.0, "a", error))
    assert effects[1:] == [FinishTake("a"), Tell(Tale.MICROPHONE_LOST, error)]
    assert [job.id for job in session.jobs] == ["a"]


def test_news_of_another_take_changes_nothing() -> None:
    before, _ = play(Pressed(0.0, "b"))
    error = MicrophoneError("gone")
    for event in (
        SoundArrived(1.0, "a"),
        MicrophoneFailed(1.0, "a", error),
        MicrophoneLost(1.0, "a", error),
        TextReady(1.0, "a"),
        JobEnded(1.0, "a"),
    ):
        assert step(before, event) == (before, ())


def test_the_longest_recording_ends_by_itself() -> None:
    session, effects = play(*tapped(), Tick(Rules().longest_s))
    assert effects[-1] == Tell(Tale.TOO_LONG)
    assert isinstance(session.microphone, Trailing)


def test_a_locked_screen_finishes_and_holds_back() -> None:
    session, effects = play(*finished("a"), Pressed(3.0, "b"), SoundArrived(3.1, "b"), Locked(4.0))
    assert effects[-2:] == [FinishTake("b"), Tell(Tale.LOCKED)]
    session, effects = play(Released(4.1), TextReady(5.0, "a"), session=session)
    assert effects == [HoldBack("a")]
    _, effects = play(Unlocked(6.0), TextReady(7.0, "b"), session=session)
    assert effects == [HoldBack("b")]


def test_after_unlocking_a_new_dictation_is_pasted() -> None:
    session, _ = play(Locked(0.0), Unlocked(1.0), *finished("a", 2.0))
    _, effects = play(TextReady(4.0, "a"), session=session)
    assert effects == [Deliver("a")]


def test_sleep_holds_back_what_was_not_pasted_yet() -> None:
    session, _ = play(*finished("a"), Suspended(3.0))
    _, effects = play(TextReady(4.0, "a"), session=session)
    assert effects == [HoldBack("a")]


def test_quitting_finishes_the_take_and_leaves() -> None:
    session, effects = play(*held(), Quit(1.0))
    assert effects[1:] == [FinishTake("a"), Leave()]
    _, effects = play(TextReady(1.5, "a"), session=session)
    assert effects == [HoldBack("a")]


def test_nothing_starts_after_quit() -> None:
    session, _ = play(Quit(1.0))
    assert play(Pressed(2.0, "a"), StartAsked(2.0, "b"), session=session)[1] == []


def test_start_and_stop_by_command_are_idempotent() -> None:
    _session, effects = play(
        StartAsked(0.0, "a"),
        StartAsked(0.1, "b"),
        SoundArrived(0.2, "a"),
        StartAsked(0.3, "c"),
        StopAsked(1.0),
        StopAsked(1.1),
        Tick(2.0),
        StopAsked(3.0),
    )
    assert effects == [OpenMicrophone("a"), FinishTake("a")]


def test_a_stop_while_the_microphone_opens_still_stops() -> None:
    _, effects = play(StartAsked(0.0, "a"), StopAsked(0.1), SoundArrived(0.5, "a"), Tick(1.0))
    assert effects == [OpenMicrophone("a"), FinishTake("a")]


def test_words_of_the_history_are_pasted_like_a_new_dictation() -> None:
    session, effects = play(PasteAsked(0.0, "old"))
    assert effects == [Deliver("old")]
    assert play(PasteAsked(0.1, "old"), session=session)[1] == []
