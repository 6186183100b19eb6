"""Takes the example sentences out of WordNet 3.0: everyday English, a sentence a line.

python wordnet.py /usr/share/wordnet TEXT/wordnet.txt        (Debian's package wordnet-base)
"""

import re
import sys
from pathlib import Path

PERSONS = {"he", "she", "it", "they", "we", "you", "i"}
_OTHERS = """
the this that these those his her my our their your who what where when why how
don't do did can could will would there if a an some many most all no
"""
OPENERS = PERSONS.union(_OTHERS.split())


def main():
    found = {}
    for part in ("verb", "noun", "adj", "adv"):
        # Examples of verbs are sentences; of the others, those that begin with a pronoun.
        openers = OPENERS if part == "verb" else PERSONS
        for line in (Path(sys.argv[1]) / f"data.{part}").read_text().splitlines():
            take(line, openers, part == "verb", found)
    Path(sys.argv[2]).write_text("".join(f"{line}\n" for line in found))
    print(f"{len(found)} sentences")


def take(line, openers, names, found):
    if line.startswith("  ") or "|" not in line:
        return
    for said in re.findall(r'"([^"]+)"', line.split("|", 1)[1]):
        words = said.strip().rstrip(".,;").split()
        if not 4 <= len(words) <= 25 or re.search(r"[^A-Za-z0-9 ,.?!'$-]", said):
            continue
        if words[0].lower() not in openers and not (names and words[0][0].isupper()):
            continue
        text = " ".join(words)
        text = text[0].upper() + text[1:]
        text = re.sub(r"\bi\b", "I", text)
        found[text if text[-1] in "?!" else text + "."] = None


if __name__ == "__main__":
    main()
