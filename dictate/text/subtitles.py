"""Writes segments as text, SubRip (SRT), WebVTT, TSV or JSON.

Subtitles are cut so that they can be read: at most two lines of 42 characters, at most seven
seconds, never ending before they can be read (the limits are those of the BBC's and Netflix's
subtitle guidelines, where they agree).
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any

from dictate.core.dictation import Word
from dictate.core.segments import Segment

LINE = 42
LINES = 2
LONGEST_S = 7.0


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle: when, and its lines."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]


def cues(segments: Iterable[Segment]) -> Iterator[Cue]:
    """Segments as subtitles that can be read, in order and without overlap."""
    end_s = 0.0
    for segment in segments:
        for part in _parts(segment):
            start_s = max(part.start_s, end_s)
            end_s = max(part.end_s, start_s + 0.001)
            lines = tuple(textwrap.wrap(part.text, LINE, break_on_hyphens=False))
            if lines:
                yield Cue(start_s, end_s, lines)


def _parts(segment: Segment) -> Iterator[Segment]:
    """A segment cut into pieces that fit, at the end of a clause where there is one."""
    words = segment.words or _estimated(segment)
    piece: list[Word] = []
    for word in words:
        fits = _fits([*piece, word])
        if piece and not fits:
            cut = _clause_end(piece)
            yield _as_segment(piece[:cut])
            piece = piece[cut:]
        piece.append(word)
    if piece:
        yield _as_segment(piece)


def _fits(words: list[Word]) -> bool:
    lines = textwrap.wrap(" ".join(word.text for word in words), LINE, break_on_hyphens=False)
    return len(lines) <= LINES and words[-1].end_s - words[0].start_s <= LONGEST_S


def _clause_end(words: list[Word]) -> int:
    """How many words make the first piece: up to the last stop in its second half, else all."""
    for count in range(len(words), len(words) // 2, -1):
        if words[count - 1].text.endswith((".", "!", "?", ",", ";", ":")):
            return count
    return len(words)


def _as_segment(words: list[Word]) -> Segment:
    text = " ".join(word.text for word in words)
    return Segment(words[0].start_s, words[-1].end_s, text, tuple(words))


def _estimated(segment: Segment) -> list[Word]:
    """Words with times by their share of the letters, for models without word times."""
    texts = segment.text.split()
    letters = sum(len(text) + 1 for text in texts)
    words, at = [], 0
    length_s = segment.end_s - segment.start_s
    for text in texts:
        after = at + len(text) + 1
        start_s = segment.start_s + length_s * at / letters
        words.append(Word(text, start_s, segment.start_s + length_s * after / letters, 1.0))
        at = after
    return words


def _clock(seconds: float, mark: str) -> str:
    total_ms = max(0, round(seconds * 1000))
    minutes, ms = divmod(total_ms, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{ms // 1000:02d}{mark}{ms % 1000:03d}"


def txt(segments: Iterable[Segment]) -> Iterator[str]:
    """A line for each segment."""
    for segment in segments:
        if segment.text:
            yield segment.text + "\n"


def srt(segments: Iterable[Segment]) -> Iterator[str]:
    """SubRip."""
    for number, cue in enumerate(cues(segments), start=1):
        times = f"{_clock(cue.start_s, ',')} --> {_clock(cue.end_s, ',')}"
        yield "\n".join([str(number), times, *cue.lines]) + "\n\n"


def vtt(segments: Iterable[Segment]) -> Iterator[str]:
    """WebVTT, see www.w3.org/TR/webvtt1: `&` and `<` are escaped, and so is an arrow's `>`."""
    yield "WEBVTT\n\n"
    for cue in cues(segments):
        times = f"{_clock(cue.start_s, '.')} --> {_clock(cue.end_s, '.')}"
        lines = [
            line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            for line in cue.lines
        ]
        yield "\n".join([times, *lines]) + "\n\n"


def tsv(segments: Iterable[Segment]) -> Iterator[str]:
    """Start and end in milliseconds, and the text, parted by tabs."""
    yield "start\tend\ttext\n"
    for segment in segments:
        text = segment.text.replace("\t", " ")
        yield f"{round(segment.start_s * 1000)}\t{round(segment.end_s * 1000)}\t{text}\n"


def json_text(segments: Iterable[Segment], about: Mapping[str, Any]) -> Iterator[str]:
    """One JSON document, written piece by piece.

    Args:
        segments: The text.
        about: What else to say: the file, the model, the language.
    """
    head = "".join(
        f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)},\n"
        for name, value in about.items()
    )
    yield f'{{\n{head}  "segments": ['
    between = "\n"
    for segment in segments:
        row = asdict(replace(segment, words=()))
        row["words"] = [asdict(word) for word in segment.words]
        yield between + "    " + json.dumps(row, ensure_ascii=False)
        between = ",\n"
    yield "\n  ]\n}\n"


Format = Callable[[Iterable[Segment]], Iterator[str]]

FORMATS: Mapping[str, Format] = MappingProxyType(
    {"txt": txt, "srt": srt, "vtt": vtt, "tsv": tsv, "json": lambda found: json_text(found, {})}
)
"""Every format by its name, which is also the ending of its files."""

WITH_WORD_TIMES = frozenset({"srt", "vtt"})
"""Formats that are better with the time of each word."""
