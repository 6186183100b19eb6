"""Trains tiny-en. Seeded, resumable: start it again with the same --out and it goes on.

python synthesise.py --out DATA
python train.py --data DATA --out DIR [--minutes 75]
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from align import align
from model import Model, Shape
from tokens import load_or_make
from torch.nn import functional as F
from windows import Clips, Writer, batches

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from muon import Muon

ALIGN_AT = (0.12, 0.4, 0.64)


def spelling_loss(model, heard, batch):
    """The side loss: the windows' signs, wherever they are said (CTC)."""
    has = batch.phone_counts > 0
    if not has.any():
        return heard.sum() * 0
    log_p = model.phones(heard[has]).float().log_softmax(-1).transpose(0, 1)
    lengths = torch.full((int(has.sum()),), heard.shape[1])
    return F.ctc_loss(log_p, batch.phones, lengths, batch.phone_counts[has], zero_infinity=True)


def losses(model, batch, zero, guide):
    halfway = []
    heard = model.encode(batch.mel, halfway)
    steps = heard.shape[1]
    spelled = spelling_loss(model, heard, batch)
    early = spelling_loss(model, halfway[0], batch)
    logits, looks = model.decode(batch.ids, heard)
    at = batch.want >= 0
    want = batch.want[at]
    log_q = logits[at].float().log_softmax(-1)
    word = F.nll_loss(log_q, want)
    smooth = -log_q.mean()
    loss = 0.95 * word + 0.05 * smooth
    is_time = want >= zero
    if is_time.any():  # a time two positions beside is nearly right
        near = 0
        for shift, weight in ((-2, 0.08), (-1, 0.18), (1, 0.18), (2, 0.08)):
            near = (
                near
                - weight
                * log_q[is_time]
                .gather(1, (want[is_time, None] + shift).clamp(zero, log_q.shape[1] - 1))
                .sum()
            )
        own = -log_q[is_time].gather(1, want[is_time, None]).sum()
        loss = loss + 0.95 * (near - 0.52 * own) / len(want)
    guided = 0.0
    if guide:
        spot = batch.look[..., 0] >= 0
        frames = torch.arange(steps)
        for layer, weights in enumerate(looks):
            span, use = batch.look, spot
            if (
                layer == 0
            ):  # the first layer knows only the token just read: it looks where that was said
                span = torch.cat((torch.full_like(span[:, :1], -1), span[:, :-1]), 1)
                use = span[..., 0] >= 0
            inside = (frames >= span[use][:, :1]) & (frames <= span[use][:, 1:])
            mass = (weights[:, :2].transpose(1, 2)[use] * inside[:, None]).sum(-1)
            guided = guided - mass.clamp_min(1e-5).log().mean()
    return loss, spelled, early, guided, word


def rate(done):
    return min(1.0, done / 0.02 + 0.02, max(0.0, (1 - done) / 0.5))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--minutes", type=float, default=75, help="length of the whole run, restarts included"
    )
    parser.add_argument("--lr", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    clips = Clips(args.data / "train.npz")
    tokenizer = load_or_make(args.out / "tokenizer.json")
    writer = Writer(clips, tokenizer)
    shape = Shape(vocab=tokenizer.get_vocab_size(), phones=1 + len(clips.signs))
    model = Model(shape)
    print(
        f"{sum(p.numel() for p in model.parameters()):,} parameters, "
        f"{len(clips)} clips, {len(clips.signs)} signs",
        flush=True,
    )
    matrices = [
        p
        for n, p in model.named_parameters()
        if p.ndim == 2 and not n.startswith(("embed", "order", "phones"))
    ]
    ids = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in ids]
    muon = Muon(matrices, lr=args.lr)
    adam = torch.optim.AdamW(others, lr=args.lr * 0.15, betas=(0.9, 0.98), weight_decay=0.0)
    step, spent, aligned = 0, 0.0, 0
    checkpoint = args.out / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(saved["model"])
        muon.load_state_dict(saved["muon"])
        adam.load_state_dict(saved["adam"])
        step, spent, aligned, clips.spans = (
            saved["step"],
            saved["spent"],
            saved["aligned"],
            saved["spans"],
        )
        print(f"going on at step {step}, {spent / 60:.1f} min", flush=True)
    total = args.minutes * 60
    rng = np.random.default_rng(args.seed * 1_000_003 + step)
    source = batches(rng, clips, writer, lambda: spent / total)
    log = (args.out / "curve.jsonl").open("a")
    last, saved_at, made_s, sums = time.monotonic(), spent, 0.0, np.zeros(5)
    while spent < total:
        done = spent / total
        if aligned < len(ALIGN_AT) and done > ALIGN_AT[aligned]:
            aligned += 1
            print("aligned", align(model, clips), "clips", flush=True)
            spent += time.monotonic() - last
            last = time.monotonic()
        for optimiser, lr in ((muon, args.lr), (adam, args.lr * 0.15)):
            for group in optimiser.param_groups:
                group["lr"] = lr * rate(done)
        began = time.monotonic()
        batch = next(source)
        made_s += time.monotonic() - began
        with torch.autocast("cpu", torch.bfloat16):
            loss, spelled, early, guided, word = losses(model, batch, writer.zero, True)
        spell_weight = 2.0 if done < 0.75 else 0.7
        guide_weight = 0.3 if done < 0.5 else 0.1
        (loss + spell_weight * (spelled + 0.5 * early) + guide_weight * guided).backward()
        torch.nn.utils.clip_grad_norm_(others, 1.0)
        muon.step()
        adam.step()
        muon.zero_grad()
        adam.zero_grad()
        step += 1
        sums += [word.item(), spelled.item(), float(guided.detach()), len(batch.mel), 1]
        now = time.monotonic()
        spent, last = spent + now - last, now
        if step % 50 == 0:
            row = {
                "step": step,
                "min": round(spent / 60, 2),
                "word": round(sums[0] / sums[4], 4),
                "spelled": round(sums[1] / sums[4], 4),
                "guide": round(sums[2] / sums[4], 3),
                "windows": round(sums[3] / sums[4], 1),
                "data_s": round(made_s, 1),
            }
            print(json.dumps(row), flush=True)
            log.write(json.dumps(row) + "\n")
            log.flush()
            sums[:] = 0
        if spent - saved_at > 180 or spent >= total:
            saved_at = spent
            part = checkpoint.with_suffix(".part")
            torch.save(
                {
                    "model": model.state_dict(),
                    "muon": muon.state_dict(),
                    "adam": adam.state_dict(),
                    "step": step,
                    "spent": spent,
                    "aligned": aligned,
                    "spans": clips.spans,
                    "shape": shape.dict(),
                },
                part,
            )
            part.replace(checkpoint)


if __name__ == "__main__":
    main()
