"""What Whisper's decoder is asked, and what it answers: the prompt, the bound, the reading."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

CONTEXT = 448
"""Whisper's context in tokens, prompt included."""

HALF = CONTEXT // 2
"""The most new tokens, and the most of a prompt that may stand before the sound."""

BEFORE = 40
"""The most tokens of the text before. More cost time, and a long text before is what draws Whisper
into repeating itself."""

SAMPLES = 5
"""Readings to choose from at a temperature above 0, as in OpenAI's own program."""

ENGLISH_TOKENS_PER_S = 6.0
TOKENS_PER_S = 15.0
"""Tokens of fast speech. Whisper's vocabulary was made from English; in scripts that it knows
badly a letter may be two tokens."""

SPARE_TOKENS = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """What the decoder read in a window.

    Attributes:
        text: The words.
        tokens: What they are made of.
        logprob: Average log-probability of a token; 0 where there is none.
        no_speech: How probable it is that nobody speaks, 0 to 1.
        cut_off: Whether it ended because the bound was reached.
    """

    text: str
    tokens: tuple[int, ...] = ()
    logprob: float = 0.0
    no_speech: float = 0.0
    cut_off: bool = False


def token_budget(sound_s: float, language: str) -> int:
    """Tokens that so much speech may need."""
    per_s = ENGLISH_TOKENS_PER_S if language == "en" else TOKENS_PER_S
    return min(HALF, math.ceil(per_s * sound_s) + SPARE_TOKENS)


class Decoder:
    """Whisper's decoder in one language.

    Args:
        core: The `ctranslate2.models.Whisper`.
        tokens: The `faster_whisper` tokenizer for the language.
    """

    def __init__(self, core: Any, tokens: Any) -> None:
        from faster_whisper.transcribe import get_suppressed_tokens

        self._core = core
        self.tokens = tokens
        # Signs that are not spoken, and those that steer the model.
        self._suppressed = list(get_suppressed_tokens(tokens, [-1]))

    def prompt(self, vocabulary: Sequence[str] = (), before: str = "") -> list[int]:
        """The tokens that the answer continues.

        Args:
            vocabulary: Spellings to prefer.
            before: The words before the phrase.
        """
        known: list[int] = []
        if vocabulary:
            known += self.tokens.encode(" " + ", ".join(vocabulary))[: HALF - 1 - BEFORE]
        if before:
            known += self.tokens.encode(" " + before.strip())[-BEFORE:]
        start = [*self.tokens.sot_sequence, self.tokens.no_timestamps]
        return [self.tokens.sot_prev, *known, *start] if known else start

    def read(
        self,
        encoded: Any,
        prompt: Sequence[int],
        *,
        beam_size: int,
        budget: int = HALF,
        temperature: float = 0.0,
    ) -> Reading:
        """What is said in the encoded sound.

        Args:
            encoded: Output of the encoder.
            prompt: Of `prompt`.
            beam_size: How many readings are followed at once, at temperature 0.
            budget: The most tokens to read.
            temperature: Above 0, readings are drawn by chance, and the likeliest is taken.
        """
        # CTranslate2 reserves half of the length for the prompt: new tokens are at most
        # min(length / 2, length - prompt) (WhisperReplica::generate). See decision 0005.
        longest = min(CONTEXT, max(2 * budget, budget + len(prompt)))
        most = min(longest // 2, longest - len(prompt))
        how: dict[str, Any] = {"beam_size": beam_size}
        if temperature > 0:
            how = {
                "beam_size": 1,
                "num_hypotheses": SAMPLES,
                "sampling_topk": 0,
                "sampling_temperature": temperature,
            }
        answer = self._core.generate(
            encoded,
            [list(prompt)],
            max_length=longest,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
            **how,
        )[0]
        found = answer.sequences_ids[0]
        # The score is an average that leaves out the end; of no tokens at all it is no number.
        logprob = answer.scores[0] * len(found) / (len(found) + 1) if found else 0.0
        return Reading(
            text=self.tokens.decode(found).strip(),
            tokens=tuple(found),
            logprob=float(logprob),
            no_speech=float(answer.no_speech_prob),
            cut_off=len(found) >= most,
        )
