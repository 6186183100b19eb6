"""A language model in a GGUF file, by way of llama.cpp: its words, and what it says of itself.

The library's own `Llama` is made for chats: it keeps the scores of a whole batch in Python and
reads a prompt in one go, which nobody can call off. Here is the little that a cleaner needs
instead; what the model reads and remembers is in `reader.py`.
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from dictate.errors import ModelError

_LONGEST_ENTRY = 1 << 16
"""Bytes of the longest entry of a file that is read: a chat template has some thousand."""


def llama_library() -> ModuleType:
    """llama-cpp-python, started up.

    Raises:
        ModelError: It is missing, or does not run here.
    """
    try:
        import llama_cpp
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelError(
            "llama-cpp-python is not installed or cannot be loaded.",
            hint="Install Dictate with its cleaner: pip install 'dictate[cleaner]'.",
        ) from error
    logging.getLogger("llama-cpp-python").setLevel(logging.ERROR)
    llama_cpp.llama_backend_init()  # may be called again
    return llama_cpp


class GgufModel:
    """A model in memory. Call it from one thread, and close it.

    Args:
        path: A GGUF file.

    Raises:
        ModelError: llama-cpp-python is missing, or the file is no model that it can load.
    """

    def __init__(self, path: Path) -> None:
        self.llama: Any = llama_library()
        wanted = self.llama.llama_model_default_params()
        wanted.n_gpu_layers = 0
        self.model: Any = None
        if path.is_file():
            self.model = self.llama.llama_model_load_from_file(str(path).encode(), wanted)
        if not self.model:
            raise ModelError(
                "The cleaning model cannot be loaded.",
                hint="Fetch it again, or pick another cleaner in the settings.",
            )
        self._vocab: Any = self.llama.llama_model_get_vocab(self.model)
        self._spellings: dict[int, str] = {}

    def close(self) -> None:
        """Give the memory back. Its readers must be closed before."""
        if self.model:
            self.llama.llama_model_free(self.model)
            self.model = None

    @cached_property
    def size(self) -> int:
        """How many tokens there are."""
        return int(self.llama.llama_vocab_n_tokens(self._vocab))

    @cached_property
    def can_forget(self) -> bool:
        """Whether it can forget the last tokens that it has read.

        A recurrent model, or one with recurrent layers among others, has one state for all that it
        has read: it can only be put back as a whole.
        """
        recurrent = self.llama.llama_model_is_recurrent(self.model)
        return not (recurrent or self.llama.llama_model_is_hybrid(self.model))

    def entry(self, key: str) -> str:
        """What the file says under this key, as text; empty where it says nothing."""
        buffer = ctypes.create_string_buffer(_LONGEST_ENTRY)
        length = self.llama.llama_model_meta_val_str(
            self.model, key.encode(), buffer, _LONGEST_ENTRY
        )
        return buffer.value.decode(errors="replace") if length >= 0 else ""

    def tokens(self, text: str, *, markup: bool = False) -> list[int]:
        """The tokens of a text.

        Args:
            text: Any text.
            markup: Whether names of special tokens in it mean those tokens. Never for words that
                were said: a special token in them is spelled out like any other word.
        """
        if markup:
            return self._tokenised(text, special=True)
        ids: list[int] = []
        for part in self._apart(text):
            ids += self._tokenised(part, special=False)
        return ids

    def special(self, name: str) -> int | None:
        """The one token that this text names; None where it is several, or an ordinary word."""
        ids = self._tokenised(name, special=True)
        return ids[0] if len(ids) == 1 and ids[0] in self.specials else None

    @cached_property
    def specials(self) -> frozenset[int]:
        """All tokens that are no words but markup: controls, and what a model adds in brackets."""
        control = self._with_attribute(self.llama.LLAMA_TOKEN_ATTR_CONTROL)
        return frozenset((*control, *self._brackets))

    @cached_property
    def _brackets(self) -> Mapping[int, str]:
        """The tokens in brackets that a model's makers have added, such as `<think>`."""
        added = self._with_attribute(self.llama.LLAMA_TOKEN_ATTR_USER_DEFINED)
        names = {token: self.name(token) for token in added}
        return {token: name for token, name in names.items() if _is_markup(name)}

    def _with_attribute(self, attribute: int) -> list[int]:
        get = self.llama.llama_vocab_get_attr
        return [token for token in range(self.size) if get(self._vocab, token) & attribute]

    @cached_property
    def ends(self) -> frozenset[int]:
        """The tokens that end an answer."""
        is_end = self.llama.llama_vocab_is_eog
        return frozenset(token for token in self.specials if is_end(self._vocab, token))

    def name(self, token: int) -> str:
        """How the vocabulary spells a token."""
        text = self.llama.llama_vocab_get_text(self._vocab, token)
        return text.decode(errors="replace") if text else ""

    def piece(self, token: int) -> bytes:
        """What a token writes: bytes, for a letter may need several tokens; none for a special."""
        buffer = ctypes.create_string_buffer(64)
        length = self.llama.llama_token_to_piece(self._vocab, token, buffer, 64, 0, False)
        if length < 0:
            buffer = ctypes.create_string_buffer(-length)
            length = self.llama.llama_token_to_piece(self._vocab, token, buffer, -length, 0, False)
        return buffer.raw[:length]

    def spelling(self, token: int) -> str:
        """What a token writes, as far as that is whole letters; remembered."""
        known = self._spellings.get(token)
        if known is None:
            known = self._spellings[token] = self.piece(token).decode(errors="ignore")
        return known

    def text(self, tokens: Iterable[int]) -> str:
        """What tokens write."""
        return b"".join(map(self.piece, tokens)).decode(errors="replace")

    def _apart(self, text: str) -> Iterable[str]:
        """The text in parts, cut inside whatever reads like an added token.

        llama.cpp leaves controls alone when it is told to, but not those (llama-vocab.cpp,
        tokenizer_st_partition).
        """
        for name in self._brackets.values():
            if name in text:
                head, tail = text.split(name, 1)
                return (*self._apart(head), name[0], *self._apart(name[1:] + tail))
        return (text,)

    def _tokenised(self, text: str, *, special: bool) -> list[int]:
        raw = text.encode(errors="replace")
        room = len(raw) + 8
        while True:
            ids = (ctypes.c_int32 * room)()
            count = self.llama.llama_tokenize(self._vocab, raw, len(raw), ids, room, False, special)
            if count >= 0:
                return list(ids[:count])
            room = -count


def _is_markup(name: str) -> bool:
    return len(name) > 2 and (name[0], name[-1]) in {("<", ">"), ("[", "]")}
