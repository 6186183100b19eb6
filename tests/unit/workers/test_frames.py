"""Messages over a pipe."""

from __future__ import annotations

import io
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.workers.frames import LARGEST_HEADER, Frame, FrameError, read_frame, write_frame

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def written(*frames: Frame) -> bytes:
    pipe = io.BytesIO()
    for frame in frames:
        write_frame(pipe, frame)
    return pipe.getvalue()


@given(st.dictionaries(st.text(), JSON, max_size=4), st.binary(max_size=200))
def test_what_is_written_is_read_back(header: dict[str, object], blob: bytes) -> None:
    pipe = io.BytesIO(written(Frame(header, blob), Frame({"last": 1})))
    first = read_frame(pipe, largest_blob=200)
    assert first is not None
    assert (first.header, first.blob) == (header, blob)
    last = read_frame(pipe)
    assert last is not None
    assert last.header == {"last": 1}
    assert read_frame(pipe) is None


@given(st.binary(min_size=1, max_size=300))
def test_noise_is_an_error_and_never_a_crash(noise: bytes) -> None:
    with pytest.raises(FrameError):
        read_frame(io.BytesIO(noise), largest_blob=2**20)


@given(st.data())
def test_a_message_cut_off_anywhere_is_an_error(data: st.DataObject) -> None:
    whole = written(Frame({"kind": "heard", "text": "x"}, b"12345678"))
    cut = data.draw(st.integers(1, len(whole) - 1))
    with pytest.raises(FrameError):
        read_frame(io.BytesIO(whole[:cut]), largest_blob=8)


def test_a_length_above_the_cap_is_refused_before_it_is_read() -> None:
    head = struct.pack("<4sII", b"DCT1", LARGEST_HEADER + 1, 0)
    with pytest.raises(FrameError, match="too large"):
        read_frame(io.BytesIO(head))
    head = struct.pack("<4sII", b"DCT1", 2, 9)
    with pytest.raises(FrameError, match="too large"):
        read_frame(io.BytesIO(head + b"{}" + b"x" * 9), largest_blob=8)


def test_what_does_not_begin_as_a_message_is_none() -> None:
    whole = bytearray(written(Frame({"kind": "beat"})))
    whole[:4] = b"DCT2"
    with pytest.raises(FrameError, match="not a message"):
        read_frame(io.BytesIO(whole))


def test_a_header_that_is_no_object_is_refused() -> None:
    for text in ("[1]", '"hello"', "null", "[" * 5000, "{"):
        raw = text.encode()
        with pytest.raises(FrameError):
            read_frame(io.BytesIO(struct.pack("<4sII", b"DCT1", len(raw), 0) + raw))


def test_a_message_that_is_too_large_is_not_written() -> None:
    pipe = io.BytesIO()
    with pytest.raises(FrameError):
        write_frame(pipe, Frame({"text": "x" * LARGEST_HEADER}))
    assert pipe.getvalue() == b""


def test_nothing_but_json_is_understood() -> None:
    assert json.loads(written(Frame({"a": "ä"}))[12:]) == {"a": "ä"}
