"""Chat models of random weights that are made in a moment: they mean nothing, and are real."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dictate.evaluation.llm_shapes import (
    GRANITE4,
    QWEN2,
    QWEN3,
    Markup,
    Shape,
    describe_words,
    finish,
    make_model,
    words_for,
)

VOCABULARY = 9000
FOREIGN = Markup(
    "{% for m in messages %}[INST]{{ m['content'] }}[/INST]{% endfor %}", ("</s>", "<s>")
)
SPEECHLESS = Markup("", ("</s>", "<s>"))
MARKUPS = {
    "qwen3": QWEN3,
    "qwen2": QWEN2,
    "granite": GRANITE4,
    "foreign": FOREIGN,
    "speechless": SPEECHLESS,
}


def tiny_shape(markup: Markup) -> Shape:
    return Shape(
        layers=2,
        width=64,
        inner=96,
        heads=2,
        key_heads=1,
        head=32,
        vocabulary=VOCABULARY,
        markup=markup,
    )


def tiny_chat_model(name: str, folder: Path) -> Path:
    """A transformer that speaks as the named family does."""
    return make_model(tiny_shape(MARKUPS[name]), folder / f"{name}.gguf")


def tiny_recurrent_model(folder: Path) -> Path:
    """A Mamba: one state for all that it has read, which cannot be taken back token by token."""
    import gguf

    width, inner, state, rank, kernel = 64, 128, 16, 4, 4
    random = np.random.default_rng(1)
    shape = tiny_shape(QWEN2)
    path = folder / "recurrent.gguf"
    writer: Any = gguf.GGUFWriter(path, "mamba")
    writer.add_block_count(2)
    writer.add_context_length(4096)
    writer.add_embedding_length(width)
    writer.add_feed_forward_length(0)
    writer.add_head_count(0)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_ssm_conv_kernel(kernel)
    writer.add_ssm_inner_size(inner)
    writer.add_ssm_state_size(state)
    writer.add_ssm_time_step_rank(rank)
    describe_words(writer, words_for(shape), shape.markup.template)

    def noise(*axes: int) -> npt.NDArray[np.float32]:
        return random.standard_normal(axes, dtype=np.float32) * np.float32(0.1)

    writer.add_tensor("token_embd.weight", noise(VOCABULARY, width))
    writer.add_tensor("output_norm.weight", np.ones(width, np.float32))
    for layer in range(2):
        for name, tensor in (
            ("attn_norm.weight", np.ones(width, np.float32)),
            ("ssm_in.weight", noise(2 * inner, width)),
            ("ssm_conv1d.weight", noise(inner, kernel)),
            ("ssm_conv1d.bias", noise(inner)),
            ("ssm_x.weight", noise(rank + 2 * state, inner)),
            ("ssm_dt.weight", noise(inner, rank)),
            ("ssm_dt.bias", noise(inner)),
            ("ssm_a", -np.ones((inner, state), np.float32)),
            ("ssm_d", np.ones(inner, np.float32)),
            ("ssm_out.weight", noise(width, inner)),
        ):
            writer.add_tensor(f"blk.{layer}.{name}", tensor)
    finish(writer)
    return path
