"""Reads rows out of the pages of a database file, also where SQLite refuses it.

A table's rows lie in leaf pages, each of which can be read alone. So a damaged header, schema or
root page costs nothing, and a damaged leaf costs its own rows. The format is that of
https://www.sqlite.org/fileformat2.html, sections 1.6, 2 and 4; the section numbers below are its.

Deleted rows do not come back: `secure_delete` has overwritten them, and of the write-ahead log only
the last committed state of each page is taken.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dictate.core.dictation import State
from dictate.history.database import PAGE_BYTES
from dictate.history.rows import COLUMNS, FIRST_COLUMNS, decoded

Row = tuple[object, ...]
"""The values of `COLUMNS`, at least the first `FIRST_COLUMNS` of them."""

_TABLE_LEAF = 0x0D
_LOG_MAGIC = 0x377F0682
_STATES = {state.value for state in State}
_HEADER_BYTES = 100
"""Of the file, at the beginning of its first page."""


class UnreadableError(Exception):
    """Bytes that are not what they should be."""


@dataclass(frozen=True, slots=True)
class Image:
    """The pages of a database as of its last commit; `pages[0]` is page 1."""

    pages: list[bytes]

    def page(self, number: int) -> bytes:
        """The page of that number, counted from 1.

        Raises:
            UnreadableError: There is none.
        """
        if not 1 <= number <= len(self.pages):
            raise UnreadableError
        return self.pages[number - 1]


def image_of(database: bytes, log: bytes = b"") -> Image:
    """The pages of a file, each replaced by its last committed version in the write-ahead log."""
    pages = [database[n : n + PAGE_BYTES] for n in range(0, len(database), PAGE_BYTES)]
    if pages:
        pages[-1] = pages[-1].ljust(PAGE_BYTES, b"\0")
    for number, page in sorted(_committed(log).items()):
        while len(pages) < number:
            pages.append(bytes(PAGE_BYTES))
        pages[number - 1] = page
    return Image(pages)


def carved(image: Image) -> Iterator[Row]:
    """Every row that can be read and is one of a dictation."""
    for index, page in enumerate(image.pages):
        start = _HEADER_BYTES if index == 0 else 0
        if page[start] != _TABLE_LEAF:
            continue
        cells = struct.unpack_from(">H", page, start + 3)[0]
        for cell in range(min(cells, PAGE_BYTES // 4)):
            try:
                row = _row(image, page, start + 8 + 2 * cell)
            except (UnreadableError, IndexError, struct.error):
                continue
            if row is not None:
                yield row


def _row(image: Image, page: bytes, pointer: int) -> Row | None:
    """The row of one cell (1.6, table B-tree leaf cell); None where it is of another table."""
    at = struct.unpack_from(">H", page, pointer)[0]
    length, at = _varint(page, at)
    _, at = _varint(page, at)
    values = _record(_payload(image, page, at, length))
    if len(values) <= FIRST_COLUMNS:
        return None
    row = tuple(values[1 : len(COLUMNS) + 1])
    is_dictation = (
        isinstance(row[0], str)
        and row[0] != ""
        and isinstance(row[1], (int, float))
        and row[2] in _STATES
    )
    return row if is_dictation else None


def _payload(image: Image, page: bytes, at: int, length: int) -> bytes:
    """The bytes of a cell, with those that lie in overflow pages."""
    if not 0 < length <= len(image.pages) * PAGE_BYTES:
        raise UnreadableError
    most = PAGE_BYTES - 35
    local = length
    if length > most:
        least = (PAGE_BYTES - 12) * 32 // 255 - 23
        local = least + (length - least) % (PAGE_BYTES - 4)
        local = local if local <= most else least
    payload = bytearray(page[at : at + local])
    if length > local:
        following = struct.unpack_from(">I", page, at + local)[0]
        while following and len(payload) < length:
            over = image.page(following)
            following = struct.unpack_from(">I", over)[0]
            payload += over[4:]
    if len(payload) < length:
        raise UnreadableError
    return bytes(payload[:length])


_WHOLE_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def _record(payload: bytes) -> list[object]:
    """The values of a record (2.1)."""
    header, at = _varint(payload, 0)
    if header > len(payload):
        raise UnreadableError
    types = []
    while at < header:
        found, at = _varint(payload, at)
        types.append(found)
    values: list[object] = []
    at = header
    for kind in types:
        value, at = _value(payload, at, kind)
        values.append(value)
    return values


def _value(payload: bytes, at: int, kind: int) -> tuple[object, int]:
    """One value by its serial type, and where the next begins."""
    if kind in _WHOLE_BYTES:
        size = _WHOLE_BYTES[kind]
        value: object = int.from_bytes(payload[at : at + size], "big", signed=True)
    elif kind == 7:
        size = 8
        value = struct.unpack_from(">d", payload, at)[0]
    elif kind >= 12:
        size = (kind - 12) // 2
        content = payload[at : at + size]
        value = decoded(content) if kind % 2 else content
    else:
        size = 0
        value = {8: 0, 9: 1}.get(kind)
    if at + size > len(payload):
        raise UnreadableError
    return value, at + size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes (1.6), and where it ends."""
    value = 0
    for place in range(9):
        byte = data[at + place]
        if place == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    raise UnreadableError


def _committed(log: bytes) -> Mapping[int, bytes]:
    """The last committed version of each page in a write-ahead log (4.1, 4.2), by its number."""
    if len(log) < 32:
        return {}
    magic, _, page_bytes = struct.unpack_from(">III", log)
    if magic & ~1 != _LOG_MAGIC or page_bytes != PAGE_BYTES:
        return {}
    order = ">" if magic & 1 else "<"
    sums = _checksum(order, log[:24], (0, 0))
    if sums != struct.unpack_from(">II", log, 24):
        return {}
    committed: dict[int, bytes] = {}
    pending: dict[int, bytes] = {}
    frame_bytes = 24 + PAGE_BYTES
    for start in range(32, len(log) - frame_bytes + 1, frame_bytes):
        head = log[start : start + 24]
        page = log[start + 24 : start + frame_bytes]
        number, pages_after, *salt = struct.unpack_from(">IIII", head)
        sums = _checksum(order, head[:8] + page, sums)
        if sums != struct.unpack_from(">II", head, 16) or tuple(salt) != struct.unpack_from(
            ">II", log, 16
        ):
            break  # from here on it is left over from before, or torn
        pending[number] = page
        if pages_after:
            committed.update(pending)
            pending.clear()
    return committed


def _checksum(order: str, data: bytes, sums: tuple[int, int]) -> tuple[int, int]:
    first, second = sums
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for even, odd in zip(words, words, strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
