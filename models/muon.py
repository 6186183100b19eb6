"""An optimiser for the matrices inside a transformer: momentum, made orthogonal (Muon)."""

import torch


def orthogonalised(g, steps=5):
    """Newton-Schulz iteration: the nearest matrix whose singular values are all near 1."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.bfloat16()
    flip = x.shape[0] > x.shape[1]
    x = x.T if flip else x
    x = x / (x.norm() + 1e-7)
    for _ in range(steps):
        s = x @ x.T
        s = torch.addmm(s, s, s, beta=b, alpha=c)
        x = torch.addmm(x, s, x, beta=a)
    return (x.T if flip else x).float()


def parts(g):
    """Matrices laid one above the other (q, k, v; k, v; gate, up) are treated one by one."""
    rows, columns = g.shape
    if rows == 3 * columns:
        return g.chunk(3)
    return g.chunk(2) if rows == 2 * columns or rows > 4 * columns else (g,)


class Muon(torch.optim.Optimizer):
    def __init__(self, params, lr=0.02, momentum=0.95, decay=0.01):
        super().__init__(params, {"lr": lr, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                m.lerp_(p.grad, 1 - group["momentum"])
                g = p.grad.lerp(m, group["momentum"])
                update = torch.cat(
                    [
                        orthogonalised(part) * max(1, part.shape[0] / part.shape[1]) ** 0.5
                        for part in parts(g)
                    ]
                )
                p.mul_(1 - group["lr"] * group["decay"])
                p.add_(update, alpha=-group["lr"])
