"""What a user asks of the engine, written down."""

from __future__ import annotations

from dictate.core.ports import Commands


class FakeCommands(Commands):
    """Remembers every call as its name and argument."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []

    def toggle(self) -> None:
        self.calls.append(("toggle",))

    def cancel(self) -> None:
        self.calls.append(("cancel",))

    def paste_last(self) -> None:
        self.calls.append(("paste_last",))

    def swap_last(self) -> None:
        self.calls.append(("swap_last",))

    def copy(self, dictation_id: str) -> None:
        self.calls.append(("copy", dictation_id))

    def retry(self, dictation_id: str) -> None:
        self.calls.append(("retry", dictation_id))

    def choose_microphone(self, device: str) -> None:
        self.calls.append(("choose_microphone", device))

    def pause_hotkey(self, paused: bool) -> None:
        self.calls.append(("pause_hotkey", str(paused)))

    def show(self) -> None:
        self.calls.append(("show",))

    def quit(self) -> None:
        self.calls.append(("quit",))
