"""Subtitles that can be read, and that other programs can read."""

from __future__ import annotations

import io
import itertools
import json
from dataclasses import replace
from fractions import Fraction

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.core.dictation import Word
from dictate.core.segments import Segment
from dictate.text import subtitles
from dictate.text.subtitles import LINE, LINES, LONGEST_S, cues

LONG = Segment(
    0.0,
    20.0,
    "This is a long sentence, which goes on and on until nobody can read it at once, and then it "
    "goes on for another while because the speaker did not stop to breathe, as speakers do.",
)


def parsed(text: str, kind: str) -> list[tuple[float, str]]:
    """What FFmpeg's own parser finds: start in seconds, and the text of each event."""
    found: list[tuple[float, bytes]] = []
    with av.open(io.BytesIO(text.encode()), "r", format=kind) as container:
        stream = container.streams.subtitles[0]
        found += (
            (float(packet.pts * (packet.time_base or Fraction(1))), bytes(packet))
            for packet in container.demux(stream)
            if packet.pts is not None
        )
    return [(start, data.decode()) for start, data in found]


def test_a_long_sentence_becomes_cues_of_two_short_lines() -> None:
    made = list(cues([LONG]))
    assert len(made) > 1
    for cue in made:
        assert len(cue.lines) <= LINES
        assert all(len(line) <= LINE for line in cue.lines)
        assert cue.end_s - cue.start_s <= LONGEST_S
    assert " ".join(" ".join(cue.lines) for cue in made) == LONG.text


def test_cues_break_after_a_clause_where_there_is_one() -> None:
    first = next(iter(cues([replace(LONG, end_s=14.0)])))
    assert first.lines[-1].endswith(",")


def test_words_with_times_decide_when_a_cue_begins() -> None:
    words = tuple(Word(f"word{n}", n * 1.5, n * 1.5 + 0.5, 0.9) for n in range(10))
    text = " ".join(word.text for word in words)
    made = list(cues([Segment(0.0, 14.0, text, words)]))
    starts = {word.start_s for word in words}
    assert all(cue.start_s in starts for cue in made)
    assert all(cue.end_s - cue.start_s <= LONGEST_S for cue in made)


@pytest.mark.parametrize(("kind", "write"), [("srt", subtitles.srt), ("webvtt", subtitles.vtt)])
def test_another_parser_reads_what_is_written(kind: str, write: subtitles.Format) -> None:
    segments = [Segment(0.5, 2.0, "One & two"), Segment(3661.25, 3663.0, "An hour later")]
    found = parsed("".join(write(segments)), kind)
    assert [round(start, 3) for start, _ in found] == [0.5, 3661.25]
    assert found[1][1].strip() == "An hour later"


def test_markup_that_was_said_is_no_markup_in_webvtt() -> None:
    text = "".join(subtitles.vtt([Segment(0, 1, "if a < b --> c & d")]))
    assert "a &lt; b --&gt; c &amp; d" in text


def test_tabs_in_a_text_do_not_make_columns() -> None:
    rows = "".join(subtitles.tsv([Segment(0.1, 1.5, "a\tb")])).splitlines()
    assert rows == ["start\tend\ttext", "100\t1500\ta b"]


def test_json_is_one_document_with_words_and_their_times() -> None:
    segment = Segment(0, 1, "hi", (Word("hi", 0.1, 0.9, 0.5),))
    read = json.loads("".join(subtitles.json_text([segment, segment], {"file": "a.wav"})))
    assert read["file"] == "a.wav"
    assert [one["words"][0]["start_s"] for one in read["segments"]] == [0.1, 0.1]
    assert json.loads("".join(subtitles.json_text([], {}))) == {"segments": []}


times = st.floats(min_value=0, max_value=1e5, allow_nan=False)
texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=200)


@given(st.lists(st.tuples(times, st.floats(0, 60), texts), max_size=5))
def test_cues_never_overlap_and_lose_no_word(rows: list[tuple[float, float, str]]) -> None:
    segments = [Segment(start, start + length, text) for start, length, text in rows]
    made = list(cues(segments))
    for before, after in itertools.pairwise(made):
        assert before.end_s <= after.start_s
    said = "".join("".join(segment.text.split()) for segment in segments)
    assert "".join("".join(line.split()) for cue in made for line in cue.lines) == said
