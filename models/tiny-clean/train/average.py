"""Writes the mean of the weights of several runs as a run: python average.py --runs A B --out MEAN

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
    args = parser.parse_args()
    saved = [torch.load(run / "checkpoint.pt", weights_only=False) for run in args.runs]
    mean = {
        name: torch.stack([one["model"][name].float() for one in saved]).mean(0)
        for name in saved[0]["model"]
    }
    args.out.mkdir(parents=True, exist_ok=True)
    shutil.copy(args.runs[0] / "tokenizer.json", args.out)
    step = max(one["step"] for one in saved)
    kept = {"model": mean, "shape": saved[0]["shape"], "step": step}
    torch.save(kept, args.out / "checkpoint.pt")


if __name__ == "__main__":
    main()
