"""Messages over a pipe: a JSON header and raw bytes behind it, both with their length in front.

::

    magic 4 │ header length u32 │ blob length u32 │ header, UTF-8 JSON object │ blob

Little endian. No pickle: a child that has gone mad can send wrong values, but it cannot run code.
Lengths are checked against caps before a byte is allocated for them.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

_MAGIC = b"DCT1"
_HEAD = struct.Struct("<4sII")

LARGEST_HEADER = 16 * 2**20
"""Bytes. Ten hours of speech with the time of each word stay below it."""
LARGEST_SOUND = 2**32 - 1
"""Bytes: what the length field can say, 18 hours of float32 at 16 kHz."""


class FrameError(Exception):
    """What came over the pipe is not a message, or breaks off in the middle of one."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One message: a JSON object, and bytes that belong to it."""

    header: Mapping[str, Any]
    blob: bytes = b""


def write_frame(stream: IO[bytes], frame: Frame) -> None:
    """Write one message and flush it.

    Raises:
        FrameError: It is larger than a message may be.
        OSError: The other side is gone.
    """
    header = json.dumps(frame.header, ensure_ascii=False, separators=(",", ":")).encode()
    if len(header) > LARGEST_HEADER or len(frame.blob) > LARGEST_SOUND:
        raise FrameError(f"a message of {len(header)} + {len(frame.blob)} bytes is too large")
    stream.write(_HEAD.pack(_MAGIC, len(header), len(frame.blob)) + header)
    stream.write(frame.blob)
    stream.flush()


def read_frame(stream: IO[bytes], *, largest_blob: int = 0) -> Frame | None:
    """Read one message; None when the other side has closed the pipe between two messages.

    Args:
        stream: A buffered binary stream: `read(n)` gives n bytes unless the pipe ends.
        largest_blob: How many bytes may stand behind the header.

    Raises:
        FrameError: It is no message, too large, or cut off.
    """
    head = stream.read(_HEAD.size)
    if not head:
        return None
    if len(head) < _HEAD.size:
        raise FrameError("cut off in the head")
    magic, header_bytes, blob_bytes = _HEAD.unpack(head)
    if magic != _MAGIC:
        raise FrameError("not a message")
    if header_bytes > LARGEST_HEADER or blob_bytes > largest_blob:
        raise FrameError(f"a message of {header_bytes} + {blob_bytes} bytes is too large")
    header = _object(_exactly(stream, header_bytes))
    return Frame(header, _exactly(stream, blob_bytes))


def _exactly(stream: IO[bytes], count: int) -> bytes:
    got = stream.read(count)
    if len(got) < count:
        raise FrameError("cut off in the middle")
    return got


def _object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        raise FrameError("the header is not JSON") from None
    if not isinstance(value, dict):
        raise FrameError("the header is not an object")
    return value
