"""Makes spoken sentences out of written ones, and knows of each word whether it is to stay.

A sentence is a list of `Tok`: `raw` is how the word stands in the recogniser's text, `out` how it
is to be written, None when it is to go. Everything is drawn from one `random.Random`.
"""

import json
import re
from bisect import bisect
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import phrases

_HERE = Path(__file__).resolve().parent
MARKS = ",.?!;:…–—-"  # noqa: RUF001
_GAP = re.compile(r"[—–…]|--|\.\.\.")  # noqa: RUF001
TRAIN_LINES = 31_000
HELD_OUT_QUESTIONS = 282


@dataclass(slots=True)
class Tok:
    raw: str
    out: str | None
    kind: str = ""


class Draw:
    """Weighted choice, prepared once."""

    def __init__(self, table):
        self.items = [item for item, _ in table]
        self.sums = list(accumulate(weight for _, weight in table))

    def __call__(self, rng):
        return self.items[bisect(self.sums, rng.random() * self.sums[-1])]


FILLER, CUE, RESTART, SCRATCH = map(
    Draw, (phrases.FILLERS, phrases.CUES, phrases.RESTARTS, phrases.SCRATCHES)
)


SOUNDS = {words for words, _ in phrases.FILLERS} & {
    "um", "umm", "uh", "uhh", "uhm", "er", "erm", "hmm", "mm", "ugh"
}  # fmt: skip
"""What is a word in no sentence: never drawn as one, and a line with it is not clean."""


def bare(word):
    return word.strip("\"'“”‘’()[]" + MARKS).lower()  # noqa: RUF001


def plain(word):
    """Without the marks behind it."""
    return word.rstrip(MARKS)


def norm_words(text):
    """Words for comparing: no case, no marks around them."""
    return [w for w in (bare(word) for word in _GAP.sub(" ", text).split()) if w]


# ── sources ──────────────────────────────────────────────────────────────────────────────────────


def usable(line):
    letters = sum(c.isalpha() for c in line)
    return (
        line[:1].isalpha()
        and line[-1] in ".?!"
        and not re.search(r"[,.?!][,.?!]|'\W*$| - |\s['-]|--", line)
        and sum(c.isupper() for c in line) < max(4, 0.3 * letters)
        and SOUNDS.isdisjoint(map(bare, line.split()))
    )


def questions(path):
    return [
        (" ".join(v["disfluent"].split()), " ".join(v["original"].split()))
        for v in json.loads(Path(path).read_text()).values()
    ]


CUE_LIKE = set(_HERE.joinpath("phrases/cue-like.txt").read_text().split())


def tricky(line):
    """A clean sentence with a cue word in it, or a word said again soon."""
    words = [bare(w) for w in line.split()]
    near = any(words[i] in words[i + 1 : i + 4] for i in range(len(words)))
    return (
        near
        or bool(CUE_LIKE.difference(("or", "so", "that")).intersection(words))
        or (bool(CUE_LIKE.intersection(words)) and len(line) % 4 == 0)
    )


class Corpus:
    """Clean sentences, pairs, and what follows what."""

    def __init__(self, text_dir, held_out=False):
        text_dir = Path(text_dir)
        every = (text_dir / "english.txt").read_text().splitlines()
        lines = every[TRAIN_LINES:] if held_out else every[:TRAIN_LINES]
        for more in (text_dir / "wordnet.txt", text_dir / "speeches.txt"):
            if more.exists() and not held_out:
                lines += more.read_text().splitlines()
        self.sentences = [line for line in lines if usable(line)]
        self.lexicon = {bare(w) for line in every for w in line.split()}
        pairs = questions(text_dir / "disfl-qa-train.json")
        self.pairs = pairs[-HELD_OUT_QUESTIONS:] if held_out else pairs[:-HELD_OUT_QUESTIONS]
        self.aligned = [a for a in map(align_pair, self.pairs) if a]
        self.questions = [o[0].upper() + o[1:] for _, o in self.pairs if o.endswith("?")]
        self.tricky = [line for line in [*self.sentences, *self.questions] if tricky(line)]
        self.follow = defaultdict(list)
        self.lower_known, upper, count = set(), set(), defaultdict(int)
        for line in [*self.sentences, *self.questions]:
            words = line.split()
            for i, w in enumerate(words):
                core = plain(w)
                if not core:
                    continue
                count[core.lower()] += 1
                if i:
                    (self.lower_known.add(core) if core.islower() else upper.add(core))
                    self.follow[words[i - 1].lower()].append(words[i : i + 3])
        self.names = sorted(
            w
            for w in upper
            if w.isalpha() and w[1:].islower() and w.lower() not in self.lower_known and len(w) > 2
        )
        self.rare = sorted(
            w for w in self.lower_known if count[w] <= 6 and w.isalpha() and len(w) > 3
        )
        self.common = sorted(w for w in self.lower_known if count[w] > 6 and w.isalpha())
        self.numbers = [str(n) for n in [*range(1, 100), *range(1000, 2030, 7)]] + phrases.SLOTS[
            "count"
        ]

    def pseudo_name(self, rng):
        name = rng.choice(self.names)
        if rng.random() < 0.35:
            other = rng.choice(self.names).lower()
            name = name[: rng.randint(2, 4)] + other[len(other) // 2 :]
        return name

    def word(self, rng):
        w = rng.choice(self.rare if rng.random() < 0.7 else self.common)
        short = w if rng.random() < 0.7 else w[: rng.randint(2, 4)]
        return w if short in SOUNDS else short

    def fill(self, template, rng):
        def slot(found):
            key = found.group(1)
            if (key == "name" and rng.random() < 0.25) or key == "W":
                return self.pseudo_name(rng)
            if key == "w":
                return self.word(rng)
            if key == "A":
                return "".join(rng.choice("ABCDEFGHIKLMNOPRSTUW") for _ in range(rng.randint(2, 4)))
            return rng.choice(phrases.SLOTS[key])

        line = re.sub(r"\{(\w+)\}", slot, template)
        return (
            line[0].upper() + line[1:]
            if template[0] == "{" and not template.startswith("{w")
            else line
        )


# ── pairs: which words of the disfluent question stay ────────────────────────────────────────────


def align_pair(pair):
    """Longest common subsequence of words, as late in the disfluent question as can be."""
    spoken, fluent = pair
    a, b = spoken.split(), fluent.split()
    na, nb = [bare(w) for w in a], [bare(w) for w in b]
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            best[i][j] = (
                best[i - 1][j - 1] + 1
                if na[i - 1] == nb[j - 1]
                else max(best[i - 1][j], best[i][j - 1])
            )
    matched, i, j = {}, len(a), len(b)
    while i and j:
        if na[i - 1] == nb[j - 1] and best[i][j] == best[i - 1][j - 1] + 1:
            matched[i - 1] = j - 1
            i, j = i - 1, j - 1
        elif best[i - 1][j] >= best[i][j - 1]:
            i -= 1
        else:
            j -= 1
    if len(b) - len(matched) > 1 or len(matched) < 3:
        return None
    # A later wording that differs ("a 8 or wait 9" for "modulo 9") is left to the words said.
    return [Tok(w, b[matched[k]] if k in matched else None) for k, w in enumerate(a)]


# ── the operations ───────────────────────────────────────────────────────────────────────────────


class Speaker:
    def __init__(self, corpus, rng):
        self.corpus, self.rng = corpus, rng

    def chance(self, p):
        return self.rng.random() < p

    def weighted(self, values, weights):
        return self.rng.choices(values, weights)[0]

    def said(self, words, kind):
        return [Tok(w, None, kind) for w in words]

    def unbegin(self, tok):
        """The word after something put before it: Whisper often no longer writes it large."""
        if (
            tok.raw[:1].isupper()
            and plain(tok.raw).lower() in self.corpus.lower_known
            and self.chance(0.6)
        ):
            tok.raw = tok.raw[0].lower() + tok.raw[1:]

    def filler(self, toks):
        rng = self.rng
        at = (
            0
            if self.chance(0.22)
            else rng.randint(0, len(toks) - 1)
            if self.chance(0.97)
            else len(toks)
        )
        words = FILLER(rng).split()
        if self.chance(0.05):
            words += FILLER(rng).split()
        if at == 0 and words[0] in ("like", "ah"):  # "Ah," before a sentence says something
            words = ["um"]
        style = rng.random()
        if style < 0.55:
            words[-1] += ","
        elif style < 0.65:
            words[-1] += rng.choice(["...", ".", "...", "-", "—"])
        if at == 0:
            words[0] = words[0][0].upper() + words[0][1:]
            self.unbegin(toks[0])
        elif style < 0.45 and toks[at - 1].raw[-1] not in MARKS:
            toks[at - 1].raw += ","
        toks[at:at] = self.said(words, "filler")

    def repeat(self, toks):
        rng = self.rng
        for _ in range(6):
            size = self.weighted([1, 2, 3, 4], [58, 26, 11, 5])
            if size > len(toks):
                continue
            at = rng.randint(0, len(toks) - size) if self.chance(0.6) else 0
            span = toks[at : at + size]
            if (size == 1 and bare(span[0].raw) in phrases.EMPHATIC) or any(
                t.raw[-1] in MARKS for t in span[:-1]
            ):
                continue
            if size == 1 and span[0].raw[-1:] in MARKS and self.chance(0.7):
                continue
            times = 1 if self.chance(0.87) else 2
            said = []
            for _ in range(times):
                said += self.said([plain(t.raw) or t.raw for t in span], "repeat")
                style = rng.random()
                if style < 0.28:
                    said[-1].raw += ","
                elif style < 0.42:
                    said[-1].raw += rng.choice(["-", "—", "..."])
                if self.chance(0.2):
                    said += self.said(
                        (FILLER(rng) if self.chance(0.8) else CUE(rng)).split(), "filler"
                    )
            if at == 0:
                self.unbegin(toks[0])
                for t in said[size:]:
                    self.unbegin(t)
            toks[at:at] = said
            return

    def cutoff(self, toks):
        rng = self.rng
        for _ in range(6):
            at = rng.randrange(len(toks))
            core = plain(toks[at].raw).strip("'\"")
            own = self.chance(0.75)
            word = core if own else rng.choice(self.corpus.common)
            if not word.isalpha() or len(word) < 3:
                continue
            part = word[: rng.randint(1, min(len(word) - 1, 6))]
            if at and part[0].isupper() and not core[0].isupper():
                part = part.lower()
            dash = self.weighted(["-", "--", "—", "...", ""], [70, 4, 8, 6, 12])
            # Without its dash a piece of a word can only be known as one when it is no word itself.
            clear = own and len(part) > 2 and part.lower() not in self.corpus.lexicon
            if not dash and not clear:
                dash = "-"
            said = self.said([part + dash], "cut-off" if clear else "broken")
            if self.chance(0.15):
                said += self.said((FILLER(rng) if self.chance(0.6) else CUE(rng)).split(), "filler")
            back = self.weighted([0, 1, 2], [75, 18, 7])
            if back and at >= back and all(t.raw[-1] not in MARKS for t in toks[at - back : at]):
                # "on the ta- on the table": the words before are said again
                said = self.said([t.raw for t in toks[at - back : at]], "said again") + said
                if at == back:
                    self.unbegin(toks[0])
                at -= back
            elif at == 0:
                self.unbegin(toks[0])
            toks[at:at] = said
            return

    def marked(self, words, before):
        """Cue words with the marks a recogniser puts around them; `before` is the word before."""
        rng = self.rng
        style = rng.random()
        words = list(words)
        if style < 0.42:  # word, no, wait, word
            if before and before.raw[-1] not in MARKS:
                before.raw += ","
            if (
                len(words) == 2
                and words[0] in ("no", "sorry", "wait", "oh", "actually", "or")
                and self.chance(0.6)
            ):
                words[0] += ","
            if self.chance(0.75):
                words[-1] += ","
        elif style < 0.54:  # word... no wait, word
            if before:
                before.raw = plain(before.raw) + rng.choice(["...", "—", "-", "…"])
            if self.chance(0.6):
                words[-1] += rng.choice([",", "..."])
        elif style < 0.62:  # word. No, wait. Word
            if before:
                before.raw = plain(before.raw) + rng.choice([".", ".", "?"])
            words[0] = words[0][0].upper() + words[0][1:]
            words[-1] += rng.choice([",", ".", ""])
        elif style < 0.70:
            words[-1] += ","
        return words

    def cue(self, draw, before, sure=True):
        words = draw(self.rng).split()
        while not sure and words in (["or"], ["well"]):  # "tea or coffee" takes nothing back
            words = draw(self.rng).split()
        if self.chance(0.2):
            words = self.rng.choice(["um", "uh", "er", "hmm", "umm", "ah"]).split() + words
        return self.said(self.marked(words, before), "cue")

    def substitute(self, span, before):
        """What might have been said in place of these words."""
        rng, corpus = self.rng, self.corpus
        core = plain(span[0])
        low = core.lower()
        if low in {w.lower() for w in phrases.SLOTS["weekday"]} or low in {
            w.lower() for w in phrases.SLOTS["month"]
        }:
            key = "weekday" if low.endswith("day") else "month"
            return [rng.choice(phrases.SLOTS[key])]
        if low.strip("$").replace(",", "").replace(".", "").isdigit() or low in corpus.numbers:
            return [rng.choice(corpus.numbers)]
        if core[:1].isupper() and low not in corpus.lower_known:
            return [corpus.pseudo_name(rng) for _ in range(1 if self.chance(0.65) else 2)]
        options = corpus.follow.get(before.lower(), ())
        if options and self.chance(0.8):
            words = rng.choice(options)[: self.weighted([1, 2, 3], [60, 27, 13])]
        else:
            words = [
                rng.choice(corpus.common if self.chance(0.6) else corpus.rare)
                for _ in range(self.weighted([1, 2], [80, 20]))
            ]
        words = [plain(w) or w for w in words]
        return (
            words
            if [w.lower() for w in words] != [plain(w).lower() for w in span[: len(words)]]
            else [rng.choice(corpus.rare)]
        )

    def slot(self, toks, at):
        """(key, words) of what stands here, where it is a time, a place, a food...; ("", 0)."""
        for size in (4, 3, 2, 1):
            found = ALIKE.get(" ".join(bare(t.raw) for t in toks[at : at + size]))
            if found and at + size <= len(toks):
                return self.rng.choice(found), size
        return "", 0

    def wrong(self, toks, at, size, back):
        """What was said before the right words.

        People who take back more than a word begin again at the start of the phrase, or put like
        for like. Without a word said again nothing tells how far back a longer slip reaches; so
        it is one word then, one name, or one time, place... for another.
        """
        rng = self.rng
        key, words = self.slot(toks, at)
        if key and words == size and self.chance(0.8):
            wrong = rng.choice(phrases.SLOTS[key]).split()
            if bare(wrong[0]) != bare(toks[at].raw):
                return wrong
        wrong = self.substitute(
            [t.raw for t in toks[at : at + size]], toks[at - 1].raw if at else ""
        )
        name = len(wrong) == 2 and wrong[0][0].isupper() and wrong[1][0].isupper()
        beside = [t.raw for t in (*toks[max(0, at - 1) : at], *toks[at + 1 : at + 2])]
        if back or (name and not any(w[0].isupper() for w in beside)):
            return wrong
        return wrong[:1]

    def correction(self, toks):
        rng = self.rng
        for _ in range(10):
            size = self.weighted([1, 2, 3, 4], [55, 27, 12, 6])
            if size + 1 > len(toks):
                return
            at = rng.randint(0 if self.chance(0.15) else 1, len(toks) - size)
            size = self.slot(toks, at)[1] or size
            back = self.weighted([0, 1, 2, 3], [52, 31, 12, 5])
            on = self.weighted([0, 1, 2, 3], [78, 11, 7, 4])
            first, last = at - back, at + size + on
            if first < 0 or last > len(toks) or any(t.out is None for t in toks[first:last]):
                continue
            if any(t.raw[-1] in MARKS for t in toks[first : at + size - 1]):
                continue
            wrong = self.wrong(toks, at, size, back)
            if bare(wrong[0]) == bare(toks[at].raw):
                continue
            said = [
                *(t.raw for t in toks[first:at]),
                *wrong,
                *(plain(t.raw) or t.raw for t in toks[at + size : last]),
            ]
            if first == 0:
                said[0] = said[0][0].upper() + said[0][1:]
            said = self.said(said, "correction")
            if first == 0:
                self.unbegin(toks[0])
            if back and self.chance(0.12):  # no cue word: only the words said again tell
                if self.chance(0.6):
                    said[-1].raw += rng.choice([",", "—", "-", "..."])
            else:
                said += self.cue(CUE, said[-1], sure=bool(back))
            if self.chance(0.08):  # corrected twice
                again = self.wrong(toks, at, size, back)
                said += self.said([*(t.raw for t in toks[first:at]), *again], "correction")
                said += self.cue(CUE, said[-1], sure=bool(back))
            toks[first:first] = said
            return

    def false_start(self, toks):
        rng, corpus = self.rng, self.corpus
        source = (
            corpus.questions
            if toks[-1].raw.endswith("?") and self.chance(0.8)
            else corpus.sentences
        )
        other = rng.choice(source).split()
        start = [plain(w) for w in other[: rng.randint(2, 6)] if plain(w)]
        starts = [
            i + 1
            for i, t in enumerate(toks[:-1])
            if t.raw[-1] in ".?!," and t.out is not None and toks[i + 1].out is not None
        ]
        at = rng.choice(starts) if starts and self.chance(0.2) else 0
        shared = 0
        if self.chance(0.4):  # the same first words, then another way
            shared = min(self.weighted([1, 2, 3], [5, 3, 2]), len(toks) - at - 1)
            span = toks[at : at + shared]
            if all(t.raw[-1] not in MARKS and t.out is not None for t in span):
                options = corpus.follow.get(span[-1].raw.lower(), ()) if span else ()
                tail = [plain(w) or w for w in rng.choice(options)] if options else start[1:]
                start = [t.raw for t in span] + tail[: rng.randint(1, 3)]
            else:
                shared = 0
        if not start:
            return
        if at and not shared:
            if toks[at - 1].raw[-1] == ",":
                at = 0
            else:
                toks[at - 1].kind = "edge"
        if at:
            start[0] = (
                start[0][0].lower() + start[0][1:]
                if start[0].lower() in corpus.lower_known
                else start[0]
            )
        else:
            start[0] = start[0][0].upper() + start[0][1:]
        said = self.said(start, "false start")
        if self.chance(0.15):
            last = said[-1]
            if len(last.raw) > 3 and last.raw.isalpha():
                last.raw = last.raw[: rng.randint(1, len(last.raw) - 1)] + "-"
        style = rng.random()
        if style < 0.74:
            said += self.cue(RESTART, said[-1])
        elif style < 0.9 or not shared:
            said[-1].raw = plain(said[-1].raw) + rng.choice(["—", "-", "...", "…", "--"])
            if not shared or self.chance(0.4):
                said += self.said(
                    self.marked(
                        FILLER(rng).split() if self.chance(0.4) else RESTART(rng).split(), None
                    ),
                    "cue",
                )
        if at == 0:
            self.unbegin(toks[0])
        toks[at:at] = said

    def scratched(self, toks):
        rng = self.rng
        other = (
            rng.choice(self.corpus.sentences)
            if self.chance(0.6)
            else self.corpus.fill(rng.choice(phrases.EVERYDAY), rng)
        )
        words = other.split()
        if len(words) > 12:
            words = words[: rng.randint(4, 10)]
            words[-1] = plain(words[-1]) + rng.choice([".", "...", ","])
        said = self.said(words, "scratched")
        said += self.said(
            self.marked(SCRATCH(rng).split(), said[-1] if said[-1].raw[-1] not in ".?!" else None),
            "cue",
        )
        cue_at = len(words)
        if words[-1][-1] in ".?!" and self.chance(0.8):
            said[cue_at].raw = said[cue_at].raw[0].upper() + said[cue_at].raw[1:]
        starts = [
            i + 1 for i, t in enumerate(toks[:-1]) if t.raw[-1] in ".?!" and t.out is not None
        ]
        at = rng.choice(starts) if starts and self.chance(0.5) else 0
        if at:  # only the last sentence is taken back
            toks[at - 1].kind = "edge"
        if self.chance(0.6):
            said[-1].raw = plain(said[-1].raw) + "."
        else:
            self.unbegin(toks[at])
        toks[at:at] = said

    def spoil(self, toks, ops):
        for op in ops:
            getattr(self, op)(toks)

    # ── how a recogniser writes it ───────────────────────────────────────────────────────────────

    def render(self, toks):
        """Change `raw` to one of several written forms."""
        # A new start in the middle of a text can only be found where the mark before it is written.
        edge = any(t.kind == "edge" for t in toks)
        style = self.weighted(
            ["cased", "lower", "plain lower", "marks", "caps"],
            [44, 0, 0, 9, 0] if edge else [44, 30, 10, 9, 7],
        )
        for i, t in enumerate(toks):
            raw = t.raw
            if t.kind == "edge":
                raw = raw.lower() if style == "marks" else raw
            elif style == "cased":
                if t.out is not None and raw.endswith(",") and self.chance(0.15):
                    raw = raw[:-1]
                elif t.out is not None and i == len(toks) - 1 and self.chance(0.08):
                    raw = plain(raw) or raw
            elif style in ("lower", "plain lower"):
                raw = raw.lower()
                dash = raw.endswith(("-", "--", "—")) and t.kind in ("cut-off", "broken")
                raw = plain(raw) or raw
                if dash and (style == "lower" or t.kind == "broken" or self.chance(0.5)):
                    raw += "-"
            elif style == "marks":  # lower case, with (some) marks
                raw = raw.lower()
                if self.chance(0.15):
                    raw = plain(raw) or raw
            elif t.kind not in ("cut-off", "broken"):  # capitals, no marks
                raw = plain(raw) or raw
            t.raw = raw
        if style == "caps" and self.chance(0.4):
            toks[0].raw = toks[0].raw[0].upper() + toks[0].raw[1:]
        if style == "cased" and self.chance(0.5) and toks[0].raw[0].islower():
            toks[0].raw = toks[0].raw[0].upper() + toks[0].raw[1:]
        return toks


OPS = ["filler", "repeat", "cutoff", "false_start", "correction", "scratched"]
OP_WEIGHTS = [29, 24, 9, 11, 24, 3]
TRAIN_OP_WEIGHTS = [22, 24, 9, 15, 27, 3]
COUNTS = [50, 32, 13, 5]
"""Of a hundred spoiled sentences: spoiled once, twice, three and four times."""
TRAIN_COUNTS = [42, 31, 18, 9]
ALIKE = defaultdict(list)
for _key in ("day", "month", "time", "num", "city", "thing", "tech", "food", "place", "person"):
    for _words in phrases.SLOTS[_key]:
        ALIKE[_words.lower()].append(_key)


class Maker:
    """An endless source of examples. `make(rng)` gives (kind, toks)."""

    def __init__(self, corpus, hard=0.13):
        self.corpus, self.hard_share = corpus, hard

    def ops(self, rng, clean=0.2, weights=OP_WEIGHTS, counts=COUNTS):
        count = rng.choices(
            [0, 1, 2, 3, 4], [clean * 100, *((1 - clean) * share for share in counts)]
        )[0]
        picked = rng.choices(OPS, weights, k=count)
        # Starts and corrections first: fillers and repeats then fall into them (nested).
        order = {
            "scratched": 0,
            "correction": 1,
            "false_start": 2,
            "repeat": 3,
            "cutoff": 4,
            "filler": 5,
        }
        return sorted(picked, key=order.__getitem__)

    def sentence(self, rng, source):
        corpus = self.corpus
        if source == "everyday":
            line = corpus.fill(rng.choice(phrases.EVERYDAY), rng)
        elif source == "question":
            line = rng.choice(corpus.questions)
        else:
            line = rng.choice(corpus.sentences)
        if source == "book" and rng.random() < 0.2:
            line = rng.choice(corpus.tricky)
        if rng.random() < 0.16 and len(line) < 90:
            line += " " + (
                corpus.fill(rng.choice(phrases.EVERYDAY), rng)
                if rng.random() < 0.3
                else rng.choice(corpus.sentences)
            )
        return [Tok(w, w) for w in line.split()]

    def generated(self, rng, clean=0.2, weights=OP_WEIGHTS, counts=COUNTS):
        source = rng.choices(["book", "everyday", "question"], [60, 22, 18])[0]
        speaker = Speaker(self.corpus, rng)
        toks = self.sentence(rng, source)
        ops = self.ops(rng, clean, weights, counts)
        speaker.spoil(toks, ops)
        if len(toks) > 60:
            return self.generated(rng, clean, weights, counts)
        return "+".join(ops) or "clean", speaker.render(toks)

    def hard(self, rng):
        speaker = Speaker(self.corpus, rng)
        kind = rng.choices(["tricky", "hard", "literal", "foreign"], [38, 34, 16, 12])[0]
        if kind == "tricky":
            return kind, speaker.render([Tok(w, w) for w in rng.choice(self.corpus.tricky).split()])
        if kind == "hard":
            line = self.corpus.fill(rng.choice(phrases.HARD), rng)
            if rng.random() < 0.2:
                line += " " + rng.choice(self.corpus.sentences)
            toks = [Tok(w, w) for w in line.split()]
            if rng.random() < 0.2:
                speaker.spoil(toks, ["filler"])
            return kind, speaker.render(toks)
        line = (
            self.corpus.fill(rng.choice(phrases.LITERAL), rng)
            if kind == "literal"
            else rng.choice(phrases.FOREIGN)
        )
        if kind == "foreign" and rng.random() < 0.4:
            line += " " + rng.choice(phrases.FOREIGN)
        words = line.split()
        if kind == "foreign" and rng.random() < 0.35:  # no case or marks said: left alone too
            words = [(plain(w) or w).lower() for w in words]
        return kind, [Tok(w, w) for w in words]

    def pair(self, rng):
        """A real disfluent question; half the time with other names and nouns in it."""
        toks = [Tok(t.raw, t.out) for t in rng.choice(self.corpus.aligned)]
        corpus = self.corpus
        if rng.random() < 0.35:
            mapping = {}
            common = set()
            for t in toks:
                core = plain(t.raw)
                low = core.lower()
                if (
                    low in mapping
                    or not core.isalpha()
                    or len(core) < 4
                    or low in COMMON
                    or rng.random() > 0.35
                ):
                    continue
                if core[0].isupper() and low not in corpus.lower_known:
                    mapping[low] = corpus.pseudo_name(rng)
                elif core.islower() and low not in common:
                    mapping[low] = rng.choice(corpus.rare if rng.random() < 0.6 else corpus.common)
            for t in toks:
                t.raw = swapped(t.raw, mapping)
                t.out = t.out and swapped(t.out, mapping)
        speaker = Speaker(corpus, rng)
        if rng.random() < 0.25:
            speaker.spoil(toks, rng.choices(["filler", "repeat", "cutoff"], [3, 2, 1], k=1))
        if rng.random() < 0.45:
            return "pair", toks
        return "pair", speaker.render(toks)

    def drill(self, rng):
        """Words without sense: only that they are said again can tell which are to go."""
        corpus = self.corpus
        words = [
            rng.choice((corpus.common, corpus.rare, corpus.names)[rng.randrange(3)])
            for _ in range(rng.randint(4, 16))
        ]
        words[0] = words[0][0].upper() + words[0][1:]
        toks = [Tok(w, w) for w in words]
        toks[-1] = Tok(words[-1] + ".", words[-1] + ".")
        speaker = Speaker(corpus, rng)
        speaker.spoil(
            toks,
            rng.choices(
                ["repeat", "cutoff", "correction", "filler"], [6, 2, 1, 1], k=rng.randint(1, 3)
            ),
        )
        return "drill", speaker.render(toks)

    def make(self, rng):
        roll = rng.random()
        if roll > 0.95:
            return self.drill(rng)
        if roll < 0.19:
            return self.pair(rng)
        if roll < 0.19 + self.hard_share:
            return self.hard(rng)
        return self.generated(rng, weights=TRAIN_OP_WEIGHTS, counts=TRAIN_COUNTS)


def swapped(word, mapping):
    core = plain(word)
    new = mapping.get(core.lower())
    return word if new is None else new + word[len(core) :]


COMMON = set(_HERE.joinpath("phrases/common.txt").read_text().split())
