"""Writes the mean of the weights of several runs as a run.

python average.py --runs A B --out MEAN [--weights 4 1]

Runs that went on from one another lie in one valley; their mean is mostly better than either.
"""

import argparse
import shutil
from pathlib import Path

import torch


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--weights", type=float, nargs="+", help="of the runs; alike by default")
    args = parser.parse_args()
    weights = args.weights or [1.0] * len(args.runs)
    saved = [torch.load(run / "checkpoint.pt", weights_only=False) for run in args.runs]
    mean = {
        name: sum(
            one["model"][name].float() * weight / sum(weights)
            for one, weight in zip(saved, weights, strict=True)
        )
        for name in saved[0]["model"]
    }
    args.out.mkdir(parents=True, exist_ok=True)
    shutil.copy(args.runs[0] / "tokenizer.json", args.out)
    step = max(one["step"] for one in saved)
    kept = {"model": mean, "shape": saved[0]["shape"], "step": step}
    torch.save(kept, args.out / "checkpoint.pt")


if __name__ == "__main__":
    main()
