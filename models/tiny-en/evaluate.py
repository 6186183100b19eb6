"""Prints how well tiny-en hears: word error on known and unseen voices; what silence becomes.

    python models/tiny-en/evaluate.py --data DIR [--model models/tiny-en] [--show N]

`--data` is the folder that train/synthesise.py filled. Recognition is faster-whisper's own
`transcribe`, unmodified.
"""

import argparse
import statistics
import time
from pathlib import Path

import numpy as np
from faster_whisper import BatchedInferencePipeline, WhisperModel

HERE = Path(__file__).resolve().parent
RATE_HZ = 16_000


def norm(text):
    return [
        w
        for w in (
            "".join(c for c in word.lower() if c.isalnum() or c == "'") for word in text.split()
        )
        if w
    ]


def errors(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        left, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            left, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, left + (x != y))
    return row[-1]


def clips(path):
    data = np.load(path)
    begins = np.concatenate(([0], data["ends"][:-1]))
    for text, voice, a, b in zip(data["texts"], data["voices"], begins, data["ends"], strict=True):
        pad = np.zeros(RATE_HZ // 4, np.float32)
        yield (
            str(text),
            str(voice),
            np.concatenate((pad, data["samples"][a:b].astype(np.float32) / 32768, pad)),
        )


def some(path, count):
    """A part of the clips, spread over all voices."""
    every = list(clips(path))
    return every[:: max(1, len(every) // count)][:count]


def silences(seed=5):
    """20 clips without a voice: digital silence, noise of three colours, hum, a tone, clicks."""
    rng = np.random.default_rng(seed)
    for k in range(20):
        n = int(RATE_HZ * rng.uniform(0.5, 12))
        t = np.arange(n) / RATE_HZ
        level = 10 ** (-rng.uniform(20, 60) / 20)
        kind = (
            "silence",
            "white noise",
            "pink noise",
            "brown noise",
            "mains hum",
            "tone",
            "clicks",
        )[k % 7]
        white = rng.standard_normal(n)
        if kind == "silence":
            x = np.zeros(n)
        elif kind == "white noise":
            x = white
        elif kind in ("pink noise", "brown noise"):
            spectrum = np.fft.rfft(white) / np.maximum(1, np.arange(n // 2 + 1)) ** (
                0.5 if kind == "pink noise" else 1.0
            )
            x = np.fft.irfft(spectrum, n)
            x /= x.std()
        elif kind == "mains hum":
            x = sum(np.sin(2 * np.pi * 50 * h * t) / h for h in range(1, 6)) + 0.05 * white
        elif kind == "tone":
            x = np.sin(2 * np.pi * rng.uniform(200, 2000) * t)
        else:
            x = 0.02 * white
            x[rng.integers(0, n, 6)] += 20
        yield kind, (x * level).clip(-1, 1).astype(np.float32)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=HERE)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--clips", type=int, default=200, help="of each set")
    parser.add_argument("--show", type=int, default=0)
    args = parser.parse_args()
    model = WhisperModel(
        str(args.model), device="cpu", compute_type="int8", cpu_threads=args.threads
    )

    def hear(samples, **options):
        segments, _ = model.transcribe(samples, language="en", **options)
        return list(segments)

    print("| set | setting | word error % | median s |\n|---|---|---:|---:|")
    settings = [
        ("beam 5", {"beam_size": 5}),
        ("beam 1", {"beam_size": 1}),
        ("beam 5, without timestamps", {"beam_size": 5, "without_timestamps": True}),
    ]
    for name, file in (
        ("known voices", "held-known.npz"),
        ("unseen voice (flite rms)", "held-unseen.npz"),
    ):
        for setting, options in settings:
            wrong = words = 0
            times, by_voice, shown = [], {}, 0
            count = args.clips if setting == "beam 5" else min(60, args.clips)
            for text, voice, samples in some(args.data / file, count):
                began = time.perf_counter()
                got = " ".join(s.text for s in hear(samples, **options))
                times.append(time.perf_counter() - began)
                want = norm(text)
                bad = errors(norm(got), want)
                wrong, words = wrong + bad, words + len(want)
                tally = by_voice.setdefault(voice, [0, 0])
                tally[0] += bad
                tally[1] += len(want)
                if bad and shown < args.show and setting == "beam 5":
                    shown += 1
                    print(f"   [{voice}] {text!r} -> {got!r}")
            print(
                f"| {name} | {setting}, {count} clips | {100 * wrong / words:.1f} "
                f"| {statistics.median(times):.2f} |",
                flush=True,
            )
            if setting == "beam 5" and len(by_voice) > 1:
                for voice, (bad, count) in sorted(by_voice.items()):
                    print(f"| · {voice} | {setting} | {100 * bad / count:.1f} | |")

    for setting, options in settings:
        spoke = [(kind, "".join(s.text for s in hear(x, **options))) for kind, x in silences()]
        loud = [(kind, text) for kind, text in spoke if text.strip()]
        print(f"20 clips of silence, hum and noise, {setting}: text in {len(loud)} {loud or ''}")
    check_times(args.data, hear)
    check_long(args.data, hear, model)


def check_times(data, hear):
    """Words' times, against where a clip's voice begins and ends."""
    off = []
    for _, _, samples in some(data / "held-known.npz", 60):
        words = [w for s in hear(samples, word_timestamps=True) for w in s.words]
        if words:
            ends_s = len(samples) / RATE_HZ - 0.29
            off += [abs(words[0].start - 0.29), abs(words[-1].end - ends_s)]
    print(
        f"word timestamps: first start and last end off by {statistics.median(off):.2f} s (median)"
    )


def check_long(data, hear, model):
    """Some 40 s in one, by each of faster-whisper's ways."""
    joined = some(data / "held-known.npz", 14)
    long = np.concatenate([x for _, _, x in joined])
    want = norm(" ".join(t for t, _, _ in joined))
    batched = BatchedInferencePipeline(model)
    for name, got in (
        ("VAD off", hear(long)),
        ("VAD on", hear(long, vad_filter=True)),
        ("batched", list(batched.transcribe(long, language="en", batch_size=4)[0])),
    ):
        wrong = 100 * errors(norm(" ".join(s.text for s in got)), want) / len(want)
        seconds = len(long) / RATE_HZ
        print(f"{seconds:.0f} s in one, {name}: word error {wrong:.1f} %, {len(got)} segments")


if __name__ == "__main__":
    main()
