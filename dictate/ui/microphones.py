"""The submenu that lists microphones. Listing them may be slow, so a thread does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from dictate.core.ports import Commands
from dictate.ui import wording
from dictate.ui.background import Background


@dataclass(frozen=True, slots=True)
class Microphone:
    """One entry of the list.

    Attributes:
        device: What the settings call it.
        label: What a user calls it.
        is_default: Whether the system uses it when nobody chooses.
    """

    device: str
    label: str
    is_default: bool = False


class MicrophoneMenu(QMenu):
    """Choose a microphone; the list is read anew each time the menu is about to open.

    Args:
        commands: Takes the choice.
        listed: Lists the microphones. Blocks; called on a thread of its own, never two at once.
        chosen: The device of the settings, empty for the default one. Returns at once.
        parent: The menu it hangs in.
    """

    def __init__(
        self,
        commands: Commands,
        listed: Callable[[], Sequence[Microphone]],
        chosen: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Microphone", parent)
        self._commands = commands
        self._listed = listed
        self._chosen = chosen
        self._beside = Background("microphone-list", self)
        self._known: tuple[Microphone, ...] = ()
        self._failed = False
        self._group = QActionGroup(self)
        self._fill()

    def refresh(self) -> None:
        """Read the list anew, unless that is being done; what was known stays until then."""
        self._fill()
        if not self._beside.busy:
            self._beside.do(lambda: tuple(self._listed()), self._show, self._show_failure)

    def stop(self) -> None:
        """Wait, at most a second, for a list that is being read."""
        self._beside.stop()

    def _show(self, found: tuple[Microphone, ...]) -> None:
        changed = self._failed or found != self._known
        self._known, self._failed = found, False
        if changed:  # a menu that is open is left alone where it can be
            self._fill()

    def _show_failure(self, error: Exception) -> None:
        del error  # logged where it happened
        self._known, self._failed = (), True
        self._fill()

    def _fill(self) -> None:
        self.clear()
        chosen = self._chosen()
        default = next((f" ({m.label})" for m in self._known if m.is_default), "")
        self._add("", f"The system's choice{default}", chosen)
        self.addSeparator()
        for microphone in self._known:
            self._add(microphone.device, microphone.label, chosen)
        if chosen and all(chosen != microphone.device for microphone in self._known):
            self._add(chosen, f"{chosen} (not there)", chosen)
        if self._failed:
            self.addAction("The microphones cannot be listed now").setEnabled(False)

    def _add(self, device: str, label: str, chosen: str) -> None:
        action = QAction(wording.one_line(label, 60).replace("&", "&&"), self)
        action.setCheckable(True)
        action.setChecked(device == chosen)
        action.triggered.connect(lambda: self._commands.choose_microphone(device))
        self._group.addAction(action)
        self.addAction(action)
