"""What the processor can do, as far as native libraries ask for it."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Sequence
from pathlib import Path

_ASKED_FOR = (
    "sse4_1", "sse4_2", "avx", "avx2", "fma", "f16c", "bmi2", "avx_vnni", "avx512f", "avx512bw",
    "avx512_vnni", "avx512_bf16", "amx_int8", "amx_bf16", "neon", "asimd", "asimddp", "i8mm", "sve",
)  # fmt: skip
"""As /proc/cpuinfo calls them; CTranslate2, onnxruntime and llama.cpp choose their code by them."""

_WINDOWS = (
    (10, "sse3"),
    (37, "sse4_1"),
    (38, "sse4_2"),
    (39, "avx"),
    (40, "avx2"),
    (41, "avx512f"),
)
"""Numbers of `IsProcessorFeaturePresent`, winnt.h."""


def instruction_sets() -> Sequence[str]:
    """Instruction sets that matter, as the system names them; empty where it cannot be asked."""
    if sys.platform == "win32":  # not run on real hardware
        import ctypes

        asked = ctypes.windll.kernel32.IsProcessorFeaturePresent
        return [name for number, name in _WINDOWS if asked(number)]
    if sys.platform == "darwin":  # not run on real hardware; every Apple processor has them
        return ["neon", "asimddp"] if platform.machine() == "arm64" else []
    try:
        return flags_in(Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return []


def flags_in(cpuinfo: str) -> list[str]:
    """Those of the first processor in the text of /proc/cpuinfo."""
    found = re.search(r"^(?:flags|Features)\s*:(.*)$", cpuinfo, re.MULTILINE)
    there = set(found[1].split()) if found else set()
    return [name for name in _ASKED_FOR if name in there]
