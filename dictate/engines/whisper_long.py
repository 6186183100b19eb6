"""Recognises sound longer than Whisper's window, by faster-whisper's own `transcribe`.

It moves the window along by the times that the model writes down. A window that exhausts its token
budget, or repeats itself, is reason to read the whole again, without the budget and with a little
temperature.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dictate.core.dictation import Samples, Word
from dictate.core.recognition import Heard, SoundRequest
from dictate.engines.decoding import CONTEXT, token_budget
from dictate.engines.doubt import LOOPS
from dictate.engines.window import FULL, WINDOW_S

TEMPERATURES = (0.0, 0.2, 0.4)


def recognise_long(
    model: Any, samples: Samples, request: SoundRequest, language: str | None
) -> Heard:
    """The words of long sound.

    Args:
        model: The `faster_whisper.WhisperModel`.
        samples: The sound.
        request: How; its vocabulary only where the model profits from it.
        language: Language code; None to find out.
    """
    hotwords = ", ".join(request.vocabulary)
    budget = token_budget(WINDOW_S, language or "")
    options: dict[str, Any] = {
        "language": language,
        "beam_size": request.beam_size,
        "condition_on_previous_text": False,
        "word_timestamps": request.words,
        "hotwords": hotwords or None,
    }
    bound = _bound(model, budget, hotwords)
    segments, about = _read(model, samples, temperature=0.0, max_new_tokens=bound, **options)
    windows, doubt = _windows(segments), ""
    if _exhausts(segments, budget) or any(one.compression_ratio > LOOPS for one in segments):
        doubt = "cut off" if _exhausts(segments, budget) else "repeats itself"
        segments, about = _read(model, samples, temperature=TEMPERATURES, **options)
        windows += _windows(segments)
    text = "".join(one.text for one in segments).strip()
    return Heard(text, about.language, tuple(_words(segments)), windows * FULL, doubt)


def _read(model: Any, samples: Samples, **options: Any) -> tuple[list[Any], Any]:
    segments, about = model.transcribe(samples, **options)
    return list(segments), about


def _bound(model: Any, budget: int, hotwords: str) -> int | None:
    # faster-whisper refuses a prompt and a bound that do not fit into the context together.
    prompt = len(model.hf_tokenizer.encode(hotwords).ids) + 8 if hotwords else 8
    # CTranslate2 takes half of the length it is given as bound for new tokens (it reserves the
    # other half for the prompt), and faster-whisper passes prompt + bound as that length.
    doubled = 2 * budget
    return doubled if doubled + prompt <= CONTEXT else None


def _exhausts(segments: Sequence[Any], budget: int) -> bool:
    """Whether the tokens of any window reach the budget."""
    used: dict[int, int] = {}
    for one in segments:
        used[one.seek] = used.get(one.seek, 0) + len(one.tokens)
    return any(count >= budget for count in used.values())


def _windows(segments: Sequence[Any]) -> int:
    """How many windows had words: the ones without are not told of."""
    return len({one.seek for one in segments})


def _words(segments: Sequence[Any]) -> list[Word]:
    return [
        Word(word.word.strip(), float(word.start), float(word.end), float(word.probability))
        for one in segments
        for word in one.words or ()
    ]
