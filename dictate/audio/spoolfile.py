"""The format of a spool file: sound that survives being cut anywhere and damaged anywhere.

::

    file   = header record*
    header = MAGIC  started_at f64  rate u32  crc32 u32
    record = SYNC   first u64  count u32  crc32 u32  count x int16

All little-endian. `first` is the position of the record's first sample in the take, so a reader
that lost a record knows how much silence to put in its place. The checksum covers position, count
and samples. A reader that meets damage looks for the next SYNC whose checksum holds: what comes
back is sound that was written, or silence, never anything else.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dictate.core.dictation import RATE_HZ

Pcm = npt.NDArray[np.int16]
"""int16, shape (n,), at RATE_HZ."""

MAGIC = b"DICTATE\x01"
_HEADER = struct.Struct("<8sdII")
# As samples these are 31953 and 32640: two neighbours at full scale, which speech does not have.
SYNC = b"\xd1\x7c\x80\x7f"
_RECORD = struct.Struct("<4sQII")
_PLACE = struct.Struct("<QI")

RECORD_SAMPLES = RATE_HZ // 4
"""The longest record that is written: a quarter of a second, the most that one flip can cost."""


@dataclass(frozen=True, slots=True)
class Salvage:
    """What a reader made of a spool file.

    Attributes:
        samples: The sound, silence where records are lost.
        lost: Samples known to be missing, those at the end by an estimate from the bytes there.
        started_at_s: Unix time of the header; None where the header is damaged.
    """

    samples: Pcm
    lost: int
    started_at_s: float | None


def header(started_at_s: float) -> bytes:
    """The bytes that a spool file begins with."""
    body = _HEADER.pack(MAGIC, started_at_s, RATE_HZ, 0)[:-4]
    return body + zlib.crc32(body).to_bytes(4, "little")


def record(first: int, samples: Pcm) -> bytes:
    """One record: `samples` begin at position `first` of the take."""
    payload = samples.astype("<i2", copy=False).tobytes()
    crc = zlib.crc32(payload, zlib.crc32(_PLACE.pack(first, len(samples))))
    return _RECORD.pack(SYNC, first, len(samples), crc) + payload


def salvage(data: bytes) -> Salvage:
    """Read whatever can be read of a spool file. Never fails, whatever the bytes are."""
    started_at_s = _started_at(data)
    good_until = 0 if started_at_s is None else _HEADER.size
    at = good_until
    parts: list[Pcm] = []
    expected = 0
    lost = 0
    while (at := data.find(SYNC, at)) >= 0:
        found = _record_at(data, at)
        # What is missing must have stood in the bytes that were skipped; anything else is a
        # checksum that holds by accident, and would ask for gigabytes of silence.
        room = (at - good_until) // 2
        if found is None or not 0 <= found[0] - expected <= room:
            at += 1
            continue
        first, samples = found
        if first > expected:
            parts.append(np.zeros(first - expected, np.int16))
            lost += first - expected
        parts.append(samples)
        expected = first + len(samples)
        at = good_until = at + _RECORD.size + 2 * len(samples)
    lost += max(0, len(data) - good_until - _RECORD.size) // 2
    return Salvage(np.concatenate(parts) if parts else np.zeros(0, np.int16), lost, started_at_s)


def _started_at(data: bytes) -> float | None:
    head = data[: _HEADER.size]
    if len(head) < _HEADER.size or zlib.crc32(head[:-4]) != int.from_bytes(head[-4:], "little"):
        return None
    magic, started_at_s, rate_hz, _ = _HEADER.unpack(head)
    return float(started_at_s) if (magic, rate_hz) == (MAGIC, RATE_HZ) else None


def _record_at(data: bytes, at: int) -> tuple[int, Pcm] | None:
    begin = at + _RECORD.size
    if begin > len(data):
        return None
    _, first, count, crc = _RECORD.unpack_from(data, at)
    end = begin + 2 * count
    if not 0 < count <= RECORD_SAMPLES or end > len(data):
        return None
    payload = data[begin:end]
    if zlib.crc32(payload, zlib.crc32(_PLACE.pack(first, count))) != crc:
        return None
    return first, np.frombuffer(payload, "<i2").astype(np.int16, copy=False)
