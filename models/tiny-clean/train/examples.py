"""Prompts and targets: which of the program's tags are right at which token."""

import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from dictate.core.spokenwords import words_of
from dictate.engines.tags import TAGS, written

SPECIALS = ["<raw>", "<echo>", "<end>", "<pad>"]
TAG_NAMES = [tag.name for tag in TAGS]
RAW, ECHO, END, PAD = range(4)
FIRST_TAG = 4


class Codec:
    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self.cache = {}

    def word(self, text):
        ids = self.cache.get(text)
        if ids is None:
            ids = self.tokenizer.encode(" " + text, add_special_tokens=False).ids
            if len(self.cache) < 400_000:
                self.cache[text] = ids
        return ids

    def prompt(self, words):
        """Ids of `<raw> words <echo> words` and the place of each word's last token in the echo."""
        each = [self.word(w) for w in words]
        half = [i for ids in each for i in ids]
        places, at = [], len(half) + 1
        for ids in each:
            at += len(ids)
            places.append(at)
        return [RAW, *half, ECHO, *half], places


_right_cache = {}


def right_tags(raw, out):
    """A row of 0 and 1: the tags that turn `raw` into `out`; None where no tag does."""
    key = raw, out
    row = _right_cache.get(key)
    if row is None:
        row = [float(written(raw, tag) == out) for tag in TAGS]
        if len(_right_cache) < 400_000:
            _right_cache[key] = row
    return row if any(row) else None


def as_words(toks):
    """Words as the program cuts them, with their target each.

    A token such as "Monday—no" is two words; the generator writes those as separate tokens, so
    here each token must be one word, else the example is not used.
    """
    words = [t.raw for t in toks]
    if tuple(w.text for w in words_of(" ".join(words))) != tuple(words):
        return None
    return words


def example(codec, toks):
    """(ids, places, rows) or None; a row of all zeros is not trained on."""
    words = as_words(toks)
    if not words:
        return None
    ids, places = codec.prompt(words)
    if len(ids) > 420:
        return None
    zero = [0.0] * len(TAGS)
    rows = [right_tags(t.raw, t.out) or zero for t in toks]
    return ids, places, rows


def batch(examples):
    """Pad on the right. Returns ids (b, n), flat places (m,), rows (m, tags)."""
    n = (max(len(e[0]) for e in examples) + 7) // 8 * 8
    ids = torch.full((len(examples), n), PAD)
    flat, rows = [], []
    for i, (one, places, right) in enumerate(examples):
        ids[i, : len(one)] = torch.tensor(one)
        flat += [i * n + p for p in places]
        rows += right
    return ids, torch.tensor(flat), torch.tensor(rows)
