"""Trains the tagger. Seeded, resumable: start it again with the same --out and it goes on.

python train.py --text DIR --out DIR [--minutes 75] [--start-from FILE.gguf] [--compile]
"""

import argparse
import json
import random
import sys
import time
from pathlib import Path

import start
import torch
from disfluencies import Corpus, Maker
from examples import FIRST_TAG, PAD, Codec, batch, example
from model import Shape, Tagger
from tokenizer import load_or_make
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from muon import Muon


def tag_loss(model, hidden, places, rows):
    """-log of the mass on the right tags, and of that on the right side of stay or go.

    Whatever other tags would give the same text is right too.
    """
    used = rows.sum(1) > 0
    at = hidden.reshape(-1, hidden.shape[-1])[places[used]].float()
    logits = at @ model.embed.weight[FIRST_TAG : FIRST_TAG + rows.shape[1]].T
    log_p = logits.log_softmax(-1)
    right = rows[used]
    stays = log_p[:, 1:].logsumexp(-1)
    return (
        -torch.logsumexp(log_p + right.clamp_min(1e-9).log(), -1).mean(),
        -torch.where(right[:, 0] > 0, log_p[:, 0], stays).mean(),
    )


def text_loss(model, hidden, ids, share, generator):
    """Next token, at a share of the places: English in the first half, copying in the second."""
    h, target = hidden[:, :-1].reshape(-1, hidden.shape[-1]), ids[:, 1:].reshape(-1)
    keep = (target != PAD) & (torch.rand(target.shape, generator=generator) < share)
    return F.cross_entropy((h[keep] @ model.embed.weight.to(h.dtype).T).float(), target[keep])


def batches(maker, codec, rng, tokens):
    """Endless batches of about `tokens` tokens, examples of like length together."""
    while True:
        pool = []
        while len(pool) < 1500:
            one = example(codec, maker.make(rng)[1])
            if one:
                pool.append(one)
        pool.sort(key=lambda e: len(e[0]))
        groups, group = [], []
        for one in pool:
            if group and (len(group) + 1) * len(one[0]) > tokens:
                groups.append(group)
                group = []
            group.append(one)
        groups.append(group)
        rng.shuffle(groups)
        for group in groups:
            yield batch(group)


def rate(done, fall):
    """Learning rate over the share of the run that is done: warm up, hold, fall to nothing."""
    return min(1.0, done / 0.02 + 0.02, max(0.0, (1 - done) / fall))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--text", type=Path, required=True, help="folder with english.txt and disfl-qa-train.json"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--minutes", type=float, default=75, help="length of the whole run, restarts included"
    )
    parser.add_argument(
        "--start-from", type=Path, help="train an exported tagger further; its shape holds"
    )
    parser.add_argument(
        "--compile", action="store_true", help="fuse the layers' small steps; needs a C++ compiler"
    )
    parser.add_argument(
        "--goes", type=float, default=1.0, help="extra weight of staying and going, beside marks"
    )
    parser.add_argument(
        "--hard", type=float, default=0.13, help="share of what only looks disfluent"
    )
    parser.add_argument("--fall", type=float, default=0.55, help="last share, of falling rate")
    parser.add_argument("--tokens", type=int, default=4096, help="tokens in a batch")
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--lr", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    corpus = Corpus(args.text)
    kept = args.out / "tokenizer.json"
    if args.start_from:
        shape, weights, tokenizer = start.load(args.start_from)
        tokenizer.save(str(kept))
    else:
        tokenizer = load_or_make(kept, corpus)
        shape = Shape(
            vocab=tokenizer.get_vocab_size(),
            width=args.width,
            layers=args.layers,
            inner=args.width * 11 // 4,
        )
    model = Tagger(shape)
    if args.start_from:
        model.load_state_dict(weights)
    if args.compile:
        for block in model.blocks:
            block.compile(dynamic=True)
    print(
        f"{sum(p.numel() for p in model.parameters()):,} parameters; "
        f"{len(corpus.sentences)} sentences, {len(corpus.aligned)} pairs",
        flush=True,
    )
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "embed" not in n]
    others = [p for n, p in model.named_parameters() if p.ndim != 2 or "embed" in n]
    muon = Muon(matrices, lr=args.lr)
    adam = torch.optim.AdamW(
        others, lr=args.lr * 0.15, betas=(0.9, 0.97), weight_decay=0.0, fused=True
    )
    base = [(muon, args.lr), (adam, args.lr * 0.15)]
    step, spent = 0, 0.0
    checkpoint = args.out / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(saved["model"])
        muon.load_state_dict(saved["muon"])
        adam.load_state_dict(saved["adam"])
        step, spent = saved["step"], saved["spent"]
        print(f"going on at step {step}, {spent / 60:.1f} min", flush=True)
    rng = random.Random(args.seed * 1_000_003 + step)
    generator = torch.Generator().manual_seed(args.seed + step)
    source = batches(Maker(corpus, args.hard), Codec(tokenizer), rng, args.tokens)
    log = (args.out / "curve.jsonl").open("a")
    last = time.monotonic()
    seen, sums, saved_at = 0, [0.0, 0.0, 0, 0.0], spent
    made_s = 0.0
    while spent < args.minutes * 60:
        done = spent / (args.minutes * 60)
        for optimiser, lr in base:
            for group in optimiser.param_groups:
                group["lr"] = lr * rate(done, args.fall)
        began = time.monotonic()
        ids, places, rows = next(source)
        made_s += time.monotonic() - began
        with torch.autocast("cpu", torch.bfloat16):
            hidden = model(ids)
            early = 2 if args.start_from else 0 if step < 150 else 1 if done < 0.35 else 2
            share, weight = ((0.5, 1.0), (0.2, 0.3), (0.05, 0.1))[early]
            text = text_loss(model, hidden, ids, share, generator)
        tags, goes = tag_loss(model, hidden, places, rows)
        (tags + args.goes * goes + weight * text).backward()
        torch.nn.utils.clip_grad_norm_(others, 1.0)
        muon.step()
        adam.step()
        muon.zero_grad()
        adam.zero_grad()
        step += 1
        seen += ids.numel()
        sums = [sums[0] + tags.item(), sums[1] + text.item(), sums[2] + 1, sums[3] + goes.item()]
        now = time.monotonic()
        spent, last = spent + min(now - last, 60), now  # a machine asleep trains nothing
        if step % 50 == 0:
            row = {
                "step": step,
                "min": round(spent / 60, 2),
                "tag": round(sums[0] / sums[2], 4),
                "goes": round(sums[3] / sums[2], 4),
                "text": round(sums[1] / sums[2], 3),
                "tokens": seen,
                "data_s": round(made_s, 1),
            }
            print(json.dumps(row), flush=True)
            log.write(json.dumps(row) + "\n")
            log.flush()
            sums = [0.0, 0.0, 0, 0.0]
        if spent - saved_at > 180 or spent >= args.minutes * 60:
            saved_at = spent
            part = checkpoint.with_suffix(".part")
            torch.save(
                {
                    "model": model.state_dict(),
                    "muon": muon.state_dict(),
                    "adam": adam.state_dict(),
                    "step": step,
                    "spent": spent,
                    "shape": shape.dict(),
                },
                part,
            )
            part.replace(checkpoint)


if __name__ == "__main__":
    main()
