"""What the user asks for by tray and windows: the engine's commands, and choices that last."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from dictate.core.engine import Engine
from dictate.errors import DictateError
from dictate.settings.edit import set_value

log = logging.getLogger(__name__)


class Orders:
    """Implements `Commands` over the engine; a chosen microphone is written to the settings.

    Args:
        engine: Does the rest.
        settings_file: Where choices are kept.
    """

    def __init__(self, engine: Engine, settings_file: Path) -> None:
        self._engine = engine
        self._settings_file = settings_file
        self.toggle = engine.toggle
        self.cancel = engine.cancel
        self.paste_last = engine.paste_last
        self.swap_last = engine.swap_last
        self.copy = engine.copy
        self.retry = engine.retry
        self.pause_hotkey = engine.pause_hotkey
        self.show = engine.show
        self.quit = engine.quit

    def choose_microphone(self, device: str) -> None:
        """Use this microphone from now on, after a restart too."""
        self._engine.choose_microphone(device)
        threading.Thread(
            target=self._keep, args=("microphone.device", device), name="settings", daemon=True
        ).start()

    def _keep(self, option: str, value: str) -> None:
        try:
            set_value(self._settings_file, option, value)
        except DictateError as error:
            log.warning("settings: %s could not be kept: %s", option, type(error).__name__)
