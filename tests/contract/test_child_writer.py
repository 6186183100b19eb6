"""A writer in a real child process, with a model of random weights made here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dictate.core.cleaning import CleanRequest
from dictate.core.recognition import ModelFiles
from dictate.errors import CleanupError, TextGivenUpError
from dictate.evaluation.writer_children import CHAT, ENGINES, FORCED, spawn_writer
from dictate.models.shipped import shipped_cleaner
from dictate.text.changes import applied
from dictate.workers.cleaner import ChildCleaner
from tests.fakes import tiny_llms

PATIENT_S = 120.0
RAW = "Um, I think we move it to Tuesday, no wait, Wednesday."

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
pytest.importorskip("gguf", reason="gguf is not installed")

Make = Callable[..., ChildCleaner]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shipped_cleaner() is None:
        pytest.skip("needs models/tiny-clean")
    folder = tmp_path_factory.mktemp("models")
    for name in ("qwen3", "foreign"):
        (folder / name).mkdir()
        tiny_llms.tiny_chat_model(name, folder / name)
    return folder


@pytest.fixture
def make(folder: Path) -> Iterator[Make]:
    made: list[ChildCleaner] = []

    def make(engine: str, model: str = "qwen3") -> ChildCleaner:
        files = ModelFiles(model, folder / model, 1_000_000, engine=engine)
        made.append(ChildCleaner(lambda: files, spawn=spawn_writer, choices=ENGINES))
        return made[-1]

    yield make
    for cleaner in made:
        cleaner.shut_down()


def test_a_writer_cleans_in_its_child_and_says_so_with_one_edit(make: Make) -> None:
    cleaner = make(FORCED)
    text, edits = cleaner.clean(RAW, PATIENT_S)
    assert text.endswith("Wednesday.")
    assert "Tuesday" not in text
    assert applied(RAW, edits) == text
    assert cleaner.clean(RAW, PATIENT_S) == (text, edits)
    order = cleaner.start(CleanRequest(RAW, before="So far so good.", instruction="Be brief."))
    assert order.wait(PATIENT_S)[0] == text


def test_the_librarys_own_way_writes_the_same(make: Make) -> None:
    assert make(CHAT).clean(RAW, PATIENT_S)[0] == make(FORCED).clean(RAW, PATIENT_S)[0]


def test_random_weights_find_no_end_which_costs_the_text_and_not_the_child(make: Make) -> None:
    cleaner = make("writer")
    with pytest.raises(TextGivenUpError):
        cleaner.clean(RAW, PATIENT_S)
    pid = cleaner.pid
    with pytest.raises(TextGivenUpError):
        cleaner.clean(RAW, PATIENT_S)
    assert cleaner.pid == pid
    assert cleaner.available()


def test_a_long_text_is_called_off_between_two_tokens(make: Make) -> None:
    cleaner = make(FORCED)
    cleaner.clean(RAW, PATIENT_S)
    order = cleaner.start(CleanRequest(f"{RAW} " * 2000))
    began_s = time.monotonic()
    with pytest.raises(CleanupError, match="in time"):
        order.wait(0.3)
    order.cancel()
    with pytest.raises(TextGivenUpError):
        order.wait(PATIENT_S)
    assert cleaner.clean(RAW, PATIENT_S)[0].endswith("Wednesday.")
    assert time.monotonic() - began_s < 20.0


@pytest.mark.expects_warning("the cleaner failed")
def test_a_model_that_is_asked_otherwise_is_refused_and_the_words_stay(make: Make) -> None:
    cleaner = make("writer", "foreign")
    with pytest.raises(CleanupError):
        cleaner.clean(RAW, PATIENT_S)
    assert cleaner.pid is None
