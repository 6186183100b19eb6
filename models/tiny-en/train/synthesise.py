"""Speaks the sentences with Debian's espeak-ng, flite and festival; 16 kHz samples in .npz files.

python synthesise.py --out DIR [--count 16000] [--processes 1]

`train.npz` also says when each word and each phone is spoken, as the programs tell it.
"""

import argparse
import ctypes
import random
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
from phones import ESPEAK_PHONES, PHONES, bare
from scipy.signal import resample_poly
from sentences import sentences

RATE_HZ = 16_000
HELD_OUT_VOICE = "flite rms"
ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp")
ESPEAK = [
    accent + variant
    for accent in ACCENTS
    for variant in ("", *(f"+m{i}" for i in range(1, 8)), *(f"+f{i}" for i in range(1, 6)))
]
MORE_ACCENTS = (
    *("en-us", "en-us", "en", "en-gb-scotland"),
    *("en-gb-x-rp", "en-gb-x-gbclan", "en-029", "en-us-nyc"),
)
MORE_VARIANTS = Path(__file__).with_name("espeak-variants.txt").read_text().split()
HELD_VOICES = [
    ("flite slt", 24),
    ("flite awb", 24),
    ("flite kal16", 12),
    ("festival kal_diphone", 7),
    ("festival ked_diphone", 14),
    ("festival cmu_us_slt_arctic_hts", 7),
    ("espeak", 12),
]
TRAIN_VOICES = [
    ("flite slt", 23),
    ("flite awb", 25),
    ("flite kal16", 8),
    ("festival kal_diphone", 5),
    ("festival ked_diphone", 12),
    ("festival cmu_us_slt_arctic_hts", 9),
    ("espeak", 9),
    ("espeak more", 9),
]


def load(path):
    samples, rate = soundfile.read(path, dtype="float32")
    if rate != RATE_HZ:
        samples = resample_poly(samples, RATE_HZ, rate).astype(np.float32)
    return samples


def trimmed(samples, margin_s=0.04):
    """Without the silence around; also how many seconds went at the beginning."""
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    if not len(loud):
        return samples[:0], 0.0
    margin = int(margin_s * RATE_HZ)
    begin = max(0, loud[0] - margin)
    return samples[begin : loud[-1] + margin], begin / RATE_HZ


# ------------------------------------------------------------------ the three programs


class Espeak:
    """libespeak-ng in this process: much quicker than a process each, and it tells the times."""

    class Event(ctypes.Structure):
        _fields_ = (
            ("type", ctypes.c_int),
            ("unique", ctypes.c_uint),
            ("text_position", ctypes.c_int),
            ("length", ctypes.c_int),
            ("at_ms", ctypes.c_int),
            ("sample", ctypes.c_int),
            ("user", ctypes.c_void_p),
            ("string", ctypes.c_char * 8),
        )

    def __init__(self):
        self.lib = ctypes.CDLL("libespeak-ng.so.1")
        self.rate = self.lib.espeak_Initialize(2, 0, None, 1)  # to memory, with phonemes
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(self.Event)
        )
        self.callback = kind(self._heard)
        self.lib.espeak_SetSynthCallback(self.callback)
        self.samples, self.words, self.phones = [], [], []

    def _heard(self, wave, count, events):
        if wave and count:
            self.samples.append(np.ctypeslib.as_array(wave, (count,)).copy())
        i = 0
        while events[i].type:
            at_s = events[i].at_ms / 1000
            if events[i].type == 1:
                self.words.append((events[i].text_position - 1, at_s))
            elif events[i].type == 7:
                self.phones.append((events[i].string.decode(), at_s))
            i += 1
        return 0

    def say(self, voice, text, words_a_minute, pitch):
        self.samples, self.words, self.phones = [], [], []
        accent, _, variant = voice.partition("+")
        accent = "en" if accent == "en-gb" else accent  # a language, but not a voice's name
        voice = f"{accent}+{variant}" if variant else accent
        if self.lib.espeak_SetVoiceByName(voice.encode()):
            raise ValueError(voice)
        self.lib.espeak_SetParameter(1, words_a_minute, 0)
        self.lib.espeak_SetParameter(3, pitch, 0)
        data = text.encode()
        self.lib.espeak_Synth(data, len(data) + 1, 0, 1, 0, 1, None, None)
        samples = np.concatenate(self.samples).astype(np.float32) / 32768
        ends = [at for _, at in self.phones[1:]] + [len(samples) / self.rate]
        phones = [
            (ESPEAK_PHONES.get(sign, -1), start, end)
            for (sign, start), end in zip(self.phones, ends, strict=True)
        ]
        pause = [(start, end) for phone, start, end in phones if phone == 0]
        starts = dict(reversed(self.words))
        spans, at = [], 0
        for word in text.split():
            spans.append(starts.get(at))
            at += len(word) + 1
        if None in spans:
            return None
        ends = [*spans[1:], len(samples) / self.rate]
        for k, start in enumerate(spans):
            end = min([ends[k]] + [a for a, b in pause if start < a < ends[k]])
            spans[k] = (start, end)
        if self.rate != RATE_HZ:
            samples = resample_poly(samples, RATE_HZ, self.rate).astype(np.float32)
        return samples, spans, phones


@cache
def espeak():
    return Espeak()


@cache
def said_by_flite(word):
    out = flite("slt", word, 1.0, Path("/dev/null"))
    return tuple(phone for phone, _, _ in out if phone)


def flite(name, text, factor, path, more=()):
    """Speaks into `path`; returns (phone, start, end)."""
    command = ["flite", "-voice", name, "--setf", f"duration_stretch={factor}", *more]
    out = subprocess.run(
        [*command, "-psdur", "-t", text, "-o", str(path)], check=True, capture_output=True
    ).stdout.decode()
    phones, at = [], 0.0
    for item in out.split():
        sign, _, end = item.partition(":")
        phones.append((PHONES.index(sign) if sign in PHONES else -1, at, float(end)))
        at = float(end)
    return phones


def festival(name, texts, stretch, out):
    lines = [f"(voice_{name})"]
    for text, path, factor in zip(texts, out, stretch, strict=True):
        lines += [
            f"(Parameter.set 'Duration_Stretch {factor})",
            f'(set! u (utt.synth (Utterance Text "{text}")))',
            f'(utt.save.wave u "{path}" \'riff)',
            f'(utt.save.segs u "{path}.segs")',
        ]
    script = out[0].parent / "all.scm"
    script.write_text("\n".join(lines))
    subprocess.run(["festival", "--batch", str(script)], check=True, capture_output=True)


def segments(path):
    phones, at = [], 0.0
    for line in path.read_text().splitlines()[1:]:
        end, _, sign = line.split()[:3]
        phones.append((PHONES.index(sign) if sign in PHONES else -1, at, float(end)))
        at = float(end)
    return phones


def words_within(text, phones):
    """Where the words are among spoken phones: the least edits from the words said singly."""
    want, owner = [], []
    for k, word in enumerate(text.split()):
        for phone in said_by_flite(bare(word)):
            want.append(phone)
            owner.append(k)
    got = [item for item in phones if item[0]]
    cost = np.zeros((len(want) + 1, len(got) + 1))
    cost[:, 0], cost[0] = np.arange(len(want) + 1), np.arange(len(got) + 1)
    for i, a in enumerate(want, 1):
        for j, (b, *_) in enumerate(got, 1):
            cost[i, j] = min(
                cost[i - 1, j] + 1, cost[i, j - 1] + 1, cost[i - 1, j - 1] + 0.9 * (a != b)
            )
    spans = [[1e9, -1.0] for _ in text.split()]
    i, j = len(want), len(got)
    while i and j:
        if cost[i, j] == cost[i - 1, j - 1] + 0.9 * (want[i - 1] != got[j - 1][0]):
            span = spans[owner[i - 1]]
            span[0], span[1] = min(span[0], got[j - 1][1]), max(span[1], got[j - 1][2])
            i, j = i - 1, j - 1
        elif cost[i, j] == cost[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
    if any(b < a for a, b in spans):
        return None
    return [tuple(s) for s in spans]


# ------------------------------------------------------------------------------ the sets


def speak(voice, texts, rng, folder):
    """One voice, many sentences: (samples, spans of the words, phones) or None each."""
    kind, _, name = voice.partition(" ")
    out = [folder / f"{i}.wav" for i in range(len(texts))]
    stretch = [rng.choice((0.85, 0.95, 1.0, 1.1, 1.25)) for _ in texts]
    if kind == "festival":
        festival(name, texts, stretch, out)
    for text, path, factor in zip(texts, out, stretch, strict=True):
        if kind == "espeak":
            which = rng.choice(ESPEAK)
            if name == "more":
                which = f"{rng.choice(MORE_ACCENTS)}+{rng.choice(MORE_VARIANTS)}"
            yield espeak().say(which, text, round(155 / factor), rng.randint(25, 75))
            continue
        if kind == "flite":
            more = ()
            if rng.random() < 0.4 and name in ("slt", "awb"):
                more = ("--setf", f"f0_shift={rng.choice((0.7, 0.8, 0.9, 1.15))}")
            phones = flite(name, text, factor, path, more)
        else:
            phones = segments(Path(f"{path}.segs"))
        spans = words_within(text, phones)
        yield spans and (load(path), spans, phones)


def spoken(job):
    voice, texts, seed = job
    out = []
    with tempfile.TemporaryDirectory() as folder:
        told = speak(voice, texts, random.Random(seed), Path(folder))
        for text, one in zip(texts, told, strict=True):
            if one is None:
                continue
            samples, spans, phones = one
            samples, cut_s = trimmed(samples)
            if len(samples) > 0.15 * RATE_HZ:
                samples = (samples / np.abs(samples).max() * 0.5 * 32767).astype(np.int16)
                spans = np.array(spans, np.float32) - cut_s
                phones = [(p, a - cut_s, b - cut_s) for p, a, b in phones]
                out.append((text, voice, samples, spans, np.array(phones, np.float32)))
    return out


def make(texts, seed, path, processes):
    rng = random.Random(seed)
    names, weights = zip(*TRAIN_VOICES, strict=True)
    by_voice = {}
    for text in texts:
        by_voice.setdefault(rng.choices(names, weights)[0], []).append(text)
    jobs = [
        (voice, some[begin : begin + 200], rng.randrange(1 << 30))
        for voice, some in sorted(by_voice.items())
        for begin in range(0, len(some), 200)
    ]
    with ProcessPoolExecutor(processes) as pool:
        every = []
        for k, part in enumerate(pool.map(spoken, jobs)):
            every += part
            if k % 10 == 0:
                print(k, "of", len(jobs), jobs[k][0], len(part), flush=True)
    texts, voices, samples, spans, phones = zip(*every, strict=True)
    np.savez(
        path,
        texts=np.array(texts),
        voices=np.array(voices),
        ends=np.cumsum([len(s) for s in samples]),
        samples=np.concatenate(samples),
        spans=np.concatenate(spans),
        phone_ends=np.cumsum([len(p) for p in phones]),
        phones=np.concatenate(phones),
    )
    print(path, len(texts), f"{sum(map(len, samples)) / RATE_HZ / 3600:.2f} h", flush=True)


def speak_plainly(voice, texts, rng, folder):
    """As `speak`, with the programs as anyone would call them and without times."""
    kind, _, name = voice.partition(" ")
    out = [folder / f"{i}.wav" for i in range(len(texts))]
    stretch = [rng.choice((0.85, 0.95, 1.0, 1.1, 1.25)) for _ in texts]
    if kind == "festival":
        festival(name, texts, stretch, out)
    for text, path, factor in zip(texts, out, stretch, strict=True):
        if kind == "flite":
            flite(name, text, factor, path)
        elif kind == "espeak":
            speed, voice, pitch = str(round(155 / factor)), name or rng.choice(ESPEAK), None
            pitch = str(rng.randint(25, 75))
            command = ["espeak-ng", "-v", voice, "-s", speed, "-p", pitch, "-w", str(path), text]
            subprocess.run(command, check=True, capture_output=True)
    return [trimmed(load(path))[0] for path in out]


def make_held(texts, voices, seed, path):
    rng = random.Random(seed)
    names, weights = zip(*voices, strict=True)
    by_voice = {}
    for text in texts:
        by_voice.setdefault(rng.choices(names, weights)[0], []).append(text)
    all_texts, all_voices, all_samples = [], [], []
    for voice, some in sorted(by_voice.items()):
        with tempfile.TemporaryDirectory() as folder:
            spoke = speak_plainly(voice, some, rng, Path(folder))
        for text, samples in zip(some, spoke, strict=True):
            if len(samples) > 0.15 * RATE_HZ:
                all_texts.append(text)
                all_voices.append(voice)
                all_samples.append((samples / np.abs(samples).max() * 0.5 * 32767).astype(np.int16))
    np.savez(
        path,
        texts=np.array(all_texts),
        voices=np.array(all_voices),
        ends=np.cumsum([len(s) for s in all_samples]),
        samples=np.concatenate(all_samples),
    )
    print(path, len(all_texts), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=16000)
    parser.add_argument("--processes", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    train = sentences(8000, seed=1)
    held = sentences(200, seed=2, but_not=train)
    make_held(held, HELD_VOICES, 3, args.out / "held-known.npz")
    make_held(held, [(HELD_OUT_VOICE, 1)], 4, args.out / "held-unseen.npz")
    train += sentences(max(0, args.count - 8000), 3, but_not=train + held, thrown=0.5)
    make(train[: args.count], 5, args.out / "train.npz", args.processes)


if __name__ == "__main__":
    main()
