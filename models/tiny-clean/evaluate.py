"""Prints how well tiny-clean cleans, beside doing nothing and the rules without a model.

    python models/tiny-clean/evaluate.py --text DIR [--model FILE] [--show N]

`--text` is the folder with english.txt, disfl-qa-train.json and disfl-qa-dev.json.
"""

import argparse
import json
import random
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "train"), str(HERE.parents[1])]
import phrases  # noqa: E402
from disfluencies import Corpus, Maker, Speaker, Tok, norm_words, questions  # noqa: E402

from dictate.core.dictation import PhraseText, Transcript  # noqa: E402
from dictate.engines.tagger import DELETE_ABOVE, Tagger  # noqa: E402
from dictate.settings.schema import TextSettings  # noqa: E402
from dictate.text.backmatch import clean as backmatch  # noqa: E402
from dictate.text.rules import RulesCleaner  # noqa: E402

_RULES = RulesCleaner()


def by_rules(text):
    """Fillers, doubled words and spacing, as Dictate does them before any model."""
    phrase = PhraseText("x", 0, text, language="en")
    return _RULES.clean(Transcript("x", (phrase,)), TextSettings()).text


def distance(a, b):
    """Words to insert, delete or replace."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        left, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            left, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, left + (x != y))
    return row[-1]


def generated(text_dir, count, seed=99):
    """Held-out sentences as in training, a fifth of them clean: (kind, raw, wanted)."""
    maker, rng, out = Maker(Corpus(text_dir, held_out=True)), random.Random(seed), []
    while len(out) < count:
        kind, toks = maker.generated(rng)
        out.append(
            (
                kind,
                " ".join(t.raw for t in toks),
                " ".join(t.out for t in toks if t.out is not None),
            )
        )
    return out


def first_generator():
    """500 held-out sentences as the first generator spoiled them, kept to compare with."""
    lines = (HERE / "held-out-500.jsonl").read_text().splitlines()
    return [(one["ops"], one["spoken"], one["wanted"]) for one in map(json.loads, lines)]


def untouched(text_dir, count, seed=98):
    """Sentences that need nothing: held-out, hard, code, other languages; in all written forms."""
    corpus, rng, out = Corpus(text_dir, held_out=True), random.Random(seed), []
    while len(out) < count:
        roll = rng.random()
        if roll < 0.5:
            line = rng.choice(corpus.sentences)
        elif roll < 0.6:
            line = rng.choice(corpus.questions)
        elif roll < 0.8:
            line = corpus.fill(rng.choice(phrases.HARD), rng)
        elif roll < 0.9:
            line = corpus.fill(rng.choice(phrases.EVERYDAY), rng)
        elif roll < 0.96:
            line = corpus.fill(rng.choice(phrases.LITERAL), rng)
        else:
            line = rng.choice(phrases.FOREIGN)
        toks = [Tok(w, w) for w in line.split()]
        if roll < 0.9:
            toks = Speaker(corpus, rng).render(toks)
        out.append((" ".join(t.raw for t in toks), line))
    return out


# Written by hand, by nobody's generator; none of them is in the training data.
BY_HAND = [
    (
        "um so I I think we move it to Tuesday no wait Wednesday",
        "so I think we move it to Wednesday",
    ),
    ("I think we should uh ship it on friday", "I think we should ship it on friday"),
    (
        "could you send the the contract to Anna sorry I mean to Maria",
        "could you send the contract to Maria",
    ),
    ("Let's meet at four, no, make that five.", "Let's meet at five."),
    ("We need three, I mean four chairs.", "We need four chairs."),
    ("The build fails on on the second, um, third step.", "The build fails on the third step."),
    ("I was going to, I wanted to ask about the invoice.", "I wanted to ask about the invoice."),
    ("Call the office. Scratch that. Call my sister.", "Call my sister."),
    ("It takes, you know, about two hours.", "It takes about two hours."),
    ("You know him, I mean it.", "You know him, I mean it."),
    ("There are no wait times today", "There are no wait times today"),
    ("He had had a long day and I like it here.", "He had had a long day and I like it here."),
    ("the thu- the thursday meeting is cancelled", "the thursday meeting is cancelled"),
    ("put it in the red, no the blue folder please", "put it in the blue folder please"),
    ("I'll be there at 3 no sorry 4 PM", "I'll be there at 4 PM"),
    ("Send it to john actually no send it to peter", "send it to peter"),
]


def f1(pairs):
    """Of case and of punctuation, over words that are the same in both: (case, punctuation)."""
    scores = []
    for sort in ("case", "marks"):
        hit = said = want = 0
        for got, wanted in pairs:
            a, b = features(got, sort), features(wanted, sort)
            hit += sum(min(a.count(x), b.count(x)) for x in set(a))
            said += len(a)
            want += len(b)
        scores.append(2 * hit / max(1, said + want))
    return scores


def features(text, sort):
    """Capital words, or marks, each with how many-th of the word it is."""
    out, seen = [], {}
    for word in text.split():
        core = "".join(norm_words(word))
        seen[core] = seen.get(core, 0) + 1
        if sort == "case" and any(c.isupper() for c in word):
            out.append((core, seen[core], "".join(c for c in word if c.isalnum())))
        if sort == "marks" and word[-1] in ",.?!":
            out.append((core, seen[core], word[-1]))
    return out


def report(name, clean, sets, show):
    made, first, dev, still, hand = sets
    row = {}
    times, work, wrong = [], [], []

    def timed(text):
        began, worked = time.perf_counter(), time.process_time()
        out = clean(text)
        times.append(time.perf_counter() - began)
        work.append(time.process_time() - worked)
        return out

    for label, some in (("generated", made), ("first generator", first)):
        got = [timed(raw) for _, raw, _ in some]
        right = [norm_words(g) == norm_words(w) for g, (_, _, w) in zip(got, some, strict=True)]
        row[f"{label}: exact words %"] = 100 * statistics.mean(right)
        row[f"{label}: case F1"], row[f"{label}: punctuation F1"] = f1(
            [(g, w) for g, (_, _, w) in zip(got, some, strict=True)]
        )
        for kind in ("filler", "repeat", "cutoff", "false_start", "correction", "scratched"):
            these = [r for r, (k, _, _) in zip(right, some, strict=True) if kind in k.split("+")]
            row[f"  {label}: with {kind} %"] = 100 * statistics.mean(these)
        if show:
            wrong += [
                (f"{label} {k}", raw, g, w)
                for (k, raw, w), g, r in zip(some, got, right, strict=True)
                if not r
            ][:show]
    before = sum(distance(norm_words(raw), norm_words(want)) for raw, want in dev)
    cleaned = [timed(raw) for raw, _ in dev]
    after = sum(
        distance(norm_words(g), norm_words(want)) for g, (_, want) in zip(cleaned, dev, strict=True)
    )
    row["Disfl-QA dev: distance falls by %"] = 100 * (1 - after / before)
    row["Disfl-QA dev: exact words %"] = 100 * statistics.mean(
        norm_words(g) == norm_words(w) for g, (_, w) in zip(cleaned, dev, strict=True)
    )
    kept = [timed(raw) for raw, _ in still]
    row["need nothing: no word changed %"] = 100 * statistics.mean(
        norm_words(g) == norm_words(raw) for g, (raw, _) in zip(kept, still, strict=True)
    )
    row["by hand: exact words %"] = 100 * statistics.mean(
        norm_words(clean(raw)) == norm_words(want) for raw, want in hand
    )
    row["median ms a sentence"] = 1000 * statistics.median(times)
    row["median ms of processor time"] = 1000 * statistics.median(work)
    row["95th percentile ms"] = 1000 * sorted(times)[int(len(times) * 0.95)]
    if show:
        wrong += [
            ("dev", raw, g, w)
            for (raw, w), g in zip(dev, cleaned, strict=True)
            if norm_words(g) != norm_words(w)
        ][:show]
        wrong += [
            ("still", raw, g, raw)
            for (raw, _), g in zip(still, kept, strict=True)
            if norm_words(g) != norm_words(raw)
        ][:show]
        wrong += [("hand", raw, clean(raw), w) for raw, w in hand]
        for kind, raw, g, w in wrong:
            print(f"[{name}] {kind}\n   raw  {raw}\n   got  {g}\n   want {w}")
    return row


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=HERE / "tiny-clean.gguf")
    parser.add_argument("--delete-above", type=float, default=DELETE_ABOVE)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    dev = questions(args.text / "disfl-qa-dev.json")
    sets = generated(args.text, 500), first_generator(), dev, untouched(args.text, 300), BY_HAND
    tagger = Tagger(args.model, threads=1, delete_above=args.delete_above)
    tagger.load()
    tagger.clean("warm up")
    rows = {
        "nothing": report("nothing", lambda text: text, sets, 0),
        "rules": report("rules", by_rules, sets, 0),
        "backmatch": report("backmatch", lambda text: backmatch(text)[0], sets, 0),
        "tiny-clean": report("tiny-clean", lambda text: tagger.clean(text)[0], sets, args.show),
        "both": report("both", lambda text: tagger.clean(by_rules(text))[0], sets, 0),
    }
    print(f"| {'':42} | " + " | ".join(f"{n:>10}" for n in rows) + " |")
    print(f"|{'-' * 44}|" + "|".join("-" * 11 + ":" for _ in rows) + "|")
    for key in rows["nothing"]:
        print(f"| {key:42} | " + " | ".join(f"{row[key]:10.2f}" for row in rows.values()) + " |")
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
