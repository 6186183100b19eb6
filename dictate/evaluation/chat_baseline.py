"""A writer as programs use it that clean after the release: one `create_chat_completion`.

The library as its README shows it, with nothing of Dictate's: a system prompt, the words as the
user's message, temperature 0. It is told the same as Dictate's writers are. The library itself
keeps what two prompts have in common at their beginning, so its instruction is read once too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dictate.core.cleaning import CleanRequest, Leash
from dictate.core.dictation import Edit
from dictate.core.recognition import EngineReady, EngineSetup
from dictate.engines.loaded import features, weights_in
from dictate.engines.prompts import EXAMPLES, INSTRUCTION
from dictate.errors import CleanupError
from dictate.evaluation.forced_writer import known_answers

_CONTEXT = 8192
"""Five minutes of speech are some 1,200 tokens, and as many again are written."""

_WARM_UP = "So this is the first sentence."


class ChatBaseline:
    """A chat model behind `create_chat_completion`.

    Args:
        path: A GGUF file with a chat template.
        threads: Processor threads.
    """

    def __init__(self, path: Path, threads: int) -> None:
        from llama_cpp import Llama

        self._llama: Any = Llama(
            str(path),
            n_ctx=_CONTEXT,
            n_threads=threads,
            n_threads_batch=threads,
            verbose=False,
        )
        self._sample = self._llama.sample

    def close(self) -> None:
        """Give the memory back."""
        self._llama.close()

    def clean(self, text: str, forced: str | None = None) -> str:
        """The text as the model writes it.

        Args:
            text: What was dictated, all of it.
            forced: What it is to write instead, at the price of writing it: for random weights.
        """
        tokens = len(self._tokens(text))
        self._llama.sample = self._sample if forced is None else self._forced(forced)
        answer = self._llama.create_chat_completion(
            messages=_messages(text), temperature=0.0, max_tokens=2 * tokens + 16
        )
        return str(answer["choices"][0]["message"]["content"]).strip()

    def _tokens(self, text: str) -> list[int]:
        tokens: list[int] = self._llama.tokenize(text.encode(), add_bos=False, special=False)
        return tokens

    def _forced(self, text: str) -> Any:
        """A sampler that samples and then takes the next token of `text`."""
        wanted: Iterator[int] = iter([*self._tokens(text), self._llama.token_eos()])
        end: int = self._llama.token_eos()

        def sample(*args: Any, **options: Any) -> int:
            self._sample(*args, **options)
            return next(wanted, end)

        return sample


class ChatBaselineEngine:
    """It in a child, forced to write what `known_answers` has for each text."""

    def __init__(self) -> None:
        self._chat: ChatBaseline | None = None

    def load(self, setup: EngineSetup) -> EngineReady:
        """Load the model, and let it answer once so that it has read its instruction."""
        started_s = time.monotonic()
        self._answer = self._answers()
        self._chat = ChatBaseline(weights_in(setup), setup.threads)
        self._chat.clean(_WARM_UP, forced=_WARM_UP)
        return EngineReady("cpu", features(), took_s=time.monotonic() - started_s)

    def clean(self, request: CleanRequest, leash: Leash) -> tuple[str, tuple[Edit, ...]]:
        """All of the text at once; nobody can call it off."""
        del leash
        if self._chat is None:
            raise CleanupError("No cleaning model is loaded.")
        text = self._chat.clean(request.text, forced=self._forced(request.text))
        return text, (Edit("written", 0, request.text, text),) if text != request.text else ()

    def _answers(self) -> Callable[[str], str] | None:
        return known_answers()

    def _forced(self, text: str) -> str | None:
        return self._answer(text) if self._answer else None


class FreeChatEngine(ChatBaselineEngine):
    """The same with a real model, which writes what it will."""

    def _answers(self) -> None:
        return None


def _messages(text: str) -> list[dict[str, str]]:
    said = [{"role": "system", "content": INSTRUCTION}]
    for one in EXAMPLES:
        said.append({"role": "user", "content": f"<dictated>{one.dictated}</dictated>"})
        said.append({"role": "assistant", "content": one.written})
    said.append({"role": "user", "content": f"<dictated>{text}</dictated>"})
    return said
