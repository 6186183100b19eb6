"""Makes language models of real shapes with random weights: their cost is true, their words not.

Speed is measured with them where no real weights can be had. Layers, widths and the size of the
vocabulary are those of the real model, the weights are Q8_0 as its makers publish it. The words of
the vocabulary are those of the shipped tagger, made up to the full number with ones that no text
has: a text so has somewhat more tokens than with the real one, never fewer.

    python -m dictate.evaluation.llm_shapes qwen3-0.6b FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from dictate.models.shipped import shipped_cleaner

CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + "
    "message['content'] + '<|im_end|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
THINKING = CHATML.replace(
    "{{ '<|im_start|>assistant\\n' }}",
    "{{ '<|im_start|>assistant\\n' }}{% if enable_thinking is false %}"
    "{{ '<think>\\n\\n</think>\\n\\n' }}{% endif %}",
)
GRANITE = (
    "{% for message in messages %}{{ '<|start_of_role|>' + message['role'] + '<|end_of_role|>' + "
    "message['content'] + '<|end_of_text|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|start_of_role|>assistant<|end_of_role|>' }}{% endif %}"
)


@dataclass(frozen=True, slots=True)
class Markup:
    """The special tokens of a family, and its template.

    Attributes:
        template: As in the file's metadata.
        controls: Tokens that mean something to the chat; the first ends an answer.
        added: Tokens in brackets that the makers have added as ordinary ones.
    """

    template: str
    controls: tuple[str, ...]
    added: tuple[str, ...] = ()


QWEN3 = Markup(THINKING, ("<|im_end|>", "<|im_start|>", "<|endoftext|>"), ("<think>", "</think>"))
QWEN2 = Markup(CHATML, ("<|im_end|>", "<|im_start|>", "<|endoftext|>"))
GRANITE4 = Markup(GRANITE, ("<|end_of_text|>", "<|start_of_role|>", "<|end_of_role|>"))


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a transformer as llama.cpp runs qwen3 and granite's like."""

    layers: int
    width: int
    inner: int
    heads: int
    key_heads: int
    head: int
    vocabulary: int
    markup: Markup = field(default=QWEN3)
    context: int = 4096
    arch: str = "qwen3"


SHAPES = MappingProxyType(
    {
        "tiny": Shape(2, 64, 96, 2, 1, 32, 9000),
        "qwen3-0.6b": Shape(28, 1024, 3072, 16, 8, 128, 151_936),
        "qwen3-1.7b": Shape(28, 2048, 6144, 16, 8, 128, 151_936),
    }
)
"""From the models' own configurations; `tiny` is nobody's, and made in a moment."""


@dataclass(frozen=True, slots=True)
class Words:
    """A vocabulary: how tokens are spelled, of what type they are, and which are joined."""

    tokens: tuple[str, ...]
    types: tuple[int, ...]
    merges: tuple[str, ...]
    pre: str
    end: int


def make_model(shape: Shape, path: Path, seed: int = 0) -> Path:
    """Write a model of this shape; some seconds for half a billion weights.

    Raises:
        ModelError: The shipped tagger, whose words it takes, is not there.
    """
    import gguf

    words = words_for(shape)
    writer = gguf.GGUFWriter(path, shape.arch)
    describe(writer, shape, words)
    random = Weights(np.random.default_rng(seed))
    writer.add_tensor(
        "token_embd.weight",
        random.matrix(shape.vocabulary, shape.width),
        raw_dtype=gguf.GGMLQuantizationType.Q8_0,
    )
    writer.add_tensor("output_norm.weight", np.ones(shape.width, np.float32))
    for layer in range(shape.layers):
        for name, rows, columns in _matrices(shape):
            writer.add_tensor(
                f"blk.{layer}.{name}.weight",
                random.matrix(rows, columns),
                raw_dtype=gguf.GGMLQuantizationType.Q8_0,
            )
        for name, size in _norms(shape):
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(size, np.float32))
    finish(writer)
    return path


def describe(writer: Any, shape: Shape, words: Words) -> None:
    """Write what stands before the weights."""
    writer.add_block_count(shape.layers)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.key_heads)
    writer.add_key_length(shape.head)
    writer.add_value_length(shape.head)
    writer.add_rope_freq_base(1e6)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_vocab_size(shape.vocabulary)
    describe_words(writer, words, shape.markup.template)


def describe_words(writer: Any, words: Words, template: str) -> None:
    """Write the vocabulary and the chat template."""
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(words.pre)
    writer.add_token_list(list(words.tokens))
    writer.add_token_types(list(words.types))
    writer.add_token_merges(list(words.merges))
    writer.add_eos_token_id(words.end)
    writer.add_add_bos_token(False)
    if template:
        writer.add_chat_template(template)


def finish(writer: Any) -> None:
    """Write it all to disk."""
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def words_for(shape: Shape) -> Words:
    """A vocabulary of the full size, most of which no text has."""
    import gguf

    from dictate.errors import ModelError

    model = shipped_cleaner()
    if model is None:
        raise ModelError("The shipped tagger, whose words are taken, is not there.")
    file = gguf.GGUFReader(next(model.folder.glob("*.gguf")))
    known: Sequence[str] = file.fields["tokenizer.ggml.tokens"].contents()
    kinds: Sequence[int] = file.fields["tokenizer.ggml.token_type"].contents()
    normal = int(gguf.TokenType.NORMAL)
    tokens = [token for token, kind in zip(known, kinds, strict=True) if kind == normal]
    special = (*shape.markup.controls, *shape.markup.added)
    tokens += [f"unused{number}" for number in range(shape.vocabulary - len(special) - len(tokens))]
    types = [normal] * len(tokens)
    types += [int(gguf.TokenType.CONTROL)] * len(shape.markup.controls)
    types += [int(gguf.TokenType.USER_DEFINED)] * len(shape.markup.added)
    return Words(
        tokens=(*tokens, *special),
        types=tuple(types),
        merges=tuple(file.fields["tokenizer.ggml.merges"].contents()),
        pre=str(file.fields["tokenizer.ggml.pre"].contents()),
        end=len(tokens),
    )


class Weights:
    """Random matrices in Q8_0, cut from one stretch of noise so that they cost no time to make.

    Args:
        random: Where the noise comes from.
        spread: The standard deviation of a weight.
    """

    _BLOCK = 34
    """Bytes of a block of 32 weights: a scale in half precision, then a byte for each (ggml)."""

    def __init__(self, random: np.random.Generator, spread: float = 0.02) -> None:
        noise = random.integers(-127, 128, (1 << 18, 32), dtype=np.int8)
        scale = np.array([spread / 73.6], np.float16)  # 73.6: of bytes spread evenly over -127..127
        self._blocks = np.empty((len(noise), self._BLOCK), np.uint8)
        self._blocks[:, :2] = scale.view(np.uint8)
        self._blocks[:, 2:] = noise.view(np.uint8)
        self._at = 0

    def matrix(self, rows: int, columns: int) -> npt.NDArray[np.uint8]:
        """Shape (rows, bytes of a row); `columns` is a multiple of 32."""
        count = rows * columns // 32
        self._at += 7919  # another stretch for each matrix
        places = (np.arange(count) + self._at) % len(self._blocks)
        return self._blocks[places].reshape(rows, columns // 32 * self._BLOCK)


def _matrices(shape: Shape) -> Sequence[tuple[str, int, int]]:
    queries, keys = shape.heads * shape.head, shape.key_heads * shape.head
    return (
        ("attn_q", queries, shape.width),
        ("attn_k", keys, shape.width),
        ("attn_v", keys, shape.width),
        ("attn_output", shape.width, queries),
        ("ffn_gate", shape.inner, shape.width),
        ("ffn_up", shape.inner, shape.width),
        ("ffn_down", shape.width, shape.inner),
    )


def _norms(shape: Shape) -> Sequence[tuple[str, int]]:
    return (
        ("attn_norm", shape.width),
        ("ffn_norm", shape.width),
        ("attn_q_norm", shape.head),
        ("attn_k_norm", shape.head),
    )


if __name__ == "__main__":
    name, folder = sys.argv[1:]
    sys.stdout.write(f"{make_model(SHAPES[name], Path(folder) / f'{name}.gguf')}\n")
