"""When each word was said: one pass of the decoder over the words that are already known.

The attention of some of its heads, the alignment heads, follows the sound. A model that does not
name its heads gives no times.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dictate.core.dictation import Word
from dictate.engines.window import FRAME_MS

OPENS = "\"'“¿([{-"
CLOSES = "\"'.。,，!！?？:：”)]}、"  # noqa: RUF001 - marks of other scripts
"""Marks that belong to the word behind them and before them, as faster-whisper has them."""


def words_with_times(
    model: Any, tokens: Any, found: Sequence[int], encoded: Any, frames: int
) -> tuple[Word, ...]:
    """The words of a reading with their times in the phrase; none where they cannot be told.

    Args:
        model: The `faster_whisper.WhisperModel`.
        tokens: Its tokenizer for the language.
        found: The tokens that were read.
        encoded: The encoder's output that they were read from.
        frames: Of the phrase, without its padding.
    """
    end_s = frames * FRAME_MS / 1000
    segment = {"seek": 0, "start": 0.0, "end": end_s, "tokens": list(found)}
    try:
        model.add_word_timestamps([[segment]], tokens, encoded, frames, OPENS, CLOSES, 0.0)
    except RuntimeError:  # no alignment heads are named
        return ()
    timed: list[dict[str, Any]] = segment.get("words") or []  # type: ignore[assignment]
    return tuple(
        Word(
            text=word["word"].strip(),
            start_s=min(float(word["start"]), end_s),
            end_s=min(float(word["end"]), end_s),
            probability=float(word["probability"]),
        )
        for word in timed
        if word["word"].strip()
    )
