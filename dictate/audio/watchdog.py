"""When a microphone that gives no sound is given up.

Looks are counted instead of reading a clock, so that a moment in which the whole program stood
still is not taken for a dead microphone.
"""

from __future__ import annotations

from dictate.audio.stream import Stream
from dictate.errors import MicrophoneError

WATCH_S = 0.25
"""How often a stream that gives no blocks is looked at."""
OPEN_LOOKS = 12
"""Three seconds to open: 5 ms is usual, 0.6 s has been seen."""
FIRST_BLOCK_LOOKS = 16
"""Four seconds until the first block: a Bluetooth headset that has to change its profile needs up
to three."""
SILENT_LOOKS = 4
"""One second without a block: the stream is lost."""


def look(looks: int, stream: Stream | None, *, heard: bool) -> None:
    """Look at a stream that gave nothing since the look before.

    Args:
        looks: How many looks in a row found nothing, this one included.
        stream: The stream; None while it is being opened.
        heard: Whether it has given a block before.

    Raises:
        MicrophoneError: It is dead, or late beyond hope.
    """
    if stream is None:
        if looks >= OPEN_LOOKS:
            raise MicrophoneError(
                "The microphone did not open in time.",
                hint="Restart the sound server, or unplug the microphone and plug it in again.",
            )
    elif not stream.is_alive():
        raise lost()
    elif not heard:
        if looks >= FIRST_BLOCK_LOOKS:
            raise MicrophoneError(
                "The microphone is open but gives no sound.",
                hint="Check that it is not suspended or switched off, or pick another.",
            )
    elif looks >= SILENT_LOOKS:
        raise MicrophoneError(
            "The microphone stopped giving sound.",
            hint="What was heard is kept. Check the microphone and the sound server.",
        )


def lost() -> MicrophoneError:
    """What is said of a stream that ended by itself."""
    return MicrophoneError(
        "The microphone went away.",
        hint="What was heard is kept. Plug it in again, or check the sound server.",
    )
