"""Batches: windows of spoken sentences, their tokens, and where and what was said.

A window of Whisper's is 30 s, mostly padding. Here a window has `ROOM` positions less, and `SPARE`
positions at its end stand for the padding that was left out: they are a sample of it, with the
position numbers of the padding, and attention counts each as often as it stands for (the
logarithm of that is added to its scores). So short windows teach what the long ones ask.
"""

from dataclasses import dataclass, field

import numpy as np
import torch
from phones import PHONES, bare
from sentences import SAID
from sound import FLOOR, MELS, RATE_HZ, another_speaker, mel_power, microphone, room

FRAME_S = 0.02  # one encoder position
SPARE = 16
POSITIONS = 1500


class Clips:
    """The spoken sentences as log-mels, with the times of the words and the phones."""

    def __init__(self, path):
        data = dict(np.load(path))
        self.texts = [str(t) for t in data["texts"]]
        self.word_ids = {w: 1 + k for k, w in enumerate(SAID)}
        self.said, self.spans, self.phones, self.mels, self.level = [], [], [], [], []
        word_at = phone_at = sample_at = 0
        row = []
        for i, text in enumerate(self.texts):
            words = [bare(w) for w in text.split()]
            self.said.append([self.word_ids[w] for w in words])
            self.spans.append(data["spans"][word_at : word_at + len(words)] + 0.02)
            word_at += len(words)
            phones = data["phones"][phone_at : data["phone_ends"][i]].copy()
            phones[:, 1:] += 0.02
            self.phones.append(phones)
            phone_at = data["phone_ends"][i]
            x = data["samples"][sample_at : data["ends"][i]].astype(np.float32) / 32768
            sample_at = data["ends"][i]
            self.level.append(float(np.mean(x**2)))
            row.append(np.pad(x, (RATE_HZ // 50, RATE_HZ // 50 + -len(x) % 160)))
            if len(row) == 200 or i + 1 == len(self.texts):  # many at once are quicker
                log = mel_power(np.concatenate(row)).clamp_min(FLOOR).log10().half().numpy()
                ends = np.cumsum([len(x) // 160 for x in row])
                self.mels += np.split(log, ends[:-1])
                row = []

    def __len__(self):
        return len(self.texts)


@dataclass
class Window:
    said: list = field(default_factory=list)  # (clip, start_s, factor)
    offset: int = 0  # the first position's number


@dataclass
class Batch:
    mel: torch.Tensor  # (b, 2n, 80)
    places: torch.Tensor  # (b, n)
    bias: torch.Tensor  # (b, 1, 1, n)
    phones: torch.Tensor  # (b, n), -100 for unknown
    words: torch.Tensor  # (b, n)
    ids: torch.Tensor  # (b, m) input
    want: torch.Tensor  # (b, m) target, -100 for none
    look: torch.Tensor  # (b, m, 2) span of the target in positions of the batch, -1 for none


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

    def sequence(self, rng, window, room):
        """(id, is_target, span_s) of each token of a window, the first being the first input."""
        rows = []
        shift = window.offset * FRAME_S
        times = rng.random() < 0.45

        def time(at_s):
            token = self.zero + min(1500, max(0, round((at_s + shift) / FRAME_S)))
            return (token, True, (at_s - 0.1, at_s + 0.1))

        if not window.said:
            rows += [(self.zero, False, None) if times else (self.no_times, False, None)]
            rows += [(self.eot, True, None)]
        else:
            if not times:
                rows.append((self.no_times, False, None))
            for i, start, factor in window.said:
                if times:
                    rows.append(time(start))
                spans = zip(self.clips.texts[i].split(), self.clips.spans[i], strict=True)
                for word, (a, b) in spans:
                    a, b = start + a / factor, start + b / factor
                    for j, piece in enumerate(self.pieces(word)):
                        inside = j == 0 or piece > 300
                        rows.append((piece, True, (a, b) if inside else (b - 0.1, b + 0.1)))
                end = b + 0.04
                if times:
                    rows.append(time(end))
            rows.append((self.eot, True, (end - 0.1, end + 0.4)))
        before = []
        if rng.random() < 0.12:  # what was said before, as condition_on_previous_text gives it
            text = self.clips.texts[int(rng.integers(len(self.clips)))]
            before = [(self.prev, False, None)]
            before += [(i, False, None) for w in text.split() for i in self.pieces(w)]
            if len(before) + 2 + len(rows) > room:
                before = []
        return [*before, (self.sot, False, None), *rows]


class Maker:
    """Makes batches of one size after the other."""

    def __init__(self, clips, writer, noises):
        self.clips, self.writer, self.noises = clips, writer, noises
        self.order, self.at = [], 0

    def next_clip(self, rng):
        """All clips in turn, in another order each time."""
        if self.at >= len(self.order):
            self.order, self.at = rng.permutation(len(self.clips)), 0
        self.at += 1
        return int(self.order[self.at - 1])

    def batch(self, rng, count, positions, tokens, hard, flip):
        """`count` windows of `positions`, the spare ones included; at most `tokens` each."""
        real = positions - SPARE if positions < POSITIONS else positions
        log = np.full((count, 2 * positions, MELS), np.log10(FLOOR), np.float32)
        lengths = np.zeros(count, int)
        phones = np.zeros((count, positions), np.int64)
        words = np.zeros((count, positions), np.int64)
        places = np.tile(np.arange(positions), (count, 1))
        bias = np.zeros((count, positions), np.float32)
        windows = []
        for k in range(count):
            window = Window()
            if rng.random() < 0.07:
                lengths[k] = int(rng.integers(20, 2 * real + 1))
                gain_db = -rng.uniform(15, 80)
                noise = self.noises.some(rng, 2 * positions) * 10 ** (gain_db / 10)
                if rng.random() < 0.3:
                    noise = noise + self.noises.some(rng, 2 * positions) * 10 ** (
                        -rng.uniform(15, 60) / 10
                    )
                if rng.random() < 0.15:
                    noise = np.zeros_like(noise)
                power = noise.astype(np.float32)
            else:
                lengths[k], level = self.fill(rng, window, log[k], phones[k], words[k], real)
                power = self.worse(rng, log[k], lengths[k], level, hard)
            windows.append(window)
            self.place(rng, window, places[k], bias[k], real, positions)
            filled = slice(0, lengths[k])
            x = np.log10(np.maximum(power, FLOOR))
            top = x[filled].max()
            if real < positions and window.offset:  # what was before: the room, no voice
                x[2 * real : 2 * real + SPARE] = x[: max(2, lengths[k] // 40)].mean(0)
            x = (np.maximum(x, top - 8.0) + 4.0) / 4.0
            if rng.random() < 0.5 * hard:
                a = int(rng.integers(0, 70))
                x[filled, a : a + int(rng.integers(1, 12))] = x[filled].mean()
            if rng.random() < 0.4 * hard:
                a = int(rng.integers(0, lengths[k]))
                x[a : min(lengths[k], a + int(rng.integers(1, 12)))] = x[filled].mean()
            x[lengths[k] : 2 * real] = 0
            if real < positions:
                if window.offset:
                    x[2 * real + SPARE :] = 0
                else:
                    x[2 * real :] = 0
            log[k] = x
        ids, want, look = self.written(rng, windows, tokens, real, flip)
        return Batch(
            torch.from_numpy(log).bfloat16(),
            torch.from_numpy(places),
            torch.from_numpy(bias)[:, None, None],
            torch.from_numpy(phones),
            torch.from_numpy(words),
            ids,
            want,
            look,
        )

    def fill(self, rng, window, log, phones, words, real):
        """Sentences in a row with silence around. Returns the frames used and the level."""
        at = int(rng.exponential(25)) % 120 + 1
        level, tokens = 0.0, 0
        most = 1 if rng.random() < 0.3 and real < 300 else 99
        most = int(rng.integers(1, 12)) if real > 1000 else most
        while len(window.said) < most:
            for _ in range(4):
                i = self.next_clip(rng)
                factor = float(np.clip(np.exp(rng.normal(0, 0.14)), 0.7, 1.4))
                frames = int(len(self.clips.mels[i]) / factor)
                if at + frames < 2 * real:
                    break
            else:
                break
            x = another_speaker(rng, self.clips.mels[i].astype(np.float32), factor)
            gain = -rng.uniform(0, 0.8)
            log[at : at + len(x)] = x + gain
            level = max(level, self.clips.level[i] * 10**gain)
            start = at * 0.01
            window.said.append((i, start, factor))
            tokens += len(self.clips.said[i]) + 4
            for word, (a, b) in zip(self.clips.said[i], self.clips.spans[i], strict=True):
                words[_slot(start + a / factor) : _slot(start + b / factor)] = word
            for phone, a, b in self.clips.phones[i]:
                phones[_slot(start + a / factor) : _slot(start + b / factor)] = (
                    phone if phone >= 0 else -100
                )
            at += len(x) + int(rng.uniform(10, 100))
        at += int(rng.exponential(30)) % 200
        used = min(2 * real, at // 2 * 2)
        phones[real:] = 0
        return used, level

    def worse(self, rng, log, length, level, hard):
        power = 10 ** np.maximum(log, -12.0)
        if rng.random() < 0.7 * hard:
            power = 10 ** microphone(rng) * power
        if rng.random() < 0.4 * hard:
            power = room(rng, power)
        if rng.random() < 0.7:
            snr_db = rng.uniform(32 - 22 * hard, 55)
            power = power + self.noises.some(rng, len(power)) * level * 10 ** (-snr_db / 10)
        power = power * 10 ** rng.uniform(-2.5, 0.5)
        if rng.random() < 0.5:  # 16 bits
            power[:length] += self.noises.pieces[0].mean() * 7.8e-11
        return power

    def place(self, rng, window, places, bias, real, positions):
        """What the spare positions stand for, and where the window begins."""
        if real == positions:
            return
        roll = rng.random()
        if roll < 0.55:  # padded to 30 s
            rest = POSITIONS - real
        elif roll < 0.85:
            rest = int(np.exp(rng.uniform(np.log(SPARE), np.log(POSITIONS - real))))
        else:
            rest = 0
        first = 0
        if rng.random() < 0.3 and rest > 4 * SPARE:
            first = int(rng.integers(SPARE, rest - SPARE))
            window.offset = first
        places[:real] = np.arange(real) + first
        half = SPARE // 2 if first else 0
        tail = SPARE - half
        left = rest - first
        if first:
            places[real : real + half] = np.sort(rng.integers(0, first, half))
            bias[real : real + half] = np.log(first / half)
        if left:
            places[real + half :] = np.sort(rng.integers(0, left, tail)) + first + real
            bias[real + half :] = np.log(left / tail)
        else:
            places[real + half :] = 0
            bias[real + half :] = -1e4

    def written(self, rng, windows, tokens, real, flip):
        writer = self.writer
        ids = np.full((len(windows), tokens), writer.eot)
        want = np.full((len(windows), tokens), -100)
        look = np.full((len(windows), tokens, 2), -1)
        for k, window in enumerate(windows):
            rows = writer.sequence(rng, window, tokens + 1)[: tokens + 1]
            for j in range(len(rows) - 1):
                token = rows[j][0]
                if rows[j][1] and token < writer.eot and rng.random() < flip:
                    token = int(rng.integers(256, writer.eot))
                ids[k, j] = token
                token, target, span = rows[j + 1]
                if target:
                    want[k, j] = token
                if span is not None:
                    look[k, j, 0] = min(real - 1, max(0, int(span[0] / FRAME_S) - 2))
                    look[k, j, 1] = min(real - 1, int(span[1] / FRAME_S) + 2)
            if not window.said:  # at the start: nobody speaks
                want[k, [row[0] for row in rows].index(writer.sot)] = writer.no_speech
        return torch.from_numpy(ids), torch.from_numpy(want), torch.from_numpy(look)


def _slot(at_s):
    return max(0, round(at_s / FRAME_S))


NUMBER_OF_PHONES = len(PHONES)
