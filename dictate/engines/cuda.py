"""Whether the graphics card is used: only after one real inference has worked.

CUDA's libraries are loaded at the first inference, not with the model, and a wrong set of them
can end the process instead of raising. So before the first try a mark is left in a small file; a
mark that was never taken back means that the process died, and the processor is used instead.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path

REST_S = 600.0
"""After a try that was never finished the card rests this long; then it is tried once more, for
the try may just have been cut short by the user. After a second one it is not tried again."""


@dataclass(frozen=True, slots=True)
class CardMemory:
    """What is remembered of the graphics card.

    Attributes:
        key: What it was tried with; another version or another card means to try again.
        works: Whether an inference has worked.
        why: For a user, why not.
        unfinished: How many tries never came back.
        tried_at_s: Unix time of the last try.
    """

    key: str
    works: bool = False
    why: str = ""
    unfinished: int = 0
    tried_at_s: float = 0.0

    def forbids(self, now_s: float, *, insisted: bool) -> str:
        """Why the card must not be tried now; empty when it may be.

        Args:
            now_s: Unix time.
            insisted: Whether the user asks for the card by name.
        """
        rests = 0 <= now_s - self.tried_at_s < REST_S
        if self.unfinished >= 2 or (self.unfinished == 1 and rests):
            return "The graphics card is not used: the recogniser ended when it was tried."
        if self.why and not insisted:
            return self.why
        return ""

    def trying(self, now_s: float) -> CardMemory:
        """As it must be on disk before a try."""
        return replace(self, unfinished=self.unfinished + 1, tried_at_s=now_s)


def recall(path: Path, key: str) -> CardMemory:
    """What the file says about this key; nothing when it is missing, damaged or about another."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        memory = CardMemory(
            key=str(raw["key"]),
            works=bool(raw["works"]),
            why=str(raw["why"]),
            unfinished=int(raw["unfinished"]),
            tried_at_s=float(raw["tried_at_s"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return CardMemory(key)
    return memory if memory.key == key else CardMemory(key)


def remember(path: Path, memory: CardMemory) -> None:
    """Write it. A folder that cannot be written costs only the memory."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}.new")
        beside.write_text(json.dumps(asdict(memory)), encoding="utf-8")
        beside.replace(path)


def offer_libraries() -> None:
    """Load cuBLAS and cuDNN where pip has installed them, for they lie on no search path.

    CTranslate2 opens them by name at the first inference; a library that is already loaded is
    found. Not run on Windows, where the folder must be on PATH.
    """
    for package in ("nvidia.cublas", "nvidia.cudnn"):
        try:
            spec = find_spec(package)
        except ModuleNotFoundError:
            continue
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            if os.name == "nt":
                os.environ["PATH"] = f"{Path(folder) / 'bin'};{os.environ.get('PATH', '')}"
                continue
            # cuBLAS needs cuBLASLt, which sorts before it only by this key.
            for library in sorted((Path(folder) / "lib").glob("*.so.*"), key=_depends_last):
                with contextlib.suppress(OSError):
                    ctypes.CDLL(str(library), mode=getattr(ctypes, "RTLD_GLOBAL", 0))


def _depends_last(library: Path) -> tuple[bool, str]:
    return ("Lt" not in library.name, library.name)
