"""Speaks the sentences with Debian's espeak-ng, flite and festival; one .npz of 16 kHz samples.

python synthesise.py --out DIR [--count 8000]
"""

import argparse
import random
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly
from sentences import sentences

RATE_HZ = 16_000
HELD_OUT_VOICE = "flite rms"
ESPEAK = [
    f"{accent}{variant}"
    for accent in ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp")
    for variant in (
        "",
        "+m1",
        "+m2",
        "+m3",
        "+m4",
        "+m5",
        "+m6",
        "+m7",
        "+f1",
        "+f2",
        "+f3",
        "+f4",
        "+f5",
    )
]
TRAIN_VOICES = [
    ("flite slt", 24),
    ("flite awb", 24),
    ("flite kal16", 12),
    ("festival kal_diphone", 7),
    ("festival ked_diphone", 14),
    ("festival cmu_us_slt_arctic_hts", 7),
    ("espeak", 12),
]


def load(path):
    samples, rate = soundfile.read(path, dtype="float32")
    if rate != RATE_HZ:
        samples = resample_poly(samples, RATE_HZ, rate).astype(np.float32)
    return samples


def trimmed(samples, margin_s=0.04):
    """Without the silence around, so that words can be placed by their share of the sounds."""
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    if not len(loud):
        return samples[:0]
    margin = int(margin_s * RATE_HZ)
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]


def speak(voice, texts, rng, folder):
    """One voice, many sentences; festival is started once for all of them."""
    kind, _, name = voice.partition(" ")
    out = [folder / f"{i}.wav" for i in range(len(texts))]
    stretch = [rng.choice((0.85, 0.95, 1.0, 1.1, 1.25)) for _ in texts]
    if kind == "festival":
        lines = [f"(voice_{name})"]
        for text, path, factor in zip(texts, out, stretch, strict=True):
            lines += [
                f"(Parameter.set 'Duration_Stretch {factor})",
                f'(utt.save.wave (utt.synth (Utterance Text "{text}")) "{path}" \'riff)',
            ]
        script = folder / "all.scm"
        script.write_text("\n".join(lines))
        subprocess.run(["festival", "--batch", str(script)], check=True, capture_output=True)
    for text, path, factor in zip(texts, out, stretch, strict=True):
        if kind == "flite":
            subprocess.run(
                [
                    "flite",
                    "-voice",
                    name,
                    "--setf",
                    f"duration_stretch={factor}",
                    "-t",
                    text,
                    "-o",
                    str(path),
                ],
                check=True,
                capture_output=True,
            )
        elif kind == "espeak":
            subprocess.run(
                [
                    "espeak-ng",
                    "-v",
                    name or rng.choice(ESPEAK),
                    "-s",
                    str(round(155 / factor)),
                    "-p",
                    str(rng.randint(25, 75)),
                    "-w",
                    str(path),
                    text,
                ],
                check=True,
                capture_output=True,
            )
    return [trimmed(load(path)) for path in out]


def phonemes(words):
    """How espeak-ng says each word: {word: 'h@l'oU'}; the side loss spells words in these signs."""
    said = subprocess.run(
        ["espeak-ng", "-q", "-x", "-v", "en-us"],
        input="\n".join(words),
        text=True,
        capture_output=True,
        check=True,
    ).stdout
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if len(lines) != len(words):
        lines = [
            subprocess.run(
                ["espeak-ng", "-q", "-x", "-v", "en-us", w],
                text=True,
                capture_output=True,
                check=True,
            ).stdout.strip()
            for w in words
        ]
    return dict(zip(words, lines, strict=True))


def make(texts, voices, seed, path):
    rng = random.Random(seed)
    names, weights = zip(*voices, strict=True)
    by_voice = {}
    for text in texts:
        by_voice.setdefault(rng.choices(names, weights)[0], []).append(text)
    all_texts, all_voices, all_samples = [], [], []
    for voice, some in sorted(by_voice.items()):
        with tempfile.TemporaryDirectory() as folder:
            for begin in range(0, len(some), 400):
                part = some[begin : begin + 400]
                for text, samples in zip(part, speak(voice, part, rng, Path(folder)), strict=True):
                    if len(samples) > 0.15 * RATE_HZ:
                        samples = samples / np.abs(samples).max() * 0.5
                        all_texts.append(text)
                        all_voices.append(voice)
                        all_samples.append((samples * 32767).astype(np.int16))
        print(voice, len(some), flush=True)
    np.savez(
        path,
        texts=np.array(all_texts),
        voices=np.array(all_voices),
        ends=np.cumsum([len(s) for s in all_samples]),
        samples=np.concatenate(all_samples),
    )
    print(path, len(all_texts), f"{sum(map(len, all_samples)) / RATE_HZ / 3600:.2f} h", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=8000)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    train = sentences(args.count, seed=1)
    held = sentences(200, seed=2, but_not=train)
    make(held[:200], TRAIN_VOICES, 3, args.out / "held-known.npz")
    make(held[:200], [(HELD_OUT_VOICE, 1)], 4, args.out / "held-unseen.npz")
    make(train, TRAIN_VOICES, 5, args.out / "train.npz")


if __name__ == "__main__":
    main()
