"""The tagger as a child process serves it: loaded from a folder, warm before the first text."""

from __future__ import annotations

import time

from dictate.core.cleaning import CleanRequest, Leash
from dictate.core.dictation import Edit
from dictate.core.recognition import EngineReady, EngineSetup
from dictate.engines.loaded import features, weights_in
from dictate.engines.tagger import Tagger
from dictate.errors import CleanupError

_WARM_UP = "So, um, this is is the first sentence."


class TaggerEngine:
    """A tagging model. See `core.cleaning.CleanerEngine`."""

    def __init__(self) -> None:
        self._tagger: Tagger | None = None

    def load(self, setup: EngineSetup) -> EngineReady:
        """Load the model in the folder and let it read one sentence."""
        started_s = time.monotonic()
        tagger = Tagger(weights_in(setup), setup.threads)
        tagger.load()
        tagger.clean(_WARM_UP)
        self._tagger = tagger
        return EngineReady("cpu", features(), took_s=time.monotonic() - started_s)

    def clean(self, request: CleanRequest, leash: Leash) -> tuple[str, tuple[Edit, ...]]:
        """The text as it is to be written, and each change. Done in a moment, held by nothing."""
        del leash
        if self._tagger is None:
            raise CleanupError("No cleaning model is loaded.")
        return self._tagger.clean(request.text)
