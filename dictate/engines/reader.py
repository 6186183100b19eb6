"""What a model reads and remembers: one context of llama.cpp.

It reads tokens one after the other and remembers them all; after chosen ones it says how likely
each token of its vocabulary is to come next. It can be made to forget the last ones, or, where that
is not possible, to go back to a state that was saved.
"""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from dictate.engines.llama import GgufModel
from dictate.errors import CleanupError, ModelError

Scores: TypeAlias = npt.NDArray[np.float32]
"""Logits, shape (size of the vocabulary,)."""


class Reader:
    """A model at work. Close it before its model.

    Args:
        model: Whose memory this is.
        room: How many tokens it can remember.
        batch: How many it reads at once at most.
        scored: After how many of these scores may be wanted, each of them a float for every token
            of the vocabulary; 0: after all.
        threads: Processor threads.

    Raises:
        ModelError: There is not enough memory, or the model cannot be used like this.
    """

    def __init__(
        self, model: GgufModel, room: int, batch: int, threads: int, scored: int = 0
    ) -> None:
        llama = model.llama
        self.model, self.room, self.batch = model, room, batch
        self._llama = llama
        wanted = llama.llama_context_default_params()
        wanted.n_ctx = room
        wanted.n_batch = wanted.n_ubatch = batch
        wanted.n_seq_max = 1
        wanted.n_outputs_max = scored
        wanted.n_threads = wanted.n_threads_batch = threads
        wanted.flash_attn_type = llama.LLAMA_FLASH_ATTN_TYPE_DISABLED
        wanted.no_perf = True
        self._context = llama.llama_init_from_model(model.model, wanted)
        if not self._context:
            raise ModelError(
                "There is not enough memory for the cleaning model.",
                hint="Close other programs, or pick a smaller cleaner in the settings.",
            )
        self._memory = llama.llama_get_memory(self._context)
        self._batch = llama.llama_batch_init(batch, 0, 1)
        for place in range(batch):
            self._batch.n_seq_id[place] = 1
            self._batch.seq_id[place][0] = 0
        self.length = 0
        """How many tokens it remembers."""

    def close(self) -> None:
        """Give the memory back."""
        if self._context:
            self._llama.llama_batch_free(self._batch)
            self._llama.llama_free(self._context)
            self._context = None

    def read(self, tokens: Sequence[int], wanted: Collection[int] = ()) -> None:
        """Read tokens, at most `batch`, after those that it remembers.

        Args:
            tokens: What to read.
            wanted: The places in `tokens` after which the scores are wanted; see `scores`.

        Raises:
            CleanupError: They do not fit, or llama.cpp refused.
        """
        if self.length + len(tokens) > self.room:
            raise CleanupError("The text is too long for the cleaning model.")
        batch = self._batch
        batch.n_tokens = len(tokens)
        for place, token in enumerate(tokens):
            batch.token[place] = token
            batch.pos[place] = self.length + place
            batch.logits[place] = 0
        for place in wanted:
            batch.logits[place] = 1
        if self._llama.llama_decode(self._context, batch) != 0:
            self.clear()
            raise CleanupError("The cleaning model could not read the text.")
        self.length += len(tokens)

    def scores(self, place: int) -> Scores:
        """The scores after a wanted place of the last `read`. Valid until the next one."""
        pointer = self._llama.llama_get_logits_ith(self._context, place)
        address = ctypes.cast(pointer, ctypes.POINTER(ctypes.c_float))
        return np.ctypeslib.as_array(address, shape=(self.model.size,))

    def clear(self) -> None:
        """Forget everything."""
        # What is no longer known of need not be overwritten: False.
        self._llama.llama_memory_clear(self._memory, False)
        self.length = 0

    def forget(self, length: int) -> bool:
        """Forget all but the first `length` tokens; False, and nothing done, where it cannot."""
        if length >= self.length:
            return True
        if not self._llama.llama_memory_seq_rm(self._memory, 0, length, -1):
            return False
        self.length = length
        return True

    def saved(self) -> bytes:
        """What it remembers, to be brought back by `restore`."""
        size = self._llama.llama_state_seq_get_size(self._context, 0)
        buffer = (ctypes.c_uint8 * size)()
        written = self._llama.llama_state_seq_get_data(self._context, buffer, size, 0)
        return bytes(memoryview(buffer)[:written])

    def restore(self, state: bytes, length: int) -> None:
        """Remember what was saved, `length` tokens, and nothing else.

        Raises:
            CleanupError: llama.cpp refused.
        """
        self.clear()
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        if not self._llama.llama_state_seq_set_data(self._context, buffer, len(state), 0):
            raise CleanupError("The cleaning model could not go back to its instruction.")
        self.length = length
