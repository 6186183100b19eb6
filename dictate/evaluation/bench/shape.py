"""Models of the true sizes with random weights: what they cost is real, what they say is not.

Written once into the cache folder, in CTranslate2's format, without torch. Such a model never ends
by itself: the end of text and every other special token have a bias that keeps them from being
chosen, so that the bound on the length decides how many tokens are computed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

VERSION = "1"
"""Part of the folder's name: another way of writing them makes others."""

END_OF_TEXT = 50_257
_CONTEXT = 448
_POSITIONS = 1500
_STAMPS = 1501
_NEVER = -1e4
"""Bias of a token that is never to come."""


@dataclass(frozen=True, slots=True)
class Size:
    """Sizes of a Whisper model, from OpenAI's `dims` of each.

    Attributes:
        width: Of its layers.
        encoder: Layers.
        decoder: Layers.
        heads: Attention heads of each.
        bands: Mel bands.
        languages: How many it knows.
    """

    width: int
    encoder: int
    decoder: int
    heads: int
    bands: int = 80
    languages: int = 99


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "tiny": Size(384, 4, 4, 6),
        "base": Size(512, 6, 6, 8),
        "small": Size(768, 12, 12, 12),
        "turbo": Size(1280, 32, 4, 20, bands=128, languages=100),
    }
)


def shape_folder(cache: Path, name: str) -> Path:
    """Where the shape of this name is, or will be."""
    return cache / "shapes" / f"{name}-int8-{VERSION}"


def write_shape(folder: Path, size: Size) -> None:
    """Write a model. Imports CTranslate2: call it in a child process.

    Args:
        folder: Its own; appears only when everything is in it.
        size: How large.
    """
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    words = _vocabulary(size)
    spec = _spec(size, words)
    spec.save(str(partial))
    _write_tokenizer(partial / "tokenizer.json", words)
    features = {
        "chunk_length": 30,
        "feature_extractor_type": "WhisperFeatureExtractor",
        "feature_size": size.bands,
        "hop_length": 160,
        "n_fft": 400,
        "n_samples": 480_000,
        "nb_max_frames": 3000,
        "padding_side": "right",
        "padding_value": 0.0,
        "processor_class": "WhisperProcessor",
        "return_attention_mask": False,
        "sampling_rate": 16_000,
    }
    (partial / "preprocessor_config.json").write_text(json.dumps(features), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)


def _vocabulary(size: Size) -> list[str]:
    """Bytes, made-up words, then the special tokens in Whisper's order."""
    from faster_whisper.tokenizer import _LANGUAGE_CODES
    from tokenizers.pre_tokenizers import ByteLevel

    words = sorted(ByteLevel.alphabet())
    words += [f"\u0120{_spelt(number)}" for number in range(END_OF_TEXT - len(words))]
    languages = list(_LANGUAGE_CODES)[: size.languages]
    special = ["endoftext", "startoftranscript", *languages, "translate", "transcribe"]
    special += ["startoflm", "startofprev", "nospeech", "notimestamps"]
    special += [f"{step * 0.02:.2f}" for step in range(_STAMPS)]
    return [*words, *(f"<|{name}|>" for name in special)]


def _spelt(number: int) -> str:
    """A word of small letters, a different one for each number."""
    letters = ""
    while True:
        number, letter = divmod(number, 26)
        letters += chr(ord("a") + letter)
        if not number:
            return letters


def _spec(size: Size, words: list[str]) -> Any:
    import ctranslate2

    spec = ctranslate2.specs.WhisperSpec(size.encoder, size.heads, size.decoder, size.heads)
    filler = _Filler(size)
    filler.encoder(spec.encoder)
    filler.decoder(spec.decoder, len(words))
    spec.register_vocabulary(words)
    first_language = END_OF_TEXT + 2
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = list(range(first_language, first_language + size.languages))
    # As many heads as OpenAI's models have: about six, in the upper half of the decoder.
    layers = range(size.decoder // 2, size.decoder)
    spec.config.alignment_heads = [(layer, head) for layer in layers for head in (0, 1)][:6]
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


class _Filler:
    """Fills the parts of a specification with numbers."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._random = np.random.default_rng(0)

    def encoder(self, spec: Any) -> None:
        """Two convolutions, positions, layers."""
        width = self._size.width
        self._linear(spec.conv1, width, self._size.bands, 3)
        self._linear(spec.conv2, width, width, 3)
        spec.position_encodings.encodings = self._normal(_POSITIONS, width)
        for layer in spec.layer:
            self._self_attention(layer.self_attention)
            self._feed_forward(layer.ffn)
        self._norm(spec.layer_norm)

    def decoder(self, spec: Any, tokens: int) -> None:
        """Embeddings, positions, layers, and a projection that never ends a text."""
        width = self._size.width
        spec.embeddings.weight = self._normal(tokens, width)
        spec.position_encodings.encodings = self._normal(_CONTEXT, width)
        for layer in spec.layer:
            self._self_attention(layer.self_attention)
            attention = layer.attention
            self._norm(attention.layer_norm)
            self._linear(attention.linear[0], width, width)
            self._linear(attention.linear[1], 2 * width, width)
            self._linear(attention.linear[2], width, width)
            self._feed_forward(layer.ffn)
        self._norm(spec.layer_norm)
        spec.projection.weight = spec.embeddings.weight
        bias = np.zeros(tokens, np.float32)
        bias[END_OF_TEXT:] = _NEVER
        spec.projection.bias = bias

    def _self_attention(self, attention: Any) -> None:
        width = self._size.width
        self._norm(attention.layer_norm)
        self._linear(attention.linear[0], 3 * width, width)
        self._linear(attention.linear[1], width, width)

    def _feed_forward(self, part: Any) -> None:
        width = self._size.width
        self._norm(part.layer_norm)
        self._linear(part.linear_0, 4 * width, width)
        self._linear(part.linear_1, width, 4 * width)

    def _linear(self, part: Any, *shape: int) -> None:
        part.weight = self._normal(*shape)
        part.bias = np.zeros(shape[0], np.float32)

    def _norm(self, part: Any) -> None:
        part.gamma = np.ones(self._size.width, np.float32)
        part.beta = np.zeros(self._size.width, np.float32)

    def _normal(self, *shape: int) -> Any:
        return self._random.standard_normal(shape, np.float32) * np.float32(0.02)


def _write_tokenizer(path: Path, words: list[str]) -> None:
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    text = {word: number for number, word in enumerate(words[:END_OF_TEXT])}
    tokenizer = Tokenizer(models.BPE(vocab=text, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(word, special=True) for word in words[END_OF_TEXT:]])
    tokenizer.save(str(path))
