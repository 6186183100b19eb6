"""The tables of the filler rule: what is a filler, and where a comma stands by right.

All by language, because what is a filler in one is a word in another.
"""

from __future__ import annotations

from dictate.text.marks import word_set

# "mm" is a unit, "mhm" and "uh-huh" say yes, "oh" and "ah" mean something: none of them is here.
FILLERS: dict[str, tuple[str, ...]] = {
    "en": ("u+m+", "u+h+", "u+h+m+", "er", "e+r+m+", "hm+", "m{3,}"),
    "de": ("ä+h+", "ä+h+m+", "ä+m+", "ö+h+", "ö+h+m+", "e+h+m+", "hm+"),
    "fr": ("eu+h+", "heu+", "e+u+m+", "hm+"),
    "es": ("e{2,}h*", "e+h+m+", "e+m{2,}", "hm+"),
    "it": ("e+h+m+", "u+h+m+", "m{3,}", "hm+"),
    "pt": ("hum+", "ã+h+", "é{2,}", "hm+"),
    "nl": ("u+h+", "u+h+m+", "e+h+m+", "hm+"),
    "sv": ("ö+h+", "ö+h*m+", "e+h+m+", "hm+"),
    "da": ("ø+h+", "ø+h*m+", "hm+"),
    "no": ("ø+h+", "ø+h*m+", "e+h+m+", "hm+"),
    "pl": ("y{2,}", "e{3,}", "hm+"),
    "ru": ("э{2,}", "э+м+", "хм+"),
    "uk": ("е{3,}", "е+м{2,}", "хм+"),  # noqa: RUF001 - Cyrillic
}  # fmt: skip
"""Patterns of whole words, by language. `+` because a filler is drawn out as long as one thinks."""

ANYWHERE = ("u+h+m+", "e+r+m{2,}", "hm{2,}", "u+m{2,}", "u+h{2,}")
"""Where the language is not known: what is a word in none of them."""

COMMA_AFTER: dict[str, frozenset[str]] = {
    "en": word_set(
        "well so yes no yeah yep nope okay ok right now however anyway also then thanks please hi "
        "hello hey oh ah first second third finally actually basically honestly sure true"
    ),
    "de": word_set("ja nein also gut okay ok so nun hallo danke bitte doch erstens zweitens"),
    "fr": word_set("oui non bon bien alors donc merci bonjour salut voilà enfin"),
    "es": word_set("sí no bueno pues entonces gracias hola vale claro"),
}
"""Words that a comma follows by right: of the two commas around a filler one stays."""

NO_COMMA_AFTER: dict[str, frozenset[str]] = {
    "en": word_set(
        "i you he she it we they the a an my your his her our their this that these those and or "
        "but because if when while than of to in on at by for from with into about is are was were "
        "be been am do does did have has had will would can could should may might must not very "
        "i'm you're we're they're he's she's it's i've we've i'll we'll i'd there's that's think "
        "know believe guess hope suppose mean say says said told"
    ),
    "de": word_set(
        "ich du er sie es wir ihr der die das den dem ein eine einen und oder mit von zu in im auf "
        "an am bei für ist sind war hat habe haben wird werden kann nicht sehr"
    ),
    "fr": word_set(
        "je tu il elle on nous vous ils elles le la les un une des de du et ou à en dans pour avec "
        "est sont a ont ai que qui ne pas très"
    ),
    "es": word_set(
        "yo tú él ella nosotros ellos el la los las un una de del y o a en con por para es son "
        "está que no muy"
    ),
}
"""Words after which no comma can stand: one before a filler was the filler's own."""

OPENS_CLAUSE: dict[str, frozenset[str]] = {
    "en": word_set("i you he she it we they and but so or because which who there i'm it's that's"),
    "de": word_set("ich du er sie es wir ihr aber und denn weil dass wo der die das"),
    "fr": word_set("je tu il elle on nous vous ils elles mais et car donc"),
    "es": word_set("yo él ella nosotros pero y porque"),
}
"""Words that open a clause: the comma before it stays."""
