"""A Whisper model that answers what it is told, over a real tokenizer of twenty words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.tokenizer import Tokenizer
from tokenizers import Tokenizer as Vocabulary
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

WORDS = (
    "[UNK]",
    *[
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "Dictate",
        "PySide",
        "so",
        "well",
    ],
)
SPECIAL = (
    "<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|de|>", "<|fr|>", "<|translate|>",
    "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>",
)  # fmt: skip


def vocabulary() -> Any:
    """Words, then what steers the model, in Whisper's order."""
    numbers = {word: number for number, word in enumerate((*WORDS, *SPECIAL))}
    made = Vocabulary(WordLevel(numbers, unk_token="[UNK]"))
    made.pre_tokenizer = WhitespaceSplit()
    return made


@dataclass(frozen=True)
class Says:
    """One answer of the decoder."""

    text: str = "one two"
    logprob: float = -0.2
    no_speech: float = 0.0


@dataclass(frozen=True)
class Generated:
    """The same, as CTranslate2 puts it."""

    sequences_ids: list[list[int]]
    scores: list[float]
    no_speech_prob: float


@dataclass
class Core:
    """Stands for `ctranslate2.models.Whisper`: keeps what it is asked."""

    answers: list[Says]
    is_multilingual: bool = True
    device: str = "cpu"
    n_mels: int = 80
    languages: list[tuple[str, float]] = field(default_factory=list)
    windows: list[int] = field(default_factory=list)
    asked: list[tuple[str, list[int], dict[str, Any]]] = field(default_factory=list)

    def encode(self, features: Any) -> str:
        assert features.shape[:2] == [1, self.n_mels]
        self.windows.append(features.shape[2])
        return f"encoded {features.shape[2]}"

    def detect_language(self, _encoded: str) -> list[list[tuple[str, float]]]:
        return [[self.languages.pop(0)]]

    def generate(
        self, encoded: str, prompts: Sequence[list[int]], **options: Any
    ) -> list[Generated]:
        self.asked.append((encoded, prompts[0], options))
        says = self.answers.pop(0)
        ids = vocabulary().encode(says.text).ids
        # As CTranslate2 has it: an average without the end; nothing at all is infinitely unlikely.
        score = says.logprob * (len(ids) + 1) / len(ids) if ids else -float("inf")
        return [Generated([ids], [score], says.no_speech)]


class Model:
    """Stands for `faster_whisper.WhisperModel`."""

    supported_languages = ("en", "de", "fr", "yue")

    def __init__(self, *answers: Says, times: bool = True, **core: Any) -> None:
        self.model = Core(list(answers), **core)
        self.hf_tokenizer = vocabulary()
        self.feature_extractor = FeatureExtractor(feature_size=self.model.n_mels)
        self.aligned: list[tuple[str, int]] = []
        self._times = times

    def add_word_timestamps(
        self,
        segments: list[list[dict[str, Any]]],
        tokens: Tokenizer,
        encoded: str,
        frames: int,
        *_marks: Any,
    ) -> None:
        if not self._times:
            raise RuntimeError("The model configuration does not contain alignment_heads")
        self.aligned.append((encoded, frames))
        for segment in segments[0]:
            words = tokens.decode(segment["tokens"]).split()
            segment["words"] = [
                {"word": f" {word}", "start": 0.5 * i, "end": 0.5 * i + 0.4, "probability": 0.9}
                for i, word in enumerate(words)
            ]
