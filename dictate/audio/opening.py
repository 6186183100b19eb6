"""Finds the microphone that is wanted and opens it. Blocks, and can hang with the sound server."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from dictate.audio import portaudio, pulse
from dictate.audio.stream import Message, MicrophoneStream, Stream, open_streams
from dictate.errors import MicrophoneError

if TYPE_CHECKING:
    from dictate.audio.portaudio import InputDevice
    from dictate.audio.pulse import SoundServer

_CLOSING_S = 0.25
"""How long to wait for the stream before to be closed (3 ms usually): bare ALSA devices allow one
stream at a time. One that hangs does not keep the next from being opened."""


def open_stream(device: str, inbox: SimpleQueue[Message]) -> Stream:
    """Open the microphone of that name, its blocks going to `inbox`. Blocks, and can hang.

    Args:
        device: Name or description as `dictate devices` shows them; empty for the default.
        inbox: Where blocks and news go.

    Raises:
        MicrophoneError: There is none, it refuses, or something does not answer.
    """
    server = pulse.look()
    source = pick_source(server, device) if server else ""
    with portaudio.inside() as sd:
        open_streams.wait(_CLOSING_S)
        found = _portaudio_device(sd, device, server)
        with _source_chosen(source):
            return _open_as_it_likes(sd, found, device, inbox, server)


def pick_source(server: SoundServer, device: str) -> str:
    """The name of the sound server's source to record from; empty for its default.

    Raises:
        MicrophoneError: There is no microphone, or none of that name.
    """
    if not device:
        # Without a microphone the default source is what a loudspeaker plays.
        names = {source.name for source in server.microphones}
        if not names and server.default in {"", *(source.name for source in server.sources)}:
            raise no_microphone()
        return ""
    names_and_words = [(source.name, source.description) for source in server.sources]
    found = _match(device, [name for name, _ in names_and_words])
    if found is None:
        found = _match(device, [words for _, words in names_and_words])
    if found is None:
        raise _not_found(device)
    return names_and_words[found][0]


def no_microphone() -> MicrophoneError:
    """The error for a machine without a microphone."""
    return MicrophoneError(
        "No microphone was found.", hint="Plug one in, or switch one on in the sound settings."
    )


def _not_found(device: str) -> MicrophoneError:
    return MicrophoneError(
        f"The microphone “{device}” was not found.",
        hint="Plug it in, or pick another: `dictate devices` lists them.",
    )


def _no_server() -> MicrophoneError:
    return MicrophoneError(
        "The sound server is not running.",
        hint="Start it: systemctl --user start pipewire-pulse, or pulseaudio --start.",
    )


def _match(wanted: str, names: Sequence[str]) -> int | None:
    """The index of the name that is meant: the same, the same but for case, or the only part of."""
    if wanted in names:
        return names.index(wanted)
    folded = [name.casefold() for name in names]
    if wanted.casefold() in folded:
        return folded.index(wanted.casefold())
    parts = [index for index, name in enumerate(folded) if wanted.casefold() in name]
    return parts[0] if len(parts) == 1 else None


def _portaudio_device(sd: Any, device: str, server: SoundServer | None) -> InputDevice:
    """PortAudio's device to open; looks again for devices where the list seems out of date."""
    found = _in_list(portaudio.input_devices(sd), device, server)
    if found is None and not len(open_streams):
        portaudio.refresh(sd)
        found = _in_list(portaudio.input_devices(sd), device, server)
    if found is not None:
        return found
    if server:
        raise MicrophoneError(
            "PortAudio cannot reach the sound server.",
            hint="Install its ALSA plugin: sudo apt install libasound2-plugins.",
        )
    if device:
        raise _not_found(device)
    raise _no_server() if portaudio.ON_LINUX else no_microphone()


def _in_list(
    devices: Sequence[InputDevice], device: str, server: SoundServer | None
) -> InputDevice | None:
    if server:
        # Only the plugin `pulse` heeds the choice of a source; `default` may be another's.
        wanted = ("pulse",) if device else ("pulse", "default")
        named = {found.name: found for found in devices}
        return next((named[name] for name in wanted if name in named), None)
    if device:
        index = _match(device, [found.name for found in devices])
        return None if index is None else devices[index]
    return next((found for found in devices if found.is_default), None)


def _open_as_it_likes(
    sd: Any,
    found: InputDevice,
    device: str,
    inbox: SimpleQueue[Message],
    server: SoundServer | None,
) -> Stream:
    error: Exception | None = None
    for wanted in portaudio.formats(found):
        stream = MicrophoneStream(device, inbox)
        try:
            stream.open(sd, found, wanted)
        except sd.PortAudioError as refusal:
            error = error or refusal
        else:
            return stream
    if portaudio.ON_LINUX and server is None and found.name in {"pulse", "default"}:
        raise _no_server() from error
    raise MicrophoneError(
        f"The microphone “{device or found.name}” could not be opened.", hint=_refusal_hint()
    ) from error


def _refusal_hint() -> str:
    if portaudio.ON_LINUX:
        return "Close programs that use it, or pick another: `dictate devices` lists them."
    return "Allow Dictate to use the microphone in the system's privacy settings."


@contextmanager
def _source_chosen(source: str) -> Iterator[None]:
    """Name the source to libpulse, which reads it when a stream connects. One at a time only."""
    before = os.environ.get("PULSE_SOURCE")
    if source:
        os.environ["PULSE_SOURCE"] = source
    try:
        yield
    finally:
        if source and before is None:
            del os.environ["PULSE_SOURCE"]
        elif source and before is not None:
            os.environ["PULSE_SOURCE"] = before
