"""Whisper by faster-whisper and CTranslate2. Runs inside a child process only.

Greedy or beam search at temperature 0, no text carried over, no voice filter: phrases come cut by
the endpointer. What a phrase may cost is bounded by a token budget; a phrase that exhausts it, or
repeats itself, is decoded again without the budget and with a little temperature.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from dictate.core.dictation import RATE_HZ, Samples, Word
from dictate.core.recognition import EngineReady, EngineSetup, Heard, SoundRequest
from dictate.engines.cuda import CardMemory, offer_libraries, recall, remember
from dictate.errors import ModelError

WINDOW_S = 30.0
"""Whisper's window. A phrase that fits needs no timestamps to find the next one."""

SHORTEST_S = 0.1
"""Shorter sound is padded with silence: the spectrogram needs more than one frame of 25 ms."""

SILENCE = 2.0**-15
"""Less than one step of 16-bit sound is digital silence."""

REPEATS = 2.4
"""Whisper's own bound on how well a text may compress before it counts as a loop."""

OPENAI_VOCABULARY = 51_864
"""Tokens of OpenAI's English models; the multilingual ones have one more. Their training saw
text in front of the sound, so they profit from hotwords; a small model trained otherwise reads
them as noise."""

MOST_TOKENS = 448
"""Whisper's context, prompt included."""


class WhisperEngine:
    """A Whisper model in CTranslate2 format. See `core.recognition.RecogniserEngine`."""

    def __init__(self) -> None:
        self._model: Any = None
        self._name = ""
        self._takes_hotwords = False

    def load(self, setup: EngineSetup) -> EngineReady:
        """Load the model on the best device that really works, and let it answer once."""
        started_s = time.monotonic()
        self._name = setup.name
        self._model, why = _on_card(setup, time.time())
        if self._model is None:
            self._model = _open(setup, "cpu")
            warm_up(self._model)
        self._takes_hotwords = self._model.hf_tokenizer.get_vocab_size() >= OPENAI_VOCABULARY
        core = self._model.model
        return EngineReady(
            device=core.device,
            compute_type=core.compute_type,
            why=why,
            took_s=time.monotonic() - started_s,
        )

    @property
    def model(self) -> Any:
        """The loaded `faster_whisper.WhisperModel`."""
        return self._model

    def known(self, language: str) -> str | None:
        """The language to ask the model for; None lets it find out.

        Raises:
            ModelError: It does not know this language.
        """
        return self._language(language)

    def recognise(self, samples: Samples, request: SoundRequest) -> Heard:
        """The words of a phrase. Digital silence has none and costs nothing."""
        language = self._language(request.language)
        if not samples.size or float(np.abs(samples).max()) < SILENCE:
            return Heard("", language or "")
        sound_s = len(samples) / RATE_HZ
        missing = int(SHORTEST_S * RATE_HZ) - len(samples)
        if missing > 0:
            samples = np.pad(samples, (0, missing))
        hotwords = ", ".join(request.vocabulary) if self._takes_hotwords else ""
        budget = token_budget(sound_s)
        options: dict[str, Any] = {
            "language": language,
            "beam_size": request.beam_size,
            "without_timestamps": sound_s <= WINDOW_S,
            "condition_on_previous_text": False,
            "word_timestamps": request.words,
            "hotwords": hotwords or None,
        }
        bound = self._bound(budget, hotwords)
        segments, about = self._decode(samples, temperature=0.0, max_new_tokens=bound, **options)
        if _exhausts(segments, budget) or any(one.compression_ratio > REPEATS for one in segments):
            segments, about = self._decode(samples, temperature=(0.0, 0.2, 0.4), **options)
        text = "".join(one.text for one in segments).strip()
        return Heard(text, about.language, tuple(_words(segments)))

    def _decode(self, samples: Samples, **options: Any) -> tuple[list[Any], Any]:
        segments, about = self._model.transcribe(samples, **options)
        # Without timestamps a window is one segment. With word times faster-whisper would then
        # decode what follows the last word as if it were another window, and hear things there.
        most = 1 if options["without_timestamps"] else None
        return list(islice(segments, most)), about

    def _language(self, asked: str) -> str | None:
        if not self._model.model.is_multilingual:
            return "en"
        if asked == "auto":
            return None
        if asked not in self._model.supported_languages:
            raise ModelError(
                f"The model {self._name} does not know the language {asked!r}.",
                hint="Choose another one: dictate config set recogniser.language en",
            )
        return asked

    def _bound(self, budget: int, hotwords: str) -> int | None:
        # faster-whisper refuses a prompt and a bound that do not fit into the context together.
        prompt = len(self._model.hf_tokenizer.encode(hotwords).ids) + 8 if hotwords else 8
        # CTranslate2 takes half of the length it is given as bound for new tokens (it reserves the
        # other half for the prompt), and faster-whisper passes prompt + bound as that length.
        doubled = 2 * budget
        return doubled if doubled + prompt <= MOST_TOKENS else None


def token_budget(sound_s: float) -> int:
    """Tokens that a window of speech may need: six a second is fast speech, and eight besides."""
    return math.ceil(6.0 * min(sound_s, WINDOW_S)) + 8


def warm_up(model: Any) -> None:
    """One small inference: two seconds of nothing, a few tokens. Touches every weight.

    Short on purpose: faster-whisper itself would compute a whole window, which is seconds for a
    large model. 200 frames make 100 positions; CTranslate2 mistakes an encoder output of as many
    positions as there are mel bands (80 or 128) for a spectrogram.
    """
    import ctranslate2
    from faster_whisper.tokenizer import Tokenizer

    multilingual = model.model.is_multilingual
    tokens = Tokenizer(
        model.hf_tokenizer, multilingual, task="transcribe" if multilingual else None, language="en"
    )
    bands = int(model.model.n_mels)
    silence = ctranslate2.StorageView.from_array(np.zeros((1, bands, 200), np.float32))
    prompt = [*tokens.sot_sequence, tokens.no_timestamps]
    model.model.generate(model.model.encode(silence), [prompt], beam_size=1, max_length=16)


def _open(setup: EngineSetup, device: str) -> Any:
    import ctranslate2
    from faster_whisper import WhisperModel

    can = ctranslate2.get_supported_compute_types(device)
    wanted = ("int8_float16", "float16") if device == "cuda" else ("int8",)
    compute_type = next((one for one in wanted if one in can), "default")
    return WhisperModel(
        setup.folder,
        device=device,
        compute_type=compute_type,
        cpu_threads=setup.threads,
        local_files_only=True,
    )


def _on_card(setup: EngineSetup, now_s: float) -> tuple[Any, str]:
    """The model on the graphics card, warm; or None, and why not."""
    if setup.device == "cpu":
        return None, ""
    import ctranslate2

    insisted = setup.device == "cuda"
    cards = ctranslate2.get_cuda_device_count()
    if not cards:
        missing = "The graphics card is not used: CUDA finds none." if insisted else ""
        return None, missing
    key = f"ctranslate2 {ctranslate2.__version__}, {cards} cards"
    path = Path(setup.device_file)
    memory = recall(path, key)
    if why := memory.forbids(now_s, insisted=insisted):
        return None, why
    remember(path, memory.trying(now_s))
    try:
        offer_libraries()
        model = _open(setup, "cuda")
        warm_up(model)
    except (RuntimeError, ValueError, OSError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        why = f"The graphics card is not used: {first}."
        remember(path, CardMemory(key, why=why, tried_at_s=now_s))
        return None, why
    remember(path, CardMemory(key, works=True, tried_at_s=now_s))
    return model, ""


def _exhausts(segments: Sequence[Any], budget: int) -> bool:
    """Whether the tokens of any window reach the budget."""
    used: dict[int, int] = {}
    for one in segments:
        used[one.seek] = used.get(one.seek, 0) + len(one.tokens)
    return any(count >= budget for count in used.values())


def _words(segments: Sequence[Any]) -> list[Word]:
    return [
        Word(word.word.strip(), float(word.start), float(word.end), float(word.probability))
        for one in segments
        for word in one.words or ()
    ]
