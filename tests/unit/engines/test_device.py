"""On which device a model is loaded, over a library that says how many cards there are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dictate.core.recognition import EngineReady, EngineSetup
from dictate.engines import loading, whisper
from dictate.engines.cuda import recall
from dictate.engines.whisper import OPENAI_VOCABULARY, WhisperEngine

KEY = "ctranslate2 4.8.5, 1 cards"


@dataclass
class Machine:
    """What the library finds here."""

    cards: int = 1
    card_fails: str = ""
    vocabulary: int = OPENAI_VOCABULARY


class Library:
    """Stands for loading a model: keeps where, and fails on the card if the machine does."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.opened: list[str] = []
        self.warmed: list[str] = []

    def open(self, _setup: EngineSetup, device: str) -> Any:
        self.opened.append(device)
        tokens = SimpleNamespace(get_vocab_size=lambda: self.machine.vocabulary)
        core = SimpleNamespace(device=device, compute_type="int8", is_multilingual=True, n_mels=80)
        return SimpleNamespace(model=core, hf_tokenizer=tokens)

    def warm_up(self, model: Any) -> None:
        if model.model.device == "cuda" and self.machine.card_fails:
            raise RuntimeError(self.machine.card_fails)
        self.warmed.append(model.model.device)


@pytest.fixture
def load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[Library, EngineReady, WhisperEngine]]:
    def load(machine: Machine, device: str = "auto") -> tuple[Library, EngineReady, WhisperEngine]:
        library = Library(machine)
        counted = SimpleNamespace(__version__="4.8.5", get_cuda_device_count=lambda: machine.cards)
        monkeypatch.setitem(sys.modules, "ctranslate2", counted)
        monkeypatch.setattr(loading, "open_on", library.open)
        monkeypatch.setattr(whisper, "warm_up", library.warm_up)
        engine = WhisperEngine()
        setup = EngineSetup("small", "/models/small", device, 2, str(tmp_path / "device.json"))
        return library, engine.load(setup), engine

    return load


Load = Callable[..., tuple[Library, EngineReady, WhisperEngine]]


def test_a_card_that_works_is_used_and_remembered(load: Load, tmp_path: Path) -> None:
    library, ready, _ = load(Machine())
    assert (ready.device, ready.why) == ("cuda", "")
    assert library.warmed == ["cuda"]
    memory = recall(tmp_path / "device.json", KEY)
    assert memory.works
    assert memory.unfinished == 0


def test_a_card_whose_first_inference_fails_gives_way_to_the_processor(
    load: Load, tmp_path: Path
) -> None:
    machine = Machine(card_fails="Library libcudnn_ops.so.9 is not found\nand more")
    library, ready, _ = load(machine)
    assert ready.device == "cpu"
    assert ready.why == "The graphics card is not used: Library libcudnn_ops.so.9 is not found."
    assert library.opened == ["cuda", "cpu"]
    assert library.warmed == ["cpu"]
    assert recall(tmp_path / "device.json", KEY).why == ready.why


def test_a_failure_is_not_repeated_until_the_user_insists(load: Load) -> None:
    why = load(Machine(card_fails="no cuDNN"))[1].why
    library, ready, _ = load(Machine())
    assert (ready.device, ready.why) == ("cpu", why)
    assert library.opened == ["cpu"]
    assert load(Machine(), "cuda")[1].device == "cuda"
    assert load(Machine())[1].device == "cuda"


def test_a_card_that_took_the_process_with_it_is_left_alone_the_next_time(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ended(BaseException):
        """The process is gone: nothing catches it."""

    def end(_model: Any) -> None:
        raise Ended

    with monkeypatch.context() as patch:
        patch.setattr(Library, "warm_up", lambda _self, model: end(model))
        with pytest.raises(Ended):
            load(Machine())
    library, ready, _ = load(Machine())
    assert ready.device == "cpu"
    assert "ended when it was tried" in ready.why
    assert library.opened == ["cpu"]


def test_without_a_card_nothing_is_tried_and_only_who_insists_is_told(
    load: Load, tmp_path: Path
) -> None:
    library, ready, _ = load(Machine(cards=0))
    assert (ready.device, ready.why, library.opened) == ("cpu", "", ["cpu"])
    assert "CUDA finds none" in load(Machine(cards=0), "cuda")[1].why
    assert not (tmp_path / "device.json").exists()


def test_whoever_wants_the_processor_gets_it_without_a_word(load: Load, tmp_path: Path) -> None:
    library, ready, _ = load(Machine(), "cpu")
    assert (ready.device, ready.why, library.opened) == ("cpu", "", ["cpu"])
    assert not (tmp_path / "device.json").exists()


@pytest.mark.parametrize(("size", "stock"), [(OPENAI_VOCABULARY, True), (3014, False)])
def test_a_model_with_another_vocabulary_is_none_of_openais(
    load: Load, size: int, stock: bool
) -> None:
    assert load(Machine(vocabulary=size))[2]._is_stock is stock
