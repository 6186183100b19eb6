"""Whisper's architecture, small: convolutions and 4 layers that hear, 3 layers that write."""

from dataclasses import asdict, dataclass

import torch
from torch import nn
from torch.nn import functional as F


@dataclass
class Shape:
    vocab: int
    phones: int
    words: int
    width: int = 192
    heads: int = 6
    hear: int = 4
    write: int = 3
    mels: int = 80
    positions: int = 1500
    tokens: int = 448

    def dict(self):
        return asdict(self)


def sinusoids(length, width):
    turn = torch.exp(
        -torch.arange(width // 2) * (torch.log(torch.tensor(10_000.0)) / (width // 2 - 1))
    )
    angle = torch.arange(length)[:, None] * turn[None]
    return torch.cat((angle.sin(), angle.cos()), 1)


def split(x, heads):
    b, n, d = x.shape
    return x.view(b, n, heads, d // heads).transpose(1, 2)


class SelfAttention(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.heads = s.heads
        self.norm = nn.LayerNorm(s.width)
        self.qkv, self.out = nn.Linear(s.width, 3 * s.width), nn.Linear(s.width, s.width)

    def forward(self, x, bias):
        q, k, v = (split(t, self.heads) for t in self.qkv(self.norm(x)).chunk(3, -1))
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
        y = (scores + bias.to(scores.dtype)).softmax(-1) @ v
        return self.out(y.transpose(1, 2).flatten(2))


class CrossAttention(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.heads = s.heads
        self.norm = nn.LayerNorm(s.width)
        self.q, self.kv, self.out = (
            nn.Linear(s.width, s.width),
            nn.Linear(s.width, 2 * s.width),
            nn.Linear(s.width, s.width),
        )

    def forward(self, x, heard, bias):
        """Returns the output and the attention weights (b, heads, n, positions) in float32."""
        q = split(self.q(self.norm(x)), self.heads)
        k, v = (split(t, self.heads) for t in self.kv(heard).chunk(2, -1))
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
        weights = (scores.float() + bias).softmax(-1)
        y = weights.to(v.dtype) @ v
        return self.out(y.transpose(1, 2).flatten(2)), weights


class FeedForward(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.norm, self.up, self.down = (
            nn.LayerNorm(s.width),
            nn.Linear(s.width, 4 * s.width),
            nn.Linear(4 * s.width, s.width),
        )

    def forward(self, x):
        return self.down(F.gelu(self.up(self.norm(x))))


class Model(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.shape = s
        self.conv1, self.conv2 = (
            nn.Conv1d(s.mels, s.width, 3, padding=1),
            nn.Conv1d(s.width, s.width, 3, stride=2, padding=1),
        )
        self.register_buffer("places", sinusoids(s.positions, s.width), persistent=False)
        self.hear = nn.ModuleList(
            nn.ModuleList([SelfAttention(s), FeedForward(s)]) for _ in range(s.hear)
        )
        self.heard_norm = nn.LayerNorm(s.width)
        self.phones = nn.Linear(s.width, s.phones)  # the side losses' two; not exported
        self.words = nn.Linear(s.width, s.words)
        self.embed = nn.Embedding(s.vocab, s.width)
        self.order = nn.Parameter(sinusoids(s.tokens, s.width) * 0.1)
        self.write = nn.ModuleList(
            nn.ModuleList([SelfAttention(s), CrossAttention(s), FeedForward(s)])
            for _ in range(s.write)
        )
        self.norm = nn.LayerNorm(s.width)
        self.drop = 0.1
        for name, p in self.named_parameters():
            if p.ndim == 2 and "order" not in name:
                nn.init.normal_(p, std=0.03 if "embed" in name else p.shape[1] ** -0.5)
            if name.endswith(("out.weight", "down.weight")):
                p.data.mul_(0.4)
            if name.endswith("bias"):
                nn.init.zeros_(p)

    def _drop(self, x):
        return F.dropout(x, self.drop, self.training)

    def encode(self, mel, places, bias):
        """mel (b, 2n, 80), places (b, n), bias (b, 1, 1, n): what is added to the scores of the
        keys. Returns what half of the layers and what all of them heard: (b, n, width) each.
        """
        x = F.gelu(_conv(self.conv2, F.gelu(_conv(self.conv1, mel, 1)), 2))
        x = x + self.places[places].to(x.dtype)
        for i, (attend, feed) in enumerate(self.hear):
            x = x + attend(x, bias)
            x = x + feed(x)
            if i + 1 == len(self.hear) // 2:
                halfway = self.heard_norm(x)
        return halfway, self.heard_norm(x)

    def decode(self, ids, heard, bias):
        """ids (b, n) -> logits (b, n, vocab) and each layer's cross-attention weights."""
        n = ids.shape[1]
        later = torch.full((n, n), -1e4).triu(1)
        x = self._drop(self.embed(ids) + self.order[:n])
        looks = []
        for attend, look, feed in self.write:
            x = x + self._drop(attend(x, later))
            y, weights = look(x, heard, bias)
            looks.append(weights)
            x = x + self._drop(y)
            x = x + self._drop(feed(x))
        return F.linear(self.norm(x), self.embed.weight), looks


def _conv(conv, x, stride):
    """A convolution over (b, n, c) as one matrix product: much quicker in bfloat16 on a CPU."""
    x = F.pad(x, (0, 0, 1, 1))
    n = (x.shape[1] - 3) // stride + 1
    parts = [x[:, k : k + (n - 1) * stride + 1 : stride] for k in range(3)]
    weight = conv.weight.permute(0, 2, 1).flatten(1)
    return F.linear(torch.cat(parts, -1), weight, conv.bias)
