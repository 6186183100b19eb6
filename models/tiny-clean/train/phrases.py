"""The words this project brings itself; they lie in `phrases/`, one a line.

fillers, cues, restarts, scratches: what is said by mistake or to take something back, each with its
weight. everyday, hard, literal: templates whose `{slots}` are filled from slots.txt; hard ones look
like a disfluency and are none; literal ones are taken as they stand. foreign: sentences in other
languages.
"""

from pathlib import Path

_HERE = Path(__file__).resolve().parent / "phrases"


def _lines(name):
    return (_HERE / f"{name}.txt").read_text().splitlines()


def _weighted(name):
    return [
        (words, float(weight)) for weight, words in (line.split(None, 1) for line in _lines(name))
    ]


FILLERS, CUES, RESTARTS, SCRATCHES = map(_weighted, ("fillers", "cues", "restarts", "scratches"))
EVERYDAY, HARD, LITERAL, FOREIGN = map(_lines, ("everyday", "hard", "literal", "foreign"))
EMPHATIC = set(_lines("emphatic"))
SLOTS = {key: words.split(" | ") for key, words in (line.split(": ") for line in _lines("slots"))}
