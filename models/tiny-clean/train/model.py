"""A small causal transformer as llama.cpp runs qwen3: NEOX rope, q and k norms, SwiGLU."""

from dataclasses import asdict, dataclass

import torch
from torch import nn
from torch.nn import functional as F


@dataclass
class Shape:
    vocab: int
    width: int = 256
    layers: int = 6
    heads: int = 4
    head: int = 64
    inner: int = 704
    context: int = 1024
    rope_base: float = 10_000.0
    eps: float = 1e-6

    def dict(self):
        return asdict(self)


class Norm(nn.Module):
    def __init__(self, width, eps):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(width)), eps

    def forward(self, x):
        return F.rms_norm(x, (x.shape[-1],), self.weight.to(x.dtype), self.eps)


def rope(x, cos, sin):
    """NEOX: the first half of a head is turned against the second."""
    a, b = x.chunk(2, -1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


class Block(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.s = s
        wide = s.heads * s.head
        self.attn_norm, self.ffn_norm = Norm(s.width, s.eps), Norm(s.width, s.eps)
        self.q_norm, self.k_norm = Norm(s.head, s.eps), Norm(s.head, s.eps)
        self.qkv = nn.Linear(s.width, 3 * wide, bias=False)
        self.out = nn.Linear(wide, s.width, bias=False)
        self.gate_up = nn.Linear(s.width, 2 * s.inner, bias=False)
        self.down = nn.Linear(s.inner, s.width, bias=False)

    def forward(self, x, cos, sin):
        b, n, _ = x.shape
        q, k, v = (
            self.qkv(self.attn_norm(x))
            .view(b, n, 3, self.s.heads, self.s.head)
            .permute(2, 0, 3, 1, 4)
        )
        q, k = rope(self.q_norm(q), cos, sin), rope(self.k_norm(k), cos, sin)
        # Written out: on short rows a third of the time of scaled_dot_product_attention on a CPU.
        later = torch.full((n, n), -1e4, dtype=q.dtype, device=q.device).triu(1)
        y = ((q * self.s.head**-0.5) @ k.transpose(-1, -2) + later).softmax(-1) @ v
        x = x + self.out(y.transpose(1, 2).reshape(b, n, -1))
        gate, up = self.gate_up(self.ffn_norm(x)).chunk(2, -1)
        return x + self.down(F.silu(gate) * up)


class Tagger(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        self.embed = nn.Embedding(shape.vocab, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = Norm(shape.width, shape.eps)
        for name, p in self.named_parameters():
            if p.ndim == 2:
                nn.init.normal_(p, std=0.02 if "embed" in name else p.shape[1] ** -0.5)
            if name.endswith(("out.weight", "down.weight")):
                p.data.mul_((2 * shape.layers) ** -0.5)
        turn = shape.rope_base ** (-torch.arange(0, shape.head, 2).float() / shape.head)
        angle = torch.outer(torch.arange(shape.context).float(), turn)
        self.register_buffer("cos", angle.cos(), persistent=False)
        self.register_buffer("sin", angle.sin(), persistent=False)

    def forward(self, ids):
        """ids (b, n) -> normed hidden states (b, n, width); times `embed.weight`: logits."""
        x = self.embed(ids)
        if torch.is_autocast_enabled("cpu"):
            x = x.bfloat16()
        n = ids.shape[1]
        cos, sin = self.cos[:n].to(x.dtype), self.sin[:n].to(x.dtype)
        for block in self.blocks:
            x = block(x, cos, sin)
        return self.norm(x)
