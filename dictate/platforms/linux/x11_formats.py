"""What a clipboard holds, as values: formats, snapshots, and how they travel to another process."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

CAP_BYTES = 64 * 1024 * 1024
"""A snapshot keeps at most this much; what does not fit is reported as lost."""

SECRET_HINT = "x-kde-passwordManagerHint"  # noqa: S105 - the name of a format
"""Klipper and others leave out of their history what offers this. Not all do: no promise."""

_NOT_CONTENT = frozenset(
    {
        # ICCCM 2.6.2 and 2.6.3: answers about the selection, and targets with side effects.
        "TARGETS", "TIMESTAMP", "MULTIPLE", "SAVE_TARGETS", "TARGET_SIZES", "LENGTH", "DELETE",
        "INSERT_SELECTION", "INSERT_PROPERTY", "OWNER_OS", "HOST_NAME", "USER", "CLASS", "NAME",
        "CLIENT_WINDOW", "PROCESS", "TASK", "CHARACTER_POSITION", "LINE_NUMBER", "COLUMN_NUMBER",
        # Resources of the owner: each request makes one, and it dies with the owner.
        "BITMAP", "PIXMAP", "DRAWABLE", "COLORMAP", "FOREGROUND", "BACKGROUND",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Format:
    """One form in which a selection can be had.

    Attributes:
        target: Name of the target atom, such as `image/png`.
        type: Name of the property's type.
        width: Bits per item: 8, 16 or 32.
        data: The raw bytes, in the byte order of this machine.
    """

    target: str
    type: str
    width: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a selection held.

    Attributes:
        formats: Everything that could be kept, in the owner's order; empty when nobody owned it.
        lost: For a user, why something could not be kept; empty when all was.
    """

    formats: tuple[Format, ...] = ()
    lost: str = ""

    @property
    def whole(self) -> bool:
        """Whether all of it was kept."""
        return not self.lost


def is_content(target: str) -> bool:
    """Whether a target is a form of the content and not a question about it."""
    return bool(target) and target not in _NOT_CONTENT


def fetch_order(targets: Iterable[str]) -> list[str]:
    """The content among the targets, without doubles, the dearest first.

    Time may run out: text comes before custom formats, a PNG before the other forms of a picture,
    which Qt and GTK make from it on request (25 of them, some seconds for a big screenshot).
    """
    return sorted(dict.fromkeys(filter(is_content, targets)), key=_rank)


def is_spare(target: str, kept: Collection[str]) -> bool:
    """Whether a format only says in another form what was kept: a picture, or plain text."""
    if target.startswith("image/"):
        return "image/png" in kept
    return _rank(target) <= _PLAIN_TEXT and any(_rank(name) == _UTF8 for name in kept)


def text_formats(text: str, *, secret: bool) -> tuple[Format, ...]:
    """The formats in which text is offered.

    Args:
        text: Without lone surrogates.
        secret: Whether clipboard managers are asked to leave it out of their history.
    """
    utf8 = text.encode()
    formats = [
        Format("UTF8_STRING", "UTF8_STRING", 8, utf8),
        Format("text/plain;charset=utf-8", "text/plain;charset=utf-8", 8, utf8),
        Format("text/plain", "text/plain", 8, utf8),
        # ICCCM 2.6.2: the owner chooses the encoding of TEXT.
        Format("TEXT", "UTF8_STRING", 8, utf8),
    ]
    # ICCCM 2.7.1: STRING is Latin-1. A question mark for a letter would lose words silently, so
    # what Latin-1 cannot say is not offered as STRING.
    with contextlib.suppress(UnicodeEncodeError):
        formats.append(Format("STRING", "STRING", 8, text.encode("latin-1")))
    if secret:
        formats.append(Format(SECRET_HINT, SECRET_HINT, 8, b"secret"))
    return tuple(formats)


def pack(selections: Mapping[str, Sequence[Format]], times: Mapping[str, int]) -> list[bytes]:
    """The selections as blocks for `unpack`: a line of JSON, then all data in its order."""
    head = [
        {
            "selection": selection,
            "time": times[selection],
            "formats": [[f.target, f.type, f.width, len(f.data)] for f in formats],
        }
        for selection, formats in selections.items()
    ]
    data = [f.data for formats in selections.values() for f in formats]
    return [json.dumps(head).encode() + b"\n", *data]


def unpack(stream: BinaryIO) -> list[tuple[str, int, tuple[Format, ...]]]:
    """Read what `pack` made: selection, server time and formats of each.

    Raises:
        ValueError: It is cut short or not of this kind.
    """
    held = []
    for entry in json.loads(stream.readline()):
        formats = []
        for target, kind, width, size in entry["formats"]:
            data = stream.read(size)
            if len(data) != size:
                raise ValueError("the formats end too early")
            formats.append(Format(target, kind, width, data))
        held.append((entry["selection"], entry["time"], tuple(formats)))
    return held


_UTF8, _PLAIN_TEXT, _OTHER, _PNG, _PICTURE = range(5)


def _rank(target: str) -> int:
    if target in {"UTF8_STRING", "text/plain;charset=utf-8"}:
        return _UTF8
    if target.startswith("text/plain") or target in {"STRING", "TEXT", "COMPOUND_TEXT"}:
        return _PLAIN_TEXT
    if target == "image/png":
        return _PNG
    return _PICTURE if target.startswith("image/") else _OTHER
