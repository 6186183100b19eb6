"""Reading what a file of weights says of itself."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from dictate.errors import ModelError
from dictate.models.weights import check_gguf, whisper_shape


def text(value: str) -> bytes:
    raw = value.encode() + b"\0"
    return struct.pack("<H", len(raw)) + raw


def array(name: str, shape: tuple[int, ...], size: int) -> bytes:
    head = text(name) + struct.pack(f"<B{len(shape)}I", len(shape), *shape)
    return head + struct.pack("<BI", 1, size) + bytes(size)


def weights(
    *, spec: str = "WhisperSpec", version: int = 6, vocabulary: int = 51_865, bands: int = 80
) -> bytes:
    """A file laid out as CTranslate2 lays it out, with two small arrays."""
    arrays = [
        array("decoder/embeddings/weight", (vocabulary, 512), 40),
        array("encoder/conv1/weight", (512, bands, 3), 24),
        array("encoder/num_heads", (), 2),
    ]
    head = struct.pack("<I", version) + text(spec) + struct.pack("<II", 3, len(arrays))
    aliases = struct.pack("<I", 1) + text("decoder/projection/weight") + text("decoder/embeddings")
    return head + b"".join(arrays) + aliases


def shape_of(folder: Path, raw: bytes) -> tuple[int, int, int, bool]:
    path = folder / "model.bin"
    path.write_bytes(raw)
    shape = whisper_shape(path)
    return shape.width, shape.vocabulary, shape.mel_bands, shape.english_only


def test_width_vocabulary_and_bands_are_read(tmp_path: Path) -> None:
    assert shape_of(tmp_path, weights()) == (512, 51_865, 80, False)


def test_fewer_tokens_than_the_multilingual_models_mean_english(tmp_path: Path) -> None:
    assert shape_of(tmp_path, weights(vocabulary=51_864, bands=128)) == (512, 51_864, 128, True)


def test_the_real_model_is_understood(shared: Path) -> None:
    shape = whisper_shape(shared / "models" / "whisper-base-hybrid-en" / "model.bin")
    assert (shape.width, shape.vocabulary, shape.mel_bands) == (512, 3014, 80)


def test_a_file_cut_off_anywhere_is_noticed(tmp_path: Path) -> None:
    whole = weights()
    for length in range(len(whole)):
        path = tmp_path / f"{length}.bin"
        path.write_bytes(whole[:length])
        with pytest.raises(ModelError):
            whisper_shape(path)


def test_a_file_that_grew_after_it_was_looked_at_is_looked_at_again(tmp_path: Path) -> None:
    whole = weights()
    path = tmp_path / "model.bin"
    path.write_bytes(whole[:-3])
    with pytest.raises(ModelError):
        whisper_shape(path)
    path.write_bytes(whole)
    assert whisper_shape(path).width == 512


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (weights(spec="TransformerSpec"), "not a Whisper model"),
        (weights(version=3), "version 3"),
        (weights(version=7), "version 7"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "not a Whisper model"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "not a Whisper model"),
        (bytes(1000), "cut off or damaged|not a Whisper model"),
        (b"", "empty"),
    ],
)
def test_a_foreign_file_is_told_from_a_model(tmp_path: Path, raw: bytes, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        shape_of(tmp_path, raw)


def test_a_whisper_model_without_its_parts_is_told(tmp_path: Path) -> None:
    raw = weights()
    for part in (b"decoder/embeddings/weight", b"encoder/conv1/weight"):
        with pytest.raises(ModelError, match="lacks parts"):
            shape_of(tmp_path, raw.replace(part, part[:-1] + b"?", 1))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing"):
        whisper_shape(tmp_path / "model.bin")


def test_a_chat_model_begins_as_gguf_does(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"GGUF" + struct.pack("<I", 3) + bytes(100))
    check_gguf(path)
    path.write_bytes(b"GGML" + bytes(100))
    with pytest.raises(ModelError, match="not a GGUF"):
        check_gguf(path)
    with pytest.raises(ModelError, match="cannot be read"):
        check_gguf(tmp_path / "y.gguf")
