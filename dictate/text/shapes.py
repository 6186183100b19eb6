"""Gives a text the shape of its style: message, e-mail, list, comment. By rules, without a word.

Each shape is a function from a text to edits of it; the words stay as they are and in their order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from dictate.core.dictation import Edit
from dictate.settings.styles import Shape
from dictate.text.passage import capitalised
from dictate.text.sentences import gaps_between

KIND = "layout"

COMMENT_WIDTH = 72
COMMENT = "# "
DASH = "- "

_ABBREVIATED = re.compile(r"\b(?:etc|e\.g|i\.e|vs|Inc|Ltd|Jr|Sr)\.$")
_NAME = r"[A-Z][\w'\u2019-]*"
_GREETING = re.compile(
    rf"(?P<greeting>(?:Hi|Hello|Hey|Dear|Good (?:morning|afternoon|evening))(?: {_NAME}){{0,3}}"
    r"|Hi (?:all|team|everyone|there)|Hello (?:all|team|everyone|there))(?P<mark>[,.!]) +(?=\S)"
)
_GOODBYE = re.compile(
    r"(?P<gap>[ \n]+)(?P<goodbye>(?:Kind|Best|Warm|Many) (?:regards|wishes|thanks)|Regards|Cheers"
    r"|Best|Thanks|Thank you|Sincerely|Yours(?: sincerely| truly| faithfully)?)"
    rf"(?P<mark>[,.]?)(?P<space> +(?=[A-Z]))?(?P<name>(?:{_NAME})?(?: {_NAME}){{0,2}})\.?$"
)


def find_shape(text: str, shape: Shape) -> list[Edit]:
    """The edits that give a text its shape."""
    return _SHAPES[shape](text)


def _running(_text: str) -> list[Edit]:
    return []


def _message(text: str) -> list[Edit]:
    """A single sentence loses its full stop; two keep theirs, and so does "etc."."""
    body = text.rstrip()
    single = not any(gaps_between(body)) and "\n" not in body
    if not single or not body.endswith(".") or body.endswith("..") or _ABBREVIATED.search(body):
        return []
    return [Edit(KIND, len(body) - 1, ".", "")]


def _email(text: str) -> list[Edit]:
    edits: list[Edit] = []
    greeting = _GREETING.match(text)
    floor = 0
    if greeting is not None:
        start, floor = greeting.start("mark"), greeting.end()
        edits.append(Edit(KIND, start, text[start:floor], ",\n\n"))
        if text[floor].islower():
            edits.append(Edit("case", floor, text[floor], capitalised(text[floor])))
    goodbye = _GOODBYE.search(text, floor)
    if goodbye is not None and _ends_there(text, goodbye.start()):
        edits.append(Edit(KIND, goodbye.start("gap"), goodbye["gap"], "\n\n"))
        if goodbye["name"]:
            start, end = goodbye.start("mark"), goodbye.start("name")
            edits.append(Edit(KIND, start, text[start:end], ",\n"))
            if text.endswith(".") and goodbye.end("name") < len(text):
                edits.append(Edit(KIND, len(text) - 1, ".", ""))
    return [edit for edit in edits if edit.before != edit.after]


def _ends_there(text: str, position: int) -> bool:
    """Whether a sentence ends right before."""
    return text[:position].rstrip()[-1:] in tuple(".!?…")


def _list(text: str) -> list[Edit]:
    if not text.strip():
        return []
    return [Edit(KIND, 0, "", DASH), *_new_lines(text, DASH)]


def _new_lines(text: str, mark: str) -> list[Edit]:
    """A new line with a mark before each sentence, and before what stands in a line already."""
    gaps = dict(gaps_between(text))
    for line in re.finditer(r"[ \t]*\n\s*(?=\S)", text):
        gaps.setdefault(line.start(), line.end())
    edits = []
    floor = 0
    for start, end in sorted(gaps.items()):
        if start < floor:
            continue
        floor = end
        if not text.startswith(DASH, end):
            edits.append(Edit(KIND, start, text[start:end], f"\n{mark}"))
    return edits


def _comment(text: str) -> list[Edit]:
    """Lines of at most COMMENT_WIDTH characters; a longer word has a line to itself."""
    if not text.strip():
        return []
    edits = [Edit(KIND, 0, "", COMMENT)]
    used = len(COMMENT)
    for word in re.finditer(r"(?P<gap>\s*)(?P<word>\S+)", text):
        gap, length = word["gap"], len(word["word"])
        if not gap:
            used += length
        elif "\n" in gap or used + 1 + length > COMMENT_WIDTH:
            lines = f"\n{COMMENT.rstrip()}" if gap.count("\n") > 1 else ""
            edits.append(Edit(KIND, word.start("gap"), gap, f"{lines}\n{COMMENT}"))
            used = len(COMMENT) + length
        else:
            used += 1 + length
    return edits


_SHAPES: Mapping[Shape, Callable[[str], list[Edit]]] = {
    Shape.RUNNING: _running,
    Shape.MESSAGE: _message,
    Shape.EMAIL: _email,
    Shape.LIST: _list,
    Shape.COMMENT: _comment,
}
