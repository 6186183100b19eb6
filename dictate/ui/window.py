"""The small main window: what Dictate does now, a button, what is wrong, the last dictations.

It opens when it is asked for, and by itself on a desktop without a panel for the icon. There,
closing it ends Dictate, as nothing else would show that it runs; elsewhere closing only hides it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from dictate.core.dictation import Dictation, Level
from dictate.core.notices import Severity, StatusChanged, Told
from dictate.core.ports import Commands
from dictate.ui import icons, theme, wording
from dictate.ui.icon_shapes import Mark
from dictate.ui.rows import DictationRow
from dictate.ui.widgets import TalkButton, button, label

SHOWN = 12


class MainWindow(QWidget):
    """The window.

    Args:
        commands: What the buttons ask for.
        hotkey: The hotkey's name, for the hints.
        history: Whether there is a history window to open.
        now: Unix time.
    """

    history_wanted = Signal()
    settings_wanted = Signal()

    def __init__(
        self,
        commands: Commands,
        *,
        hotkey: str,
        history: bool = False,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._commands = commands
        self._hotkey = hotkey
        self._now = now
        self._status = StatusChanged()
        self._recent: tuple[Dictation, ...] = ()
        self._closes_program = False
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(wording.NAME)
        self.setWindowIcon(icons.icon(Mark.APP))
        self._build(history=history)
        self._dress()
        self.resize(self.sizeHint())
        self.set_status(self._status)
        self.set_dictations(())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._dress)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self, self.close)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrow and tall, as a list wants it."""
        u = theme.unit()
        return QSize(round(440 * u), round(600 * u))

    def _build(self, *, history: bool) -> None:
        u = theme.unit()
        page = QVBoxLayout(self)
        page.setContentsMargins(*(round(side * u) for side in (20, 16, 20, 14)))
        page.setSpacing(round(14 * u))
        page.addLayout(self._head())
        page.addWidget(self._banner_frame())
        page.addLayout(self._list_head(history=history))
        page.addWidget(self._list_card(), 1)
        page.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        u = theme.unit()
        head = QHBoxLayout()
        head.setSpacing(round(10 * u))
        self._talk = TalkButton()
        self._talk.clicked.connect(self._commands.toggle)
        self._title = label("", "title")
        self._hint = label("", "dim", wraps=True)
        words = QVBoxLayout()
        words.setSpacing(round(2 * u))
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._hint)
        words.addStretch(1)
        head.addWidget(self._talk)
        head.addLayout(words, 1)
        return head

    def _banner_frame(self) -> QFrame:
        u = theme.unit()
        self._banner = QFrame()
        self._banner.setObjectName("banner")
        box = QHBoxLayout(self._banner)
        box.setContentsMargins(*(round(side * u) for side in (14, 10, 8, 10)))
        words = QVBoxLayout()
        words.setSpacing(round(2 * u))
        self._banner_title = label("", "warn-title", wraps=True)
        self._banner_text = label("", wraps=True)
        words.addWidget(self._banner_title)
        words.addWidget(self._banner_text)
        box.addLayout(words, 1)
        dismiss = button("Got it", "quiet")
        dismiss.clicked.connect(self._banner.hide)
        box.addWidget(dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self._banner.hide()
        return self._banner

    def _list_head(self, *, history: bool) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(label("Last dictations", "section"))
        line.addStretch(1)
        if history:
            everything = button("History", "quiet")
            everything.clicked.connect(self.history_wanted)
            line.addWidget(everything)
        return line

    def _list_card(self) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        around = QVBoxLayout(card)
        inset = round(6 * theme.unit())
        around.setContentsMargins(inset, inset, inset, inset)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        inside = QWidget()
        inside.setAutoFillBackground(False)
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(round(2 * theme.unit()))
        scroll.setWidget(inside)
        inside.setAutoFillBackground(False)  # setWidget switches it on
        around.addWidget(scroll)
        return card

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        self._paste = button("Paste the last one again")
        self._paste.clicked.connect(self._commands.paste_last)
        foot.addWidget(self._paste)
        foot.addStretch(1)
        for text, wanted in (
            ("Settings", self.settings_wanted.emit),
            ("Quit", self._commands.quit),
        ):
            quiet = button(text, "quiet")
            quiet.clicked.connect(lambda _=False, wanted=wanted: wanted())
            foot.addWidget(quiet)
        return foot

    # ── what comes in ────────────────────────────────────────────────────────────────────────

    def set_status(self, status: StatusChanged) -> None:
        """Show the state."""
        self._status = status
        headline = wording.headline(status, self._hotkey)
        self._title.setText(headline.title)
        self._hint.setText(headline.hint)
        self._talk.set_mark(headline.mark)

    def set_hotkey(self, hotkey: str) -> None:
        """Call the hotkey by another name from now on."""
        self._hotkey = hotkey
        self.set_status(self._status)

    def add_level(self, level: Level) -> None:
        """Show how loud it is."""
        self._talk.add_level(level)

    def tell(self, told: Told) -> None:
        """Keep a warning or an error in sight until it is dismissed."""
        if told.severity is Severity.INFO:
            return
        self._banner_title.setText(told.title)
        self._banner_text.setText(f"{told.text} {told.hint}".strip())
        self._banner.show()

    def set_dictations(self, recent: Sequence[Dictation]) -> None:
        """List the newest dictations, newest first."""
        self._recent = tuple(recent[:SHOWN])
        self._paste.setEnabled(any(dictation.text for dictation in recent))
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for dictation in self._recent:
            self._rows.addWidget(DictationRow(dictation, self._commands, self._now()))
        if not self._recent:
            for words, role, edge in (
                ("Your words appear here", "", Qt.AlignmentFlag.AlignBottom),
                ("Say a sentence to try it out.", "small", Qt.AlignmentFlag.AlignTop),
            ):
                line = label(words, role)
                line.setAlignment(edge | Qt.AlignmentFlag.AlignHCenter)
                self._rows.addWidget(line, 1)
            return
        self._rows.addStretch(1)

    def set_closes_program(self, closes: bool) -> None:
        """Whether closing the window ends Dictate: where no panel shows that it runs."""
        self._closes_program = closes

    def bring_up(self) -> None:
        """Show the window, above the others and with the keyboard."""
        self.show()
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Hide, or end Dictate where the window is all that shows of it."""
        event.accept()
        if self._closes_program:
            self._commands.quit()

    def _dress(self) -> None:
        """Follow a desktop that turns dark or light."""
        self.setStyleSheet(theme.sheet(theme.colours()))
