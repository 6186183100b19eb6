"""Log-mels as faster-whisper computes them, and what makes them worse: voices, rooms, noises.

Everything is done to the mels' powers, which costs far less than doing it to the samples.
"""

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from scipy import fft
from scipy.signal import lfilter

RATE_HZ = 16_000
MELS = 80
FLOOR = 1e-10
_FILTERS = torch.from_numpy(FeatureExtractor().mel_filters.astype(np.float32))
_WINDOW = torch.hann_window(400)


def mel_power(samples):
    """(n, 80) powers, one frame each 10 ms."""
    x = torch.nn.functional.pad(torch.from_numpy(samples), (0, 160))
    spectrum = torch.stft(x, 400, 160, window=_WINDOW, return_complex=True)[:, :-1]
    return (_FILTERS @ spectrum.abs() ** 2).T.contiguous()


def _warps():
    """Matrices that stretch the mel axis: a shorter or longer vocal tract."""
    out = []
    for factor in np.linspace(0.8, 1.25, 19):
        at = np.clip(np.arange(MELS) * factor, 0, MELS - 1)
        low = np.minimum(at.astype(int), MELS - 2)
        matrix = np.zeros((MELS, MELS), np.float32)
        matrix[low, np.arange(MELS)] += 1 - (at - low)
        matrix[low + 1, np.arange(MELS)] += at - low
        out.append(matrix)
    return out


_WARPS = _warps()


def another_speaker(rng, log_mel, factor):
    """`factor` times as fast, and with another vocal tract; log_mel (n, 80)."""
    n = max(2, int(len(log_mel) / factor))
    at = np.minimum(np.arange(n) * factor, len(log_mel) - 1.001)
    low = at.astype(int)
    share = (at - low).astype(np.float32)[:, None]
    x = log_mel[low] * (1 - share) + log_mel[low + 1] * share
    k = int(np.clip(round(rng.normal(9, 4.5)), 0, len(_WARPS) - 1))
    return x @ _WARPS[k]


def room(rng, power):
    """An echo tail: each band decays."""
    decay = 10 ** (-6 * 0.01 / rng.uniform(0.15, 0.5))
    tail = lfilter([0, 1], [1, -decay], power, axis=0).astype(np.float32)
    return power + rng.uniform(0.02, 0.12) * tail


def microphone(rng):
    """A gain per mel band in log10: a curve, at times a cut at the top or the bottom."""
    band = np.arange(MELS)
    gain = np.interp(band, np.linspace(0, MELS - 1, 6), rng.uniform(-0.7, 0.7, 6))
    if rng.random() < 0.15:
        gain = gain - 3.0 * (band > rng.uniform(58, 79))
    if rng.random() < 0.15:
        gain = gain - 2.0 * (band < rng.uniform(1, 6))
    return gain.astype(np.float32)


class Noises:
    """Powers of pieces of noise whose samples have unit level."""

    def __init__(self, seed, count=48, seconds=10):
        rng = np.random.default_rng(seed)
        self.pieces = []
        for _ in range(count):
            x = _noise(rng, seconds * RATE_HZ)
            x = x / (np.sqrt(np.mean(x**2)) + 1e-9)
            self.pieces.append(mel_power(x.astype(np.float32)).numpy())

    def some(self, rng, n):
        x = self.pieces[int(rng.integers(len(self.pieces)))]
        at = int(rng.integers(0, len(x)))
        return x[np.arange(at, at + n) % len(x)]


def _noise(rng, n):
    kind = rng.choice(["white", "coloured", "coloured", "hum", "tone", "crackle"])
    white = rng.standard_normal(n).astype(np.float32)
    t = np.arange(n) / RATE_HZ
    if kind == "hum":
        base = rng.choice([50.0, 60.0, 100.0, 120.0]) * rng.uniform(0.98, 1.02)
        x = sum(np.sin(2 * np.pi * base * k * t + k) * rng.uniform(0.3, 1) / k for k in range(1, 6))
        return x + white * rng.choice([0.0, 0.02, 0.05, 0.1])
    if kind == "tone":
        x = np.sin(2 * np.pi * rng.uniform(150, 3000) * t)
        return x + white * rng.choice([0.0, 0.0, 0.02])
    if kind == "crackle":
        x = 0.02 * white
        for at in rng.integers(0, n - 400, n // 8000):
            k = int(rng.integers(1, 400))
            x[at : at + k] += rng.standard_normal(k) * np.exp(-np.arange(k) / 60) * 5
        return x
    if kind == "coloured":
        spectrum = fft.rfft(white)
        spectrum /= np.maximum(1, np.arange(len(spectrum)) * RATE_HZ / n / 50) ** rng.uniform(
            0.3, 1.2
        )
        return fft.irfft(spectrum, n)
    return white
