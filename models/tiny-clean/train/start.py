"""Takes an exported tagger apart again, so that its training can go on from the shipped file."""

import gguf
import numpy as np
import torch
from gguf.quants import dequantize
from model import Shape
from tokenizer import PATTERN
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers


def value(reader, key):
    return reader.fields[key].contents()


def load(path):
    """(shape, weights, tokenizer) of a GGUF file that export.py wrote."""
    reader = gguf.GGUFReader(str(path))
    tokens = value(reader, "tokenizer.ggml.tokens")
    types = value(reader, "tokenizer.ggml.token_type")
    heads, head = (
        value(reader, "qwen3.attention.head_count"),
        value(reader, "qwen3.attention.key_length"),
    )
    shape = Shape(
        vocab=len(tokens),
        width=value(reader, "qwen3.embedding_length"),
        layers=value(reader, "qwen3.block_count"),
        heads=heads,
        head=head,
        inner=value(reader, "qwen3.feed_forward_length"),
        context=value(reader, "qwen3.context_length"),
        rope_base=value(reader, "qwen3.rope.freq_base"),
        eps=value(reader, "qwen3.attention.layer_norm_rms_epsilon"),
    )
    t = {
        one.name: torch.from_numpy(np.array(dequantize(one.data, one.tensor_type), np.float32))
        for one in reader.tensors
    }
    weights = {"embed.weight": t["token_embd.weight"], "norm.weight": t["output_norm.weight"]}
    for i in range(shape.layers):
        ours, theirs = f"blocks.{i}.", f"blk.{i}."
        for norm in ("attn_norm", "ffn_norm"):
            weights[f"{ours}{norm}.weight"] = t[f"{theirs}{norm}.weight"]
        for norm in ("q_norm", "k_norm"):
            weights[f"{ours}{norm}.weight"] = t[f"{theirs}attn_{norm}.weight"]
        weights[ours + "qkv.weight"] = torch.cat([t[f"{theirs}attn_{n}.weight"] for n in "qkv"])
        weights[ours + "out.weight"] = t[theirs + "attn_output.weight"]
        weights[ours + "gate_up.weight"] = torch.cat(
            [t[f"{theirs}ffn_{n}.weight"] for n in ("gate", "up")]
        )
        weights[ours + "down.weight"] = t[theirs + "ffn_down.weight"]
    merges = [tuple(m.split(" ")) for m in value(reader, "tokenizer.ggml.merges")]
    tokenizer = Tokenizer(models.BPE({token: i for i, token in enumerate(tokens)}, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(
        [
            AddedToken(token, special=True)
            for token, kind in zip(tokens, types, strict=True)
            if kind == gguf.TokenType.CONTROL
        ]
    )
    return shape, weights, tokenizer
