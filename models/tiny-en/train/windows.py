"""Batches: windows of one or several spoken sentences, their tokens, and where each was said."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import torch
from sound import RATE_HZ, faster, finished, mel, quiet, shaped
from synthesise import phonemes

FRAME_S = 0.02  # one encoder position


class Clips:
    """The spoken sentences, and for each the time of every word within it."""

    def __init__(self, path):
        data = np.load(path)
        self.texts, self.voices = [str(t) for t in data["texts"]], [str(v) for v in data["voices"]]
        self.samples, self.ends = data["samples"], data["ends"]
        words = sorted({bare(w) for text in self.texts for w in text.split()})
        said = {w: re.sub(r"[^A-Za-z0-9@]", "", p) or "?" for w, p in phonemes(words).items()}
        self.signs = sorted({c for p in said.values() for c in p})
        self.said = {w: [1 + self.signs.index(c) for c in p] for w, p in said.items()}
        self.words = [[bare(w) for w in text.split()] for text in self.texts]
        self.spans = [self.guess(i) for i in range(len(self.texts))]

    def __len__(self):
        return len(self.texts)

    def clip(self, i):
        begin = self.ends[i - 1] if i else 0
        return self.samples[begin : self.ends[i]].astype(np.float32) / 32768

    def phones(self, i):
        return [c for w in self.words[i] for c in self.said[w]]

    def guess(self, i):
        """Before anything is aligned: each word by its share of the signs."""
        begin = self.ends[i - 1] if i else 0
        counts = np.array([len(self.said[w]) + 0.5 for w in self.words[i]])
        edges = (
            np.concatenate(([0], counts.cumsum())) / counts.sum() * (self.ends[i] - begin) / RATE_HZ
        )
        return list(pairwise(edges))


def bare(word):
    return word.strip(".,?").lower()


@dataclass
class Window:
    samples: np.ndarray
    said: list = field(default_factory=list)  # (clip, start_s, end_s, factor)
    pad_to: int = 0  # mel frames to fill up to with zeros


def spoken(rng, clips, longest_s, many, hard=1.0):
    """Some clips in a row with silence around."""
    parts, said, at = [], [], 0.0

    def add(x):
        nonlocal at
        parts.append(x)
        at += len(x) / RATE_HZ

    add(np.zeros(int(rng.exponential(0.25) * RATE_HZ) % (2 * RATE_HZ) + 320, np.float32))
    for k in range(many):
        i = int(rng.integers(len(clips)))
        factor = float(np.exp(rng.normal(0, 0.10)))
        x = faster(clips.clip(i), min(1.3, max(0.77, factor)))
        if k and at + len(x) / RATE_HZ > longest_s:
            break
        start = at
        add(x * 10 ** (-rng.uniform(0, 8) / 20))
        said.append((i, start, at, min(1.3, max(0.77, factor))))
        add(np.zeros(int(rng.uniform(0.1, 1.0) * RATE_HZ), np.float32))
    add(np.zeros(int(rng.exponential(0.3) * RATE_HZ) % (3 * RATE_HZ), np.float32))
    samples = np.concatenate(parts)[: 30 * RATE_HZ]
    return Window(finished(rng, shaped(rng, samples, hard), hard), said)


def silent(rng, longest_s):
    return Window(quiet(rng, int(rng.uniform(0.3, longest_s) * RATE_HZ)))


@dataclass
class Batch:
    mel: torch.Tensor
    ids: torch.Tensor  # (b, n) input
    want: torch.Tensor  # (b, n) target, -100 for none
    look: torch.Tensor  # (b, n, 2) span of the target in encoder positions, -1 for none
    phones: torch.Tensor
    phone_counts: torch.Tensor


class Writer:
    """Token sequences of windows."""

    def __init__(self, clips, tokenizer):
        self.clips, self.tokenizer = clips, tokenizer
        t = tokenizer.token_to_id
        self.eot, self.sot, self.prev, self.no_speech, self.no_times = (
            t(f"<|{n}|>")
            for n in ("endoftext", "startoftranscript", "startofprev", "nospeech", "notimestamps")
        )
        self.zero = self.no_times + 1
        self.cache = {}

    def pieces(self, word):
        if word not in self.cache:
            self.cache[word] = self.tokenizer.encode(" " + word, add_special_tokens=False).ids
        return self.cache[word]

    def time(self, at_s):
        return self.zero + min(1500, max(0, round(at_s / FRAME_S)))

    def sequence(self, rng, window):
        """(id, is_target, span) of each token of a window, the first being the first input."""
        rows = []
        if rng.random() < 0.12:  # what was said before, as condition_on_previous_text gives it
            rows.append((self.prev, False, None))
            for _ in range(int(rng.integers(1, 3))):
                text = self.clips.texts[int(rng.integers(len(self.clips)))]
                rows += [(i, False, None) for w in text.split() for i in self.pieces(w)]
        rows.append((self.sot, False, None))
        times = rng.random() < 0.45
        if not window.said:
            tail = [(self.zero, False, None)] if times else [(self.no_times, False, None)]
            return [*rows, *tail, (self.eot, True, None)], times
        if not times:
            rows.append((self.no_times, False, None))
        for i, start, end, factor in window.said:
            if times:
                rows.append((self.time(start), True, (start - 0.1, start + 0.1)))
            for word, (a, b) in zip(self.clips.texts[i].split(), self.clips.spans[i], strict=True):
                ids = self.pieces(word)
                for j, piece in enumerate(ids):
                    span = (
                        (start + a / factor, start + b / factor)
                        if j == 0 or piece > 300
                        else (start + b / factor - 0.1, start + b / factor + 0.1)
                    )
                    rows.append((piece, True, span))
            if times:
                rows.append((self.time(end), True, (end - 0.1, end + 0.1)))
        rows.append((self.eot, True, (window.said[-1][2] - 0.1, window.said[-1][2] + 0.4)))
        return rows, times

    def batch(self, rng, windows, flip, mask=1.0):
        mels = [mel(w.samples) for w in windows]
        length = max(max(w.pad_to for w in windows), max(m.shape[1] for m in mels) // 2 * 2)
        length = min(3000, length + length % 2)
        sound = torch.zeros(len(windows), 80, length)
        for row, m in zip(sound, mels, strict=True):
            row[:, : min(length, m.shape[1])] = m[:, :length]
            if rng.random() < 0.5 * mask:
                a = int(rng.integers(0, 70))
                row[a : a + int(rng.integers(1, 12))] = row.mean()
            if rng.random() < 0.3 * mask:
                a = int(rng.integers(0, max(1, m.shape[1])))
                row[:, a : a + int(rng.integers(1, 12))] = row.mean()
        built = [self.sequence(rng, w) for w in windows]
        n = max(len(rows) for rows, _ in built) - 1
        ids = torch.full((len(windows), n), self.eot)
        want = torch.full((len(windows), n), -100)
        look = torch.full((len(windows), n, 2), -1)
        for k, (rows, _) in enumerate(built):
            for j in range(len(rows) - 1):
                token = rows[j][0]
                if rows[j][1] and token < self.eot and rng.random() < flip:
                    token = int(rng.integers(256, self.eot))
                ids[k, j] = token
                _, target, span = rows[j + 1]
                if target:
                    want[k, j] = rows[j + 1][0]
                if span is not None:
                    look[k, j, 0] = max(0, int(span[0] / FRAME_S) - 2)
                    look[k, j, 1] = min(length // 2 - 1, int(span[1] / FRAME_S) + 2)
            if not windows[k].said:  # at the start: nobody speaks
                at = [row[0] for row in rows].index(self.sot)
                want[k, at] = self.no_speech
        phones = [[c for i, *_ in w.said for c in self.clips.phones(i)] for w in windows]
        return Batch(
            sound,
            ids,
            want,
            look,
            torch.tensor([c for p in phones for c in p], dtype=torch.long),
            torch.tensor([len(p) for p in phones]),
        )


def batches(rng, clips, writer, progress, budget_frames=9000):
    """Endless batches; `progress()` in 0..1 moves from short clips to whole windows."""
    while True:
        done = progress()
        roll = rng.random()
        if done > 0.65 and roll < (0.06 if done < 0.85 else 0.15):
            # the full 30 s, as Whisper is used
            windows = [
                spoken(rng, clips, rng.uniform(2, 29), int(rng.integers(1, 12))) for _ in range(3)
            ]
            if rng.random() < 0.35:
                windows[0] = silent(rng, 30)
            windows[0].pad_to = 3000
            yield writer.batch(rng, windows, 0.05)
            continue
        most = 1 if done < 0.1 else 2 if done < 0.3 else 4
        pool = []
        hard = min(0.4, max(0.15, (done - 0.5) / 0.4))  # clean speech first
        while len(pool) < 96:
            if rng.random() < 0.07:
                pool.append(silent(rng, 6))
            else:
                pool.append(spoken(rng, clips, 10, int(rng.integers(1, most + 1)), hard))
        pool.sort(key=lambda w: len(w.samples))
        groups, group = [], []
        for w in pool:
            if group and (len(group) + 1) * len(w.samples) / 160 > budget_frames:
                groups.append(group)
                group = []
            group.append(w)
        groups.append(group)
        for k in rng.permutation(len(groups)):
            group = groups[k]
            if rng.random() < (0.15 if done < 0.7 else 0.4):
                room = budget_frames // len(group)
                group[0].pad_to = (
                    int(
                        min(
                            3000,
                            max(len(w.samples) for w in group) / 160 + rng.exponential(room * 0.5),
                        )
                    )
                    // 2
                    * 2
                )
            yield writer.batch(rng, group, 0.08 if done < 0.8 else 0.04, hard)
