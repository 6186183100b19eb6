"""When each word was said: the best path of its signs through the side loss's output (Viterbi)."""

from itertools import pairwise

import numpy as np
import torch
from sound import RATE_HZ, mel
from windows import FRAME_S


def best_path(log_p, signs):
    """log_p (t, signs + blank 0), signs: ids. Returns (first, last) frame of each sign, or None."""
    extended = np.zeros(2 * len(signs) + 1, int)
    extended[1::2] = signs
    frames, states = len(log_p), len(extended)
    skip = np.zeros(states, bool)
    skip[3::2] = extended[3::2] != extended[1:-2:2]
    score = np.full(states, -1e9)
    score[:2] = log_p[0, extended[:2]]
    back = np.zeros((frames, states), np.int8)
    for t in range(1, frames):
        one = np.concatenate(([-1e9], score[:-1]))
        two = np.where(skip, np.concatenate(([-1e9, -1e9], score[:-2])), -1e9)
        choices = np.stack((score, one, two))
        back[t] = choices.argmax(0)
        score = choices.max(0) + log_p[t, extended]
    state = states - 1 if score[-1] > score[-2] else states - 2
    if score[state] < -1e8:
        return None
    spans = [[frames, -1] for _ in signs]
    for t in range(frames - 1, -1, -1):
        if state % 2:
            spans[state // 2][0] = t
            spans[state // 2][1] = max(spans[state // 2][1], t)
        state -= back[t, state]
    return spans


@torch.no_grad()
def align(model, clips):
    """Put better times in `clips.spans`; without a path the guess stays. Returns how many."""
    model.eval()
    found = 0
    lead = np.zeros(int(0.1 * RATE_HZ), np.float32)
    for i in range(len(clips)):
        sound = mel(np.concatenate((lead, clips.clip(i), lead)))
        sound = sound[:, : sound.shape[1] // 2 * 2]
        with torch.autocast("cpu", torch.bfloat16):
            log_p = model.phones(model.encode(sound[None]))[0].float().log_softmax(-1).numpy()
        spans = best_path(log_p, clips.phones(i))
        if spans is None:
            continue
        found += 1
        words, at = [], 0
        for word in clips.words[i]:
            count = len(clips.said[word])
            words.append(
                [spans[at][0] * FRAME_S - 0.1, (spans[at + count - 1][1] + 1) * FRAME_S - 0.1]
            )
            at += count
        for a, b in pairwise(words):  # the gap belongs half to each
            a[1] = b[0] = (a[1] + b[0]) / 2 if b[0] - a[1] < 0.3 else b[0]
        clips.spans[i] = [(max(0.0, a), max(a + 0.04, b)) for a, b in words]
    model.train()
    return found
