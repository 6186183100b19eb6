"""Makes sound worse: faster, slower, duller, noisier; and turns it into mels."""

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from scipy import fft

RATE_HZ = 16_000
_EXTRACTOR = FeatureExtractor()
_FILTERS = torch.from_numpy(_EXTRACTOR.mel_filters.astype(np.float32))
_WINDOW = torch.hann_window(400)


def mel(samples):
    """Log-mel as faster-whisper computes it: (80, n), one frame each 10 ms."""
    x = torch.from_numpy(samples)
    x = torch.nn.functional.pad(x, (0, 160))
    power = (
        torch.stft(
            x, 400, 160, window=_WINDOW, center=True, pad_mode="reflect", return_complex=True
        )[:, :-1].abs()
        ** 2
    )
    log = (_FILTERS @ power).clamp_min(1e-10).log10()
    return (torch.maximum(log, log.max() - 8.0) + 4.0) / 4.0


def faster(samples, factor):
    """Resampled: speed, pitch and formants change together, as another speaker's would."""
    n = int(len(samples) / factor)
    return np.interp(np.arange(n) * factor, np.arange(len(samples)), samples).astype(np.float32)


def noise(rng, n):
    """Noise of unit level: white, pink, brown, hum or crackle; a piece of one made before."""
    if len(_NOISES) < 160:
        _NOISES.append(_noise(rng, 36 * RATE_HZ))
    x = _NOISES[int(rng.integers(len(_NOISES)))]
    at = int(rng.integers(0, len(x) - n + 1))
    x = x[at : at + n]
    return x / (np.sqrt(np.mean(x**2)) + 1e-9)


_NOISES = []


def _noise(rng, n):
    kind = rng.choice(["white", "coloured", "coloured", "hum", "crackle"])
    white = rng.standard_normal(n).astype(np.float32)
    if kind == "hum":
        t = np.arange(n) / RATE_HZ
        base = rng.choice([50.0, 60.0, 100.0, 120.0, 440.0, 1000.0]) * rng.uniform(0.98, 1.02)
        x = (
            sum(np.sin(2 * np.pi * base * k * t + k) * rng.uniform(0, 1) / k for k in range(1, 6))
            + 0.02 * white
        )
    elif kind == "crackle":
        x = 0.02 * white
        for at in rng.integers(0, n - 400, n // 8000):
            k = int(rng.integers(20, 400))
            x[at : at + k] += rng.standard_normal(k) * np.exp(-np.arange(k) / 60)
    elif kind == "coloured":
        spectrum = fft.rfft(white)
        spectrum /= np.maximum(1, np.arange(len(spectrum)) * RATE_HZ / n / 50) ** rng.uniform(
            0.3, 1.2
        )
        x = fft.irfft(spectrum, n)
    else:
        x = white
    return x.astype(np.float32)


def shaped(rng, samples, hard):
    """A room and a microphone: an echo tail, a tilt, a cut at the top or the bottom."""
    n = len(samples)
    if rng.random() < 0.35 * hard:
        tail = int(rng.uniform(0.05, 0.25) * RATE_HZ)
        room = (
            rng.standard_normal(tail)
            * np.exp(-np.arange(tail) / tail * rng.uniform(4, 9))
            * rng.uniform(0.02, 0.12)
        )
        room[0] = 1.0
        size = fft.next_fast_len(n + tail, real=True)
        samples = fft.irfft(
            fft.rfft(samples, size) * fft.rfft(room.astype(np.float32), size), size
        )[:n]
    if rng.random() < 0.6 * hard:
        size = fft.next_fast_len(n, real=True)
        spectrum = fft.rfft(samples, size)
        hz = np.linspace(0, RATE_HZ / 2, len(spectrum))
        gain_db = np.interp(hz, np.sort(rng.uniform(50, 8000, 5)), rng.uniform(-7, 7, 5))
        if rng.random() < 0.3:
            gain_db = gain_db - 40 * (hz > rng.uniform(3300, 7000))
        if rng.random() < 0.3:
            gain_db = gain_db - 30 * (hz < rng.uniform(60, 300))
        samples = fft.irfft(spectrum * 10 ** (gain_db / 20).astype(np.float32), size)[:n]
    return samples.astype(np.float32)


def finished(rng, samples, hard):
    """Noise and level; `hard` from 0 to 1 says how much is asked."""
    level = np.sqrt(np.mean(samples**2)) + 1e-9
    if rng.random() < 0.8:
        samples = samples + noise(rng, len(samples)) * level * 10 ** (
            -rng.uniform(25 - 19 * hard, 45) / 20
        )
    samples = samples / (np.abs(samples).max() + 1e-9) * 10 ** (-rng.uniform(0, 30) / 20)
    if rng.random() < 0.05 * hard:
        samples = np.clip(samples * 2, -1, 1)
    return np.round(samples * 32767).astype(np.float32) / 32768


def quiet(rng, n):
    """A window in which nobody speaks."""
    if rng.random() < 0.25:
        return np.zeros(n, np.float32)
    x = noise(rng, n) * 10 ** (-rng.uniform(15, 80) / 20)
    if rng.random() < 0.3:
        x = x + noise(rng, n) * 10 ** (-rng.uniform(15, 60) / 20)
    if rng.random() < 0.2:
        x = x * np.interp(np.arange(n), np.linspace(0, n, 6), rng.uniform(0, 1, 6))
    return np.round(np.clip(x, -1, 1) * 32767).astype(np.float32) / 32768
