"""What a clipboard holds, as values."""

from __future__ import annotations

import io

import pytest

from dictate.platforms.linux.x11_formats import (
    SECRET_HINT,
    Format,
    Snapshot,
    fetch_order,
    is_spare,
    pack,
    text_formats,
    unpack,
)


def test_questions_about_the_content_are_no_content_and_the_dearest_comes_first() -> None:
    listed = [
        "image/bmp", "TARGETS", "image/png", "text/html", "TIMESTAMP", "MULTIPLE", "SAVE_TARGETS",
        "PIXMAP", "text/uri-list", "STRING", "UTF8_STRING", "STRING", "application/x-custom",
    ]  # fmt: skip
    assert fetch_order(listed) == [
        "UTF8_STRING", "STRING", "text/html", "text/uri-list", "application/x-custom", "image/png",
        "image/bmp",
    ]  # fmt: skip


def test_another_form_of_what_is_kept_is_spare() -> None:
    assert is_spare("image/bmp", ["image/png"])
    assert not is_spare("image/bmp", ["image/gif"])
    assert is_spare("STRING", ["UTF8_STRING"])
    assert not is_spare("STRING", ["text/html"])
    assert not is_spare("text/html", ["UTF8_STRING", "image/png"])


def test_text_is_offered_in_every_common_form() -> None:
    formats = {f.target: f for f in text_formats("Grüße", secret=False)}
    assert formats["UTF8_STRING"].data == "Grüße".encode()
    assert formats["text/plain;charset=utf-8"].data == "Grüße".encode()
    assert formats["STRING"].data == "Grüße".encode("latin-1")
    assert SECRET_HINT not in formats


def test_what_latin_1_cannot_say_is_not_offered_as_such() -> None:
    targets = [f.target for f in text_formats("你好", secret=True)]
    assert "STRING" not in targets
    assert SECRET_HINT in targets


def test_a_snapshot_with_a_loss_is_not_whole() -> None:
    assert Snapshot().whole
    assert not Snapshot(lost="it was too big").whole


def test_formats_travel_to_another_process_byte_for_byte() -> None:
    clipboard = (
        Format("UTF8_STRING", "UTF8_STRING", 8, b"text\nwith a line\x00"),
        Format("application/x-empty", "X", 8, b""),
        Format("application/x-words", "INTEGER", 32, bytes(range(16))),
    )
    primary = (Format("STRING", "STRING", 8, b"selected"),)
    blocks = pack({"CLIPBOARD": clipboard, "PRIMARY": primary}, {"CLIPBOARD": 7, "PRIMARY": 8})
    assert unpack(io.BytesIO(b"".join(blocks))) == [
        ("CLIPBOARD", 7, clipboard),
        ("PRIMARY", 8, primary),
    ]


def test_formats_that_are_cut_short_are_refused() -> None:
    whole = b"".join(pack({"CLIPBOARD": [Format("A", "A", 8, b"12345")]}, {"CLIPBOARD": 1}))
    for length in range(len(whole)):
        with pytest.raises(ValueError):  # noqa: PT011 - JSON's own errors are of this kind
            unpack(io.BytesIO(whole[:length]))
