"""Messages of the control socket: what is one, and what is not."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.platforms.messages import (
    LINE_LIMIT,
    VERBS,
    MessageError,
    Reply,
    Request,
    decode_reply,
    decode_request,
    encode_reply,
    encode_request,
)

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_survives_the_wire(verb: str) -> None:
    request = Request(verb, 12.5, "20260131-235959-123-0" if verb == "retry" else None)
    assert decode_request(encode_request(request)) == request


def test_a_reply_survives_the_wire() -> None:
    reply = Reply(ok=False, status={"phase": "idle", "n": 1}, error="Nö.", hint="Später.")
    assert decode_reply(encode_reply(reply)) == reply


def asked(**changes: Any) -> bytes:
    message = {"v": 1, "verb": "start", "sent_at_s": 1.0, "argument": None, **changes}
    return json.dumps(message).encode()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"", "JSON"),
        (b"start", "JSON"),
        (b"\xff\xfe\x00", "JSON"),
        (b"[" * 4000, "JSON"),
        (b"[1]", "object"),
        (b"{}", "version"),
        (asked(v=2), "version"),
        (asked(v=True), "version"),
        (asked(v=None), "version"),
        (asked(verb="type"), "no such verb"),
        (asked(verb=["start"]), "no such verb"),
        (asked(sent_at_s="1"), "time"),
        (asked(sent_at_s=True), "time"),
        (asked(sent_at_s=math.inf), "time"),
        (asked(sent_at_s=math.nan), "time"),
        (asked(sent_at_s=10**400), "time"),
        (asked(argument="x"), "not the id"),
        (asked(verb="retry"), "id of a dictation is missing"),
        (asked(verb="retry", argument=""), "not the id"),
        (asked(verb="retry", argument="../../etc/passwd"), "not the id"),
        (asked(verb="retry", argument="ä"), "not the id"),
        (asked(verb="retry", argument=5), "not the id"),
        (asked(verb="paste-last", argument="1" * 65), "not the id"),
        (b" " * LINE_LIMIT + asked(), "at most"),
    ],
)
def test_what_is_no_request_is_refused_with_a_reason(line: bytes, said: str) -> None:
    with pytest.raises(MessageError, match=said):
        decode_request(line)


def test_an_id_is_taken_where_one_belongs() -> None:
    assert decode_request(asked(verb="paste-last", argument="2026-1")).argument == "2026-1"
    assert decode_request(asked(verb="paste-last")).argument is None


@given(st.binary(max_size=5000) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_request_or_refused(line: bytes) -> None:
    try:
        verb = decode_request(line).verb
    except MessageError as refused:
        verb = "" if str(refused) else "no reason"
    assert verb in VERBS | {""}


@given(st.fixed_dictionaries({"v": st.just(1), "verb": JSON, "sent_at_s": JSON, "argument": JSON}))
def test_any_values_are_a_request_or_refused(message: dict[str, Any]) -> None:
    try:
        found = decode_request(json.dumps(message).encode())
    except MessageError:
        return
    assert found.verb == message["verb"]
    assert math.isfinite(found.sent_at_s)


@pytest.mark.parametrize("line", [b"", b"{}", b'{"v":1,"ok":1,"status":{}}', b'{"v":1,"ok":true}'])
def test_what_is_no_reply_is_refused(line: bytes) -> None:
    with pytest.raises(MessageError):
        decode_reply(line)
