"""The table of spoken punctuation and layout: what is said, and what is written for it.

To add one, add a row. A row's name is what is said in English; it switches the row off in the
settings, in every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dictate.text.marks import word_set


class Joins(StrEnum):
    """How what is written sits between the words around it."""

    LEFT = "to the word before"
    """Like a comma."""
    STOP = "to the word before, and a sentence begins after it"
    RIGHT = "to the word after"
    """Like an opening bracket."""
    BOTH = "to both"
    """Like a hyphen."""
    NEITHER = "to neither"
    """Like a dash: a space on both sides."""
    LINE = "to nothing: it is the end of a line"


@dataclass(frozen=True, slots=True)
class VoiceCommand:
    """One row.

    Attributes:
        name: What is said in English.
        writes: What is written for it.
        joins: How that sits between the words around it.
        said: What is said, by language; the name where English is missing.
        is_word: Whether people also say it and mean the word: such a row is off at first.
    """

    name: str
    writes: str
    joins: Joins
    said: Mapping[str, tuple[str, ...]]
    is_word: bool = False

    def spoken(self, language: str) -> tuple[str, ...]:
        """What is said for it in a language; nothing where the language has no words for it."""
        if language == "en":
            return (self.name, *self.said.get("en", ()))
        return self.said.get(language, ())


def _row(  # noqa: PLR0913 - one column each
    name: str,
    writes: str,
    joins: Joins,
    *,
    en: str = "",
    de: str = "",
    fr: str = "",
    es: str = "",
    is_word: bool = False,
) -> VoiceCommand:
    said = {"en": en, "de": de, "fr": fr, "es": es}
    return VoiceCommand(
        name,
        writes,
        joins,
        {language: tuple(each.split("; ")) for language, each in said.items() if each},
        is_word,
    )


COMMANDS: tuple[VoiceCommand, ...] = (
    _row("new paragraph", "\n\n", Joins.LINE, de="neuer absatz", fr="nouveau paragraphe",
         es="nuevo párrafo; párrafo nuevo"),
    _row("new line", "\n", Joins.LINE, en="newline; next line", de="neue zeile",
         fr="nouvelle ligne; à la ligne", es="nueva línea; línea nueva"),
    _row("question mark", "?", Joins.STOP, de="fragezeichen", fr="point d'interrogation",
         es="signo de interrogación"),
    _row("exclamation mark", "!", Joins.STOP, en="exclamation point", de="ausrufezeichen",
         fr="point d'exclamation", es="signo de exclamación"),
    _row("full stop", ".", Joins.STOP),
    _row("comma", ",", Joins.LEFT, de="komma", fr="virgule"),
    _row("semicolon", ";", Joins.LEFT, en="semi colon", de="semikolon; strichpunkt",
         fr="point-virgule; point virgule", es="punto y coma"),
    _row("open quote", '"', Joins.RIGHT, en="open quotes; open quotation mark; begin quote",
         de="anführungszeichen auf", fr="ouvrez les guillemets", es="abrir comillas"),
    _row("close quote", '"', Joins.LEFT,
         en="close quotes; close quotation mark; end quote; unquote", de="anführungszeichen zu",
         fr="fermez les guillemets", es="cerrar comillas"),
    _row("open parenthesis", "(", Joins.RIGHT,
         en="open paren; open bracket; left parenthesis", de="klammer auf",
         fr="ouvrez la parenthèse", es="abrir paréntesis"),
    _row("close parenthesis", ")", Joins.LEFT,
         en="close paren; close bracket; right parenthesis", de="klammer zu",
         fr="fermez la parenthèse", es="cerrar paréntesis"),
    _row("ellipsis", "…", Joins.LEFT, en="dot dot dot", de="auslassungspunkte"),
    _row("bullet point", "\n- ", Joins.LINE, de="aufzählungspunkt"),
    _row("period", ".", Joins.STOP, de="punkt", is_word=True),
    _row("colon", ":", Joins.LEFT, de="doppelpunkt", fr="deux points", es="dos puntos",
         is_word=True),
    _row("dash", "–", Joins.NEITHER, de="gedankenstrich", is_word=True),  # noqa: RUF001 - it is one
    _row("hyphen", "-", Joins.BOTH, de="bindestrich", is_word=True),
    _row("slash", "/", Joins.BOTH, en="forward slash", de="schrägstrich", is_word=True),
    _row("underscore", "_", Joins.BOTH, de="unterstrich", is_word=True),
)  # fmt: skip
"""Every command. Of two that begin alike the longer one is taken."""

OFF_AT_FIRST = tuple(command.name for command in COMMANDS if command.is_word)

SPOKEN_OF: Mapping[str, frozenset[str]] = {
    "en": word_set(
        "a an the this that these those each every another any no some one two first second last "
        "next my your his her its our their whose word words of with without called missing extra "
        "oxford trailing single"
    ),
    "de": word_set("ein eine einen einem einer der die das den dem des kein keine jedes wort"),
    "fr": word_set("un une le la les cette ce du de des mot"),
    "es": word_set("un una el la los las esta este palabra"),
}
"""After these the words are spoken of, not obeyed: "put a comma there", "the question mark"."""

ESCAPES: Mapping[str, str] = {
    "en": "literal",
    "de": "wörtlich",
    "fr": "littéral",
    "es": "literal",
}
"""Said before a command, it makes words of it and goes itself."""
