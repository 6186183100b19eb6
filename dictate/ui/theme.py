"""Colours and sizes: one table for dark, one for light, and what is derived from them.

The overlay and the message cards are dark on every desktop, as things that lie above other
people's windows must be readable on all of them; windows follow the desktop.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette


@dataclass(frozen=True, slots=True)
class Colours:
    """What is painted in which colour, as `#rrggbb`."""

    ground: str
    raised: str
    hover: str
    line: str
    text: str
    dim: str
    faint: str
    accent: str
    accent_below: str
    on_accent: str
    record: str
    record_below: str
    warn: str
    warn_ground: str
    bad: str
    selected: str


DARK = Colours(
    ground="#15171c",
    raised="#1d2027",
    hover="#272b34",
    line="#2c313b",
    text="#eceef3",
    dim="#9aa2b1",
    faint="#626b7b",
    accent="#8b9aff",
    accent_below="#5763e8",
    on_accent="#ffffff",
    record="#ff6a5e",
    record_below="#e8433f",
    warn="#ffc04d",
    warn_ground="#2e2716",
    bad="#ff7b72",
    selected="#282d48",
)
LIGHT = Colours(
    ground="#f6f7f9",
    raised="#ffffff",
    hover="#eef0f4",
    line="#e1e4ea",
    text="#191c22",
    dim="#5d6675",
    faint="#98a1b0",
    accent="#4a55dd",
    accent_below="#4a55dd",
    on_accent="#ffffff",
    record="#f2554c",
    record_below="#dc3a36",
    warn="#8a5a00",
    warn_ground="#fff4d9",
    bad="#c4302b",
    selected="#e6e9ff",
)


@dataclass(frozen=True, slots=True)
class FloatColours:
    """Of what floats above other people's windows; dark on every desktop."""

    ground: QColor
    edge: QColor
    text: QColor
    soft: QColor
    dim: QColor
    rest: QColor
    shade: QColor
    record: QColor
    warn: QColor
    accent: QColor


FLOAT = FloatColours(
    ground=QColor(20, 22, 27, 250),
    edge=QColor(255, 255, 255, 34),
    text=QColor("#f2f4f8"),
    soft=QColor("#d6dae2"),
    dim=QColor("#98a1b1"),
    rest=QColor("#4b5261"),
    shade=QColor(255, 255, 255, 62),
    record=QColor("#ff6a5e"),
    warn=QColor("#ffc04d"),
    accent=QColor("#9aa7ff"),
)


def colours() -> Colours:
    """Those of the desktop as it is now."""
    return DARK if is_dark() else LIGHT


def is_dark() -> bool:
    """Whether the desktop is dark: as it says, else as its window colour is."""
    scheme = QGuiApplication.styleHints().colorScheme()
    if scheme is not Qt.ColorScheme.Unknown:
        return scheme is Qt.ColorScheme.Dark
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def unit() -> float:
    """How large text is on this desktop: 1.0 for 13 pixels, never below."""
    return max(1.0, QFontInfo(QGuiApplication.font()).pixelSize() / 13)


def font(pixels: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The desktop's font, `pixels` high at `unit` 1."""
    made = QFont(QGuiApplication.font())
    made.setPixelSize(round(pixels * unit()))
    made.setWeight(weight)
    return made


def figures(made: QFont) -> QFont:
    """`made` with digits of one width, so that a running clock does not tremble."""
    steady = QFont(made)
    steady.setFeature(QFont.Tag("tnum"), 1)
    return steady


def sheet(look: Colours) -> str:
    """The style sheet of the windows."""
    u = unit()
    return f"""
    QWidget {{ color: {look.text}; font-size: {round(13 * u)}px; }}
    QWidget#page {{ background: {look.ground}; }}
    QLabel {{ background: transparent; }}
    QLabel[role="title"] {{ font-size: {round(21 * u)}px; font-weight: 600; }}
    QLabel[role="section"] {{ font-size: {round(12 * u)}px; font-weight: 600; color: {look.dim}; }}
    QLabel[role="dim"] {{ color: {look.dim}; }}
    QLabel[role="small"], Lines[role="small"] {{ color: {look.dim}; font-size: {round(12 * u)}px; }}
    QLabel[role="warn"] {{ color: {look.warn}; }}
    QLabel[role="warn-title"] {{ color: {look.warn}; font-weight: 600; }}
    QLabel[role="chip"], QLabel[role="chip-warn"] {{
        color: {look.dim}; background: {look.hover}; font-size: {round(11 * u)}px;
        border-radius: {round(8 * u)}px; padding: {round(2 * u)}px {round(8 * u)}px;
    }}
    QLabel[role="chip-warn"] {{ color: {look.warn}; background: {look.warn_ground}; }}
    QFrame#card {{
        background: {look.raised}; border: 1px solid {look.line}; border-radius: {round(12 * u)}px;
    }}
    QFrame#banner {{ background: {look.warn_ground}; border-radius: {round(10 * u)}px; }}
    QPushButton {{
        background: {look.raised}; border: 1px solid {look.line}; border-radius: {round(8 * u)}px;
        padding: {round(6 * u)}px {round(14 * u)}px;
    }}
    QPushButton:hover {{ background: {look.hover}; }}
    QPushButton:focus {{ border-color: {look.accent}; }}
    QPushButton:disabled {{ color: {look.faint}; }}
    QPushButton[role="main"] {{
        background: {look.accent_below}; border-color: {look.accent_below};
        color: {look.on_accent}; font-weight: 600;
    }}
    QPushButton[role="main"]:hover {{ background: {look.accent}; border-color: {look.accent}; }}
    QPushButton[role="quiet"] {{
        background: transparent; border: 1px solid transparent; color: {look.accent};
        padding: {round(3 * u)}px {round(8 * u)}px; border-radius: {round(6 * u)}px;
    }}
    QPushButton[role="quiet"]:hover {{ background: {look.selected}; }}
    QPushButton[role="quiet"]:focus {{ border-color: {look.accent}; }}
    QPushButton[role="danger"] {{ color: {look.bad}; }}
    QLineEdit, QTextEdit, QPlainTextEdit {{
        background: {look.raised}; border: 1px solid {look.line}; border-radius: {round(8 * u)}px;
        padding: {round(6 * u)}px {round(10 * u)}px;
        selection-background-color: {look.accent_below}; selection-color: {look.on_accent};
    }}
    QTextEdit[role="reading"] {{
        background: transparent; border: none; font-size: {round(15 * u)}px;
    }}
    QLineEdit:focus {{ border-color: {look.accent}; }}
    QScrollArea, QListView {{ background: transparent; border: none; outline: none; }}
    QScrollBar:vertical {{ background: transparent; width: {round(10 * u)}px; margin: 0; }}
    QScrollBar::handle:vertical {{
        background: {look.line}; border-radius: {round(3 * u)}px;
        margin: {round(2 * u)}px; min-height: {round(28 * u)}px;
    }}
    QScrollBar::handle:vertical:hover {{ background: {look.faint}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
        background: transparent; height: 0; width: 0;
    }}
    QSplitter::handle {{ background: transparent; }}
    QMenu {{
        background: {look.raised}; border: 1px solid {look.line}; padding: {round(5 * u)}px;
    }}
    QMenu::item {{
        padding: {round(6 * u)}px {round(24 * u)}px {round(6 * u)}px {round(14 * u)}px;
        border-radius: {round(6 * u)}px;
    }}
    QMenu::item:selected {{ background: {look.selected}; }}
    QMenu::item:disabled {{ color: {look.dim}; }}
    QMenu::separator {{
        height: 1px; background: {look.line}; margin: {round(5 * u)}px {round(8 * u)}px;
    }}
    QToolTip {{
        background: {look.raised}; color: {look.text}; border: 1px solid {look.line};
        padding: {round(4 * u)}px;
    }}
    """
