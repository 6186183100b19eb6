"""Trains tiny-en. Seeded, resumable: start it again with the same --out and it goes on.

python synthesise.py --out DATA
python train.py --data DATA --out RUN [--minutes 75]
"""

import argparse
import json
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import torch
from export import weights_of
from model import Model, Shape
from sentences import SAID
from sound import Noises
from tokens import load_or_make
from torch.nn import functional as F
from windows import NUMBER_OF_PHONES, Clips, Maker, Writer

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from muon import Muon

WRITES_AT = 0.2  # before, only the hearing half is trained


def side_losses(model, halfway, heard, batch):
    """Which phone is said in each position, after half of the layers; which word, after all."""
    phones = F.cross_entropy(model.phones(halfway).float().flatten(0, 1), batch.phones.flatten())
    words = model.words(heard[:, ::2]).float().flatten(0, 1)
    return phones, F.cross_entropy(words, batch.words[:, ::2].flatten())


def writing_losses(model, heard, batch, zero):
    logits, looks = model.decode(batch.ids, heard, batch.bias)
    at = batch.want >= 0
    want = batch.want[at]
    log_q = logits[at].float().log_softmax(-1)
    word = F.nll_loss(log_q, want)
    loss = 0.95 * word - 0.05 * log_q.mean()
    is_time = want >= zero
    if is_time.any():  # a time two positions beside is nearly right
        near = 0
        for shift, weight in ((-2, 0.08), (-1, 0.18), (1, 0.18), (2, 0.08)):
            other = (want[is_time, None] + shift).clamp(zero, log_q.shape[1] - 1)
            near = near - weight * log_q[is_time].gather(1, other).sum()
        own = -log_q[is_time].gather(1, want[is_time, None]).sum()
        loss = loss + 0.95 * (near - 0.52 * own) / len(want)
    guided = 0.0
    frames = torch.arange(heard.shape[1])
    for layer, weights in enumerate(looks):
        span = batch.look
        if layer == 0:  # it knows only the token just read, and looks where that was said
            span = torch.cat((torch.full_like(span[:, :1], -1), span[:, :-1]), 1)
        use = span[..., 0] >= 0
        inside = (frames >= span[use][:, :1]) & (frames <= span[use][:, 1:])
        mass = (weights[:, :2].transpose(1, 2)[use] * inside[:, None]).sum(-1)
        guided = guided - mass.clamp_min(1e-5).log().mean()
    return loss, guided, word


def rate(done):
    return min(1.0, done / 0.02 + 0.02, max(0.02, (1 - done) / 0.6))


def next_batch(rng, maker, done):
    """Short windows at first; later also some of 10 s, and a few of the full 30 s."""
    hard = min(1.0, 0.3 + 2 * done)
    flip = 0.08 if done < 0.8 else 0.04
    roll = rng.random()
    if done > 0.7 and roll < 0.08:
        return maker.batch(rng, 2, 1500, 160, hard, flip)
    if done > 0.5 and roll < 0.2:
        return maker.batch(rng, 6, 512, 72, hard, flip)
    return maker.batch(rng, 16, 192, 32, hard, flip)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--minutes", type=float, default=75, help="length of the whole run, restarts included"
    )
    parser.add_argument("--lr", type=float, default=0.02)
    parser.add_argument("--start-from", type=Path, help="an exported model to train further")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    clips = Clips(args.data / "train.npz")
    if args.start_from and not (args.out / "tokenizer.json").exists():
        shutil.copy(args.start_from / "tokenizer.json", args.out)
    tokenizer = load_or_make(args.out / "tokenizer.json")
    writer = Writer(clips, tokenizer)
    maker = Maker(clips, writer, Noises(args.seed))
    shape = Shape(tokenizer.get_vocab_size(), NUMBER_OF_PHONES, 1 + len(SAID))
    # The model computes in bfloat16; the weights that are updated are kept in single precision.
    model = Model(shape)
    kept = {n: torch.nn.Parameter(p.detach().clone()) for n, p in model.named_parameters()}
    model.bfloat16()
    pairs = [(kept[n], p) for n, p in model.named_parameters()]
    print(f"{sum(map(torch.numel, kept.values())):,} parameters, {len(clips)} clips", flush=True)
    matrices = [
        p
        for n, p in kept.items()
        if p.ndim == 2 and not n.startswith(("embed", "order", "phones", "words"))
    ]
    ids = {id(p) for p in matrices}
    others = [p for p in kept.values() if id(p) not in ids]
    muon = Muon(matrices, lr=args.lr)
    adam = torch.optim.AdamW(
        others, lr=args.lr * 0.15, betas=(0.9, 0.98), weight_decay=0.0, fused=True
    )
    step, spent = 0, 0.0
    checkpoint = args.out / "checkpoint.pt"
    begin = 0.0
    if args.start_from:
        begin = 0.4  # as if so much of the time had passed
        for n, w in weights_of(args.start_from).items():
            kept[n].data.copy_(w)
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        for n, p in kept.items():
            p.data.copy_(saved["model"][n])
        muon.load_state_dict(saved["muon"])
        adam.load_state_dict(saved["adam"])
        step, spent = saved["step"], saved["spent"]
        print(f"going on at step {step}, {spent / 60:.1f} min", flush=True)
    for single, half in pairs:
        half.data.copy_(single.data)
    total = args.minutes * 60
    rng = np.random.default_rng(args.seed * 1_000_003 + step)
    log = (args.out / "curve.jsonl").open("a")
    last, saved_at, made_s, sums = time.monotonic(), spent, 0.0, np.zeros(5)
    cpu = time.process_time()
    while spent < total:
        done = begin + (1 - begin) * spent / total
        for optimiser, lr in ((muon, args.lr), (adam, args.lr * 0.15)):
            for group in optimiser.param_groups:
                group["lr"] = lr * rate(done) * min(1.0, (step + 1) / 20)
        began = time.process_time()
        batch = next_batch(rng, maker, done)
        made_s += time.process_time() - began
        halfway, heard = model.encode(batch.mel, batch.places, batch.bias)
        phones, words = side_losses(model, halfway, heard, batch)
        loss, guided, word = 1.0 * phones + (1.0 if done < 0.8 else 0.5) * words, 0.0, 0.0
        if done > WRITES_AT:
            wrote, guided, word = writing_losses(model, heard, batch, writer.zero)
            loss = loss + wrote + (0.3 if done < 0.5 else 0.1) * guided
        parts = [torch.as_tensor(x).detach() for x in (word, guided, phones, words)]
        loss.backward()
        for single, half in pairs:
            single.grad = None if half.grad is None else half.grad.float()
            half.grad = None
        torch.nn.utils.clip_grad_norm_(others, 1.0)
        muon.step()
        adam.step()
        for single, half in pairs:
            half.data.copy_(single.data)
        step += 1
        sums += [*(float(x) for x in parts), 1]
        now = time.monotonic()
        spent, last = spent + min(now - last, 60), now  # a machine asleep trains nothing
        if step % 25 == 0:
            mean = (sums[:4] / sums[4]).round(3).tolist()
            row = {"step": step, "min": round(spent / 60, 2)}
            row |= dict(zip(("token", "guide", "phone", "word"), mean, strict=True))
            row |= {"data_s": round(made_s, 1), "cpu_s": round(time.process_time() - cpu, 1)}
            print(json.dumps(row), flush=True)
            log.write(json.dumps(row) + "\n")
            log.flush()
            sums[:] = 0
        if spent - saved_at > 180 or spent >= total:
            saved_at = spent
            part = checkpoint.with_suffix(".part")
            torch.save(
                {
                    "model": {n: p.data for n, p in kept.items()},
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
