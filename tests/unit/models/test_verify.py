"""Whether the files of a model are whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.errors import ModelError
from dictate.models.record import RECORD, read_record
from dictate.models.verify import check_hashes, check_whisper
from tests.unit.models.stage import SMALL_FILES, lay, lay_cached, lay_fetched
from tests.unit.models.test_weights import weights


def test_a_whole_model_passes_the_quick_look(tmp_path: Path) -> None:
    assert check_whisper(lay(tmp_path / "m")).vocabulary == 51_865


@pytest.mark.parametrize("name", ["model.bin", *SMALL_FILES])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    folder = lay(tmp_path / "m")
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"{name} is missing"):
        check_whisper(folder)


@pytest.mark.parametrize("name", ["model.bin", *SMALL_FILES])
def test_a_file_that_was_cut_off_is_named(tmp_path: Path, name: str) -> None:
    folder = lay(tmp_path / "m")
    raw = (folder / name).read_bytes()
    (folder / name).write_bytes(raw[: len(raw) // 2])
    with pytest.raises(ModelError, match=name):
        check_whisper(folder)


def test_a_model_with_more_bands_needs_to_say_so(tmp_path: Path) -> None:
    folder = lay(tmp_path / "m", weights(bands=128))
    with pytest.raises(ModelError, match=r"preprocessor_config\.json is missing"):
        check_whisper(folder)
    (folder / "preprocessor_config.json").write_text("{}")
    assert check_whisper(folder).mel_bands == 128


def test_an_old_vocabulary_in_plain_text_will_do(tmp_path: Path) -> None:
    folder = lay(tmp_path / "m")
    (folder / "vocabulary.json").rename(folder / "vocabulary.txt")
    check_whisper(folder)


def test_a_size_other_than_recorded_is_noticed_by_the_quick_look(tmp_path: Path) -> None:
    folder = lay_fetched(tmp_path, "m")
    with (folder / "tokenizer.json").open("ab") as file:
        file.write(b"  }")
    with pytest.raises(ModelError, match=r"tokenizer\.json has"):
        check_whisper(folder)


def test_every_byte_is_compared_and_progress_reaches_the_end(tmp_path: Path) -> None:
    folder = lay_fetched(tmp_path, "m")
    seen: list[tuple[int, int]] = []
    compared = check_hashes(folder, lambda done, total: seen.append((done, total)))
    assert set(compared) == {"model.bin", *SMALL_FILES}
    total = sum((folder / name).stat().st_size for name in compared)
    assert seen[-1] == (total, total)
    assert seen == sorted(seen)


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
def test_one_flipped_bit_is_found(tmp_path: Path, name: str) -> None:
    folder = lay_fetched(tmp_path, "m")
    raw = bytearray((folder / name).read_bytes())
    raw[len(raw) // 2] ^= 4
    (folder / name).write_bytes(raw)
    with pytest.raises(ModelError, match=f"{name} is damaged"):
        check_hashes(folder)


def test_a_file_that_is_gone_or_short_is_told_so_and_not_called_damaged(tmp_path: Path) -> None:
    folder = lay_fetched(tmp_path, "m")
    (folder / "config.json").write_bytes(b"{}")
    with pytest.raises(ModelError, match=r"config\.json has 2 bytes instead of"):
        check_hashes(folder)
    (folder / "config.json").unlink()
    with pytest.raises(ModelError, match=r"config\.json is missing"):
        check_hashes(folder)


def test_the_hubs_own_cache_is_compared_with_the_names_of_its_blobs(tmp_path: Path) -> None:
    snapshot = lay_cached(tmp_path, "Systran/faster-whisper-tiny")
    assert set(check_hashes(snapshot)) == {"model.bin", *SMALL_FILES}
    blob = (snapshot / "model.bin").resolve()
    blob.write_bytes(blob.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelError, match=r"model\.bin is damaged"):
        check_hashes(snapshot)


def test_of_a_folder_of_ones_own_nothing_is_known(tmp_path: Path) -> None:
    assert check_hashes(lay(tmp_path / "m")) == []


@pytest.mark.parametrize("raw", ["", "{", "[]", '{"name": 1}', '{"files": [{"size_bytes": "x"}]}'])
def test_a_damaged_record_counts_as_none(tmp_path: Path, raw: str) -> None:
    (tmp_path / RECORD).write_text(raw)
    assert read_record(tmp_path) is None
