"""A cleaner that writes: any chat model in a GGUF file, asked to write the words again.

The instruction and its examples are read once, when the model is loaded, and what a style asks for
once for each change of style; both are remembered. Each text then costs the reading of itself and
the writing of the answer, of which most is drafted from the text (`copying.py`). A model that
cannot forget what it read is put back to its state after the instruction and writes token by token.

What comes out is what the model wrote and nothing was taken from it: whether it only cleaned is for
others to judge.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from dictate.core.cleaning import CleanRequest, Leash
from dictate.core.dictation import Edit
from dictate.core.recognition import EngineReady, EngineSetup
from dictate.core.spokenwords import words_of
from dictate.engines.copying import Copyist, source_of
from dictate.engines.llama import GgufModel
from dictate.engines.loaded import Free, features, weights_in
from dictate.engines.odds import Costs, Odds
from dictate.engines.pieces import Cut, pieces_of
from dictate.engines.prompts import Part, asked_part, family_of, fixed_part, style_part
from dictate.engines.reader import Reader
from dictate.engines.writing import Greedy, Pick, Writing, Written, read, work_s
from dictate.errors import CleanupError, ModelError

PIECES = Cut(most_words=80, from_words=40)
"""How a long text is cut. One that is cleaned while it is spoken comes sentence by sentence."""

_PIECE_TOKENS = 160
"""The longest piece, in tokens; a longer one is halved."""

_BEFORE_TOKENS = 48
"""How much of the sentence before is shown: its last tokens."""

_STYLE_TOKENS = 448
"""How long a style's instruction may be: 2,000 letters of English; what is longer is cut off."""

_MOST_GROWTH = 2.0
"""No answer may become longer than so many times its text: the memory ends there."""

_SPARE_TOKENS = 16
"""What an answer may have on top of its share: marks, and short texts."""

_BATCH = 64
"""How many tokens are read at once. Between two batches a cleaner can be called off."""

_SCORED = 32
"""After how many tokens of a batch scores are wanted: the longest draft and the one before."""

_TIMED = (1, 1, 4, 8, 16, 32)
"""Batches of these sizes are timed at the start, and the shortest time of a size counts."""

_MARKS_TOKENS = 48
"""What a chat and its tags need around a text."""


class Writer:
    """A chat model that cleans. Call it from one thread.

    Args:
        path: A GGUF file.
        threads: Processor threads.
        drafts: Whether it may draft from the text.

    Raises:
        ModelError: llama-cpp-python is missing, or the file is no chat model that is known here.
    """

    def __init__(self, path: Path, threads: int, *, drafts: bool = True) -> None:
        self.model = GgufModel(path)
        try:
            self._family = family_of(self.model.entry("tokenizer.chat_template"))
            self._prefix = self._as_tokens(fixed_part(self._family))
            self.reader = Reader(self.model, self._room(), _BATCH, threads, _SCORED)
            try:
                self._begin(Free(), drafts=drafts)
            except CleanupError as error:
                self.reader.close()
                raise ModelError(
                    "The cleaning model cannot read its instruction.",
                    hint="Pick another cleaner in the settings: dictate models list",
                ) from error
        except ModelError:
            self.model.close()
            raise
        self.pick: Pick = Greedy(self.reader)
        self.last = Written((), 0, 0, 0)
        """How the last piece was written."""

    def close(self) -> None:
        """Give the memory back."""
        self.reader.close()
        self.model.close()

    @property
    def drafts(self) -> bool:
        """Whether it drafts from the text where that pays."""
        return self.odds.costs is not None

    def clean(self, request: CleanRequest, leash: Leash) -> str:
        """The words as the model writes them, piece by piece, with the white space around them.

        Raises:
            TextGivenUpError: It was called off, or found no end.
            CleanupError: The model failed.
        """
        written, before, at = [], request.before, 0
        for begin, end in _bounds(request.text):
            written.append(request.text[at:begin])
            piece = self._piece(request, request.text[begin:end], before, leash)
            written.append(piece)
            before, at = piece, end
        return "".join(written) + request.text[at:]

    def prompt_of(self, request: CleanRequest) -> list[int]:
        """All that the model has read when it begins to write, as tokens."""
        return [*self._prefix, *self._style_of(request.instruction), *self._words_of(request)]

    def _style_of(self, instruction: str) -> list[int]:
        return self._as_tokens(style_part(self._family, instruction))

    def _words_of(self, request: CleanRequest) -> list[int]:
        return self._as_tokens(asked_part(self._family, request))

    def write(self, request: CleanRequest, leash: Leash) -> str:
        """What the model makes of one piece, whatever its length."""
        tokens = self.model.tokens(request.text)
        copyist = None
        if self.drafts:
            spell = self.model.spelling
            copyist = Copyist(source_of(tokens, list(map(spell, tokens))), spell, self.odds)
        most = int(min(request.growth, _MOST_GROWTH) * len(tokens)) + _SPARE_TOKENS
        self._stand_before(request.instruction, leash)
        prompt = self._words_of(request)
        self.last = Writing(self.reader, self.pick, leash).write(prompt, copyist, most)
        return self.model.text(self.last.tokens)

    def _piece(self, request: CleanRequest, text: str, before: str, leash: Leash) -> str:
        tokens = len(self.model.tokens(text))
        words = words_of(text)
        if tokens > _PIECE_TOKENS:
            if len(words) == 1:  # hundreds of signs without a space are data, not speech
                return text
            middle = words[len(words) // 2]
            head = self._piece(request, text[: words[len(words) // 2 - 1].end], before, leash)
            tail = self._piece(request, text[middle.start :], head, leash)
            return head + text[words[len(words) // 2 - 1].end : middle.start] + tail
        asked = CleanRequest(
            text,
            self._end_of(before, _BEFORE_TOKENS),
            self.model.text(self.model.tokens(request.instruction)[:_STYLE_TOKENS]),
            request.growth,
        )
        return self.write(asked, leash).strip()

    def _end_of(self, text: str, most: int) -> str:
        tokens = self.model.tokens(text)
        if len(tokens) <= most:
            return text
        return self.model.text(tokens[-most:]).lstrip("\ufffd").lstrip()

    def _as_tokens(self, parts: Iterable[Part]) -> list[int]:
        """The tokens of a prompt. Markup side by side is read together, data for itself."""
        tokens: list[int] = []
        markup = ""
        for part in parts:
            if not part.is_data:
                markup += part.text
                continue
            tokens += self.model.tokens(markup, markup=True)
            tokens += self.model.tokens(part.text)
            markup = ""
        return tokens + self.model.tokens(markup, markup=True)

    def _room(self) -> int:
        """How many tokens have to be remembered at most, in steps as llama.cpp wants them."""
        answer = int(_MOST_GROWTH * _PIECE_TOKENS) + _SPARE_TOKENS
        asked = _PIECE_TOKENS + _BEFORE_TOKENS + _STYLE_TOKENS + _MARKS_TOKENS
        return -(-(len(self._prefix) + asked + answer + _SCORED) // 256) * 256

    def _begin(self, leash: Leash, *, drafts: bool) -> None:
        """Read the instruction, and see what the model can do."""
        read(self.reader, self._prefix, leash)
        self._state = self._styled_state = b""
        self._style: str | None = None
        self._styled = len(self._prefix)
        self.odds = Odds(None)
        if not self.model.can_forget or not self._forgets():
            self._restart(leash)
            self._state = self.reader.saved()
        elif drafts:
            self.odds = Odds(Costs(batch_times(self.reader, self._prefix)))

    def _forgets(self) -> bool:
        """Whether what was read can be forgotten again; tried, for not every model says so."""
        self.reader.read(self._prefix[-1:])
        return self.reader.forget(len(self._prefix))

    def _restart(self, leash: Leash) -> None:
        self.reader.clear()
        read(self.reader, self._prefix, leash)

    def _stand_before(self, style: str, leash: Leash) -> None:
        """Remember the instruction and what the style asks for, and nothing else."""
        if self._style == style and self.reader.length >= self._styled:
            self._back_to(self._styled, self._styled_state)
            return
        self._style = None  # not yet: this may be called off
        if self.reader.length < len(self._prefix):  # a failure has cleared it
            self._restart(leash)
        else:
            self._back_to(len(self._prefix), self._state)
        read(self.reader, self._style_of(style), leash)
        self._styled = self.reader.length
        self._styled_state = self.reader.saved() if self._state else b""
        self._style = style

    def _back_to(self, length: int, state: bytes) -> None:
        if state:
            self.reader.restore(state, length)
        elif not self.reader.forget(length):
            raise CleanupError("The cleaning model cannot forget the text before.")


class WriterEngine:
    """A writer as a child process serves it. See `core.cleaning.CleanerEngine`."""

    def __init__(self) -> None:
        self._writer: Writer | None = None

    def load(self, setup: EngineSetup) -> EngineReady:
        """Load the model in the folder and let it read its instruction."""
        started_s = time.monotonic()
        self._writer = Writer(weights_in(setup), setup.threads)
        return EngineReady("cpu", features(), took_s=time.monotonic() - started_s)

    def clean(self, request: CleanRequest, leash: Leash) -> tuple[str, tuple[Edit, ...]]:
        """The text as the model writes it, and the one edit that says so."""
        if self._writer is None:
            raise CleanupError("No cleaning model is loaded.")
        text = self._writer.clean(request, leash)
        if text == request.text:
            return text, ()
        return text, (Edit("written", 0, request.text, text),)


def batch_times(reader: Reader, tokens: Sequence[int]) -> list[tuple[int, float]]:
    """Seconds of work for batches of some sizes here; what was remembered still is.

    Args:
        reader: A model that can forget.
        tokens: What to read, again and again.
    """
    timed: dict[int, float] = {}
    known = reader.length
    for size in _TIMED:
        many = (list(tokens) * size)[:size]
        began_s = work_s()
        reader.read(many, range(size))
        reader.scores(size - 1)
        took_s = work_s() - began_s
        timed[size] = min(took_s, timed.get(size, took_s))
        reader.forget(known)
    return list(timed.items())


def _bounds(text: str) -> Sequence[tuple[int, int]]:
    """Where the pieces of a text begin and end."""
    return [(piece[0].start, piece[-1].end) for piece in pieces_of(words_of(text), PIECES)]
