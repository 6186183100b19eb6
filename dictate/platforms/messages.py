"""What a control verb and its answer look like: one line of JSON each.

::

    {"v": 1, "verb": "start", "sent_at_s": 5123.4, "argument": null}
    {"v": 1, "ok": true, "status": {"phase": "idle"}, "error": "", "hint": ""}

Verbs only: there is none that makes Dictate type a text or hand out what was said. Standard library
alone, and little of that: a client is started by a key press.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

VERSION = 1
LINE_LIMIT = 4096
"""Bytes of a request with its end of line."""
VERBS = frozenset(
    {"toggle", "start", "stop", "cancel", "swap", "status", "show", "quit", "retry", "paste-last"}
)
_NEED_AN_ID = frozenset({"retry"})
_MAY_HAVE_AN_ID = frozenset({"retry", "paste-last"})
_ID_LIMIT = 64
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Request(NamedTuple):
    """A verb as it was asked for.

    Attributes:
        verb: One of `VERBS`.
        sent_at_s: When it was asked for, on the sender's CLOCK_MONOTONIC.
        argument: The id of a dictation, for the verbs that take one.
    """

    verb: str
    sent_at_s: float
    argument: str | None = None


class Reply(NamedTuple):
    """What became of it.

    Attributes:
        ok: Whether it was done.
        status: How things stand, for a reader or a program.
        error: Why it was not done, one sentence.
        hint: What to do now.
    """

    ok: bool
    status: Mapping[str, Any] = _NOTHING
    error: str = ""
    hint: str = ""


class MessageError(ValueError):
    """A line is no message; the text says why and holds nothing of the line."""


def encode_request(request: Request) -> bytes:
    """A request as a line."""
    return _line({"v": VERSION, **request._asdict()})


def encode_reply(reply: Reply) -> bytes:
    """A reply as a line."""
    return _line({"v": VERSION, **reply._asdict(), "status": dict(reply.status)})


def decode_request(line: bytes) -> Request:
    """Read a request; nothing in it is taken on trust.

    Raises:
        MessageError: It is not one.
    """
    if len(line) > LINE_LIMIT:
        raise MessageError(f"A request has at most {LINE_LIMIT} bytes.")
    found = _object(line)
    verb, sent_at_s, argument = (found.get(key) for key in ("verb", "sent_at_s", "argument"))
    if not isinstance(verb, str) or verb not in VERBS:
        raise MessageError("There is no such verb.")
    if isinstance(sent_at_s, bool) or not isinstance(sent_at_s, int | float):
        raise MessageError("The time is missing.")
    try:
        at_s = float(sent_at_s)
    except OverflowError:
        at_s = math.inf
    if not math.isfinite(at_s):
        raise MessageError("The time is missing.")
    return Request(verb, at_s, _id(verb, argument))


def decode_reply(line: bytes) -> Reply:
    """Read a reply.

    Raises:
        MessageError: It is not one.
    """
    found = _object(line)
    ok, status, error, hint = (found.get(key) for key in ("ok", "status", "error", "hint"))
    if not isinstance(ok, bool) or not isinstance(status, dict):
        raise MessageError("The answer makes no sense.")
    return Reply(ok, status, str(error or ""), str(hint or ""))


def _line(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":"), default=str).encode() + b"\n"


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise MessageError("That is not a line of JSON.") from None
    if not isinstance(found, dict):
        raise MessageError("That is not a JSON object.")
    if found.get("v") != VERSION or isinstance(found["v"], bool):
        raise MessageError(f"The version of a message is {VERSION}.")
    return found


def _id(verb: str, argument: Any) -> str | None:
    if argument is None:
        if verb in _NEED_AN_ID:
            raise MessageError("The id of a dictation is missing.")
        return None
    plain = isinstance(argument, str) and 0 < len(argument) <= _ID_LIMIT and argument.isascii()
    if verb not in _MAY_HAVE_AN_ID or not plain or not argument.replace("-", "").isalnum():
        raise MessageError("That is not the id of a dictation.")
    return str(argument)
