"""Opens a Whisper model on the best device that really works."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dictate.core.recognition import EngineSetup
from dictate.engines.cuda import CardMemory, offer_libraries, recall, remember


def open_warm(setup: EngineSetup, warm_up: Callable[[Any], None]) -> tuple[Any, str]:
    """The model, warm, and for a user why it is not on the graphics card.

    Args:
        setup: Which, and where.
        warm_up: Makes one small inference with the opened `faster_whisper.WhisperModel`.
    """
    model, why = _on_card(setup, warm_up, time.time())
    if model is None:
        model = open_on(setup, "cpu")
        warm_up(model)
    return model, why


def open_on(setup: EngineSetup, device: str) -> Any:
    """The `faster_whisper.WhisperModel` on `cpu` or `cuda`, in the smallest numbers it can use."""
    import ctranslate2
    from faster_whisper import WhisperModel

    can = ctranslate2.get_supported_compute_types(device)
    wanted = ("int8_float16", "float16") if device == "cuda" else ("int8",)
    compute_type = next((one for one in wanted if one in can), "default")
    return WhisperModel(
        setup.folder,
        device=device,
        compute_type=compute_type,
        cpu_threads=setup.threads,
        local_files_only=True,
    )


def _on_card(setup: EngineSetup, warm_up: Callable[[Any], None], now_s: float) -> tuple[Any, str]:
    """The model on the graphics card, warm; or None, and why not."""
    if setup.device == "cpu":
        return None, ""
    import ctranslate2

    insisted = setup.device == "cuda"
    cards = ctranslate2.get_cuda_device_count()
    if not cards:
        missing = "The graphics card is not used: CUDA finds none." if insisted else ""
        return None, missing
    key = f"ctranslate2 {ctranslate2.__version__}, {cards} cards"
    path = Path(setup.device_file)
    memory = recall(path, key)
    if why := memory.forbids(now_s, insisted=insisted):
        return None, why
    remember(path, memory.trying(now_s))
    try:
        offer_libraries()
        model = open_on(setup, "cuda")
        warm_up(model)
    except (RuntimeError, ValueError, OSError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        why = f"The graphics card is not used: {first}."
        remember(path, CardMemory(key, why=why, tried_at_s=now_s))
        return None, why
    remember(path, CardMemory(key, works=True, tried_at_s=now_s))
    return model, ""
