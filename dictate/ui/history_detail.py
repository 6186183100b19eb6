"""One dictation in full: its words as delivered and as recognised, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from dictate.core.dictation import Dictation
from dictate.ui import theme, wording
from dictate.ui.changes import Fate, Run, reasons_in, runs_of
from dictate.ui.widgets import button, label

_SURE_MS = 3000
_THANKS_MS = 1200
_LINE_PERCENT = 130
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value


class HistoryDetail(QWidget):
    """The right half of the history window."""

    copy_wanted = Signal(str)
    play_wanted = Signal(str)
    retry_wanted = Signal(str)
    delete_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._dictation: Dictation | None = None
        u = theme.unit()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(round(10 * u))
        self._about = label("", "dim")
        self._state = label("", "chip")
        self._raw = button("As recognised", "quiet")
        self._raw.setCheckable(True)
        self._raw.toggled.connect(self._on_raw)
        self._changes = button("Changes", "quiet")
        self._changes.setCheckable(True)
        self._changes.setToolTip("What was taken out or put in, and why")
        self._changes.toggled.connect(self._on_changes)
        head = QHBoxLayout()
        head.setSpacing(round(8 * u))
        head.addWidget(self._state)
        # It is cut off where there is no room: the list beside needs its width more.
        self._about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head.addWidget(self._about, 1)
        head.addWidget(self._changes)
        head.addWidget(self._raw)
        page.addLayout(head)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(*(round(side * u) for side in (8, 6, 4, 6)))
        self._words = QTextEdit()
        self._words.setReadOnly(True)
        self._words.setFrameShape(QFrame.Shape.NoFrame)
        self._words.setProperty("role", "reading")
        self._words.setAccessibleName("The words")
        inside.addWidget(self._words)
        page.addWidget(card, 1)
        self._why = label("", "dim", wraps=True)
        page.addWidget(self._why)
        self._note = label("", "warn", wraps=True)
        page.addWidget(self._note)
        page.addLayout(self._actions())
        self.show_dictation(None)

    def _actions(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(round(8 * theme.unit()))
        self._copy = button("Copy", "main")
        self._play = button("Play")
        self._retry = button("Try again")
        self._delete = button("Delete", "danger")
        self._copy.clicked.connect(self._on_copy)
        self._play.clicked.connect(lambda: self.play_wanted.emit(self.shown_id))
        self._retry.clicked.connect(lambda: self.retry_wanted.emit(self.shown_id))
        self._delete.clicked.connect(self._on_delete)
        self._unsure = QTimer(self)
        self._unsure.setSingleShot(True)
        self._unsure.setInterval(_SURE_MS)
        self._unsure.timeout.connect(lambda: self._delete.setText("Delete"))
        for made in (self._copy, self._play, self._retry):
            line.addWidget(made)
        line.addStretch(1)
        line.addWidget(self._delete)
        return line

    @property
    def shown_id(self) -> str:
        """The id of the dictation shown; empty for none."""
        return self._dictation.id if self._dictation else ""

    def show_dictation(self, dictation: Dictation | None) -> None:
        """Show this one, or nothing."""
        other = (dictation.id if dictation else "") != self.shown_id
        self._dictation = dictation
        if other:
            self._unsure.stop()
            self._delete.setText("Delete")
            self._raw.setChecked(False)
            self._changes.setChecked(False)
        changed = dictation is not None and dictation.raw not in {"", dictation.text}
        self._raw.setVisible(changed)
        self._changes.setVisible(changed and dictation is not None and bool(dictation.edits))
        said = wording.STATE_WORDS[dictation.state] if dictation else ""
        self._state.setText(said)
        self._state.setVisible(bool(said))
        bad = dictation is not None and dictation.state in wording.WORRYING
        self._state.setProperty("role", "chip-warn" if bad else "chip")
        self._state.style().polish(self._state)
        self._about.setText(_small_print(dictation) if dictation else "")
        note = dictation.note if dictation else ""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._copy.setEnabled(dictation is not None and bool(dictation.text or dictation.raw))
        self._play.setEnabled(dictation is not None and dictation.has_sound)
        self._retry.setEnabled(dictation is not None and dictation.has_sound)
        self._delete.setEnabled(dictation is not None and not wording.under_way(dictation))
        self._show_words()

    def _on_raw(self, on: bool) -> None:
        if on:
            self._changes.setChecked(False)
        self._show_words()

    def _on_changes(self, on: bool) -> None:
        if on:
            self._raw.setChecked(False)
        self._show_words()

    def _show_words(self) -> None:
        runs = self._runs()
        with_changes = self._changes.isChecked()
        reasons = reasons_in(runs) if with_changes else ""
        by = self._dictation.cleaner if self._dictation and reasons else ""
        self._why.setText(f"{reasons}  ·  by {by}" if by else reasons)
        self._why.setVisible(bool(reasons))
        words = "".join(run.text for run in runs)
        if self._words.toPlainText() != words or with_changes:
            self._words.setPlainText("")
            cursor = self._words.textCursor()
            for run in runs:
                cursor.insertText(run.text, _look(run))
            airy = QTextBlockFormat()
            airy.setLineHeight(_LINE_PERCENT, _PROPORTIONAL)
            everything = QTextCursor(self._words.document())
            everything.select(QTextCursor.SelectionType.Document)
            everything.mergeBlockFormat(airy)
            self._words.moveCursor(QTextCursor.MoveOperation.Start)

    def _runs(self) -> list[Run]:
        """What to show: the words as delivered, as recognised, or with every change."""
        if self._dictation is None:
            return []
        if self._changes.isChecked():
            return runs_of(self._dictation.raw, self._dictation.edits)
        delivered = self._dictation.text or self._dictation.raw
        return [Run(self._dictation.raw if self._raw.isChecked() else delivered)]

    def _on_copy(self) -> None:
        self.copy_wanted.emit(self.shown_id)
        self._copy.setText("Copied")
        QTimer.singleShot(_THANKS_MS, self._copy, lambda: self._copy.setText("Copy"))

    def _on_delete(self) -> None:
        """Delete on the second click; the first one asks."""
        if self._unsure.isActive():
            self._unsure.stop()
            self._delete.setText("Delete")
            self.delete_wanted.emit(self.shown_id)
            return
        self._delete.setText("Delete for good?")
        self._delete.setCursor(Qt.CursorShape.PointingHandCursor)
        self._unsure.start()


def _look(run: Run) -> QTextCharFormat:
    """What went is struck through, what came is underlined; both say why when pointed at."""
    look = QTextCharFormat()
    colours = theme.colours()
    match run.fate:
        case Fate.WENT:
            look.setFontStrikeOut(True)
            look.setForeground(QColor(colours.bad))
        case Fate.CAME:
            look.setFontUnderline(True)
            look.setForeground(QColor(colours.accent))
        case Fate.STAYED:
            pass
    look.setToolTip(run.why)
    return look


def _small_print(dictation: Dictation) -> str:
    parts = [wording.moment(dictation.started_at_s)]
    if dictation.duration_s > 0:
        parts.append(wording.length(dictation.duration_s))
    if dictation.application:
        parts.append(dictation.application)
    if dictation.model:
        parts.append(dictation.model)
    if (wait_s := dictation.timings_s.get("wait", 0.0)) > 0:
        parts.append(f"ready after {wait_s:.1f} s")
    return "  ·  ".join(parts)
