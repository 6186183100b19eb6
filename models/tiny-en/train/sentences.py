"""What tiny-en can hear: a few hundred everyday words, and sentences made of them."""

import random
import re
from pathlib import Path

_HERE = Path(__file__).resolve().parent
SETS = {
    key: words.split()
    for key, words in (line.split(": ") for line in (_HERE / "words.txt").read_text().splitlines())
}
WORDS = sorted({w for words in SETS.values() for w in words}, key=str.lower)
TEMPLATES = (_HERE / "templates.txt").read_text().splitlines()
SAID = sorted(  # every word that a sentence can have, in lower case
    {w.lower() for w in WORDS}
    | {w.lower() for t in TEMPLATES for w in re.findall(r"[A-Za-z']+", re.sub(r"\{\w+\}", "", t))}
)


def tidy(line):
    line = re.sub(r"\bi\b", "I", line)
    return line[0].upper() + line[1:]


def sentence(rng, thrown=0.34):
    """One sentence: from a template, or (a share of `thrown`) words thrown together."""
    if rng.random() >= thrown:
        return tidy(
            re.sub(r"\{(\w+)\}", lambda m: rng.choice(SETS[m.group(1)]), rng.choice(TEMPLATES))
        )
    words = [
        rng.choice(WORDS)
        for _ in range(rng.choices([1, 2, 3, 4, 5, 6, 7], [14, 16, 16, 18, 16, 12, 8])[0])
    ]
    return tidy(" ".join(words)) + rng.choices([".", "?"], [85, 15])[0]


def sentences(count, seed, but_not=(), thrown=0.34):
    """Distinct sentences, none of them in `but_not`."""
    rng = random.Random(seed)
    seen, out = {s.lower() for s in but_not}, []
    while len(out) < count:
        s = sentence(rng, thrown)
        if s.lower() not in seen or (len(s.split()) < 2 and rng.random() < 0.02):
            seen.add(s.lower())
            out.append(s)
    return out
