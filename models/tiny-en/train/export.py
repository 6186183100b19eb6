"""Writes the trained tiny-en as a CTranslate2 model folder that faster-whisper loads.

python export.py --run DIR --out ../ [--quantization int8]
"""

import argparse
import json
import shutil
import struct
from pathlib import Path

import ctranslate2
import numpy as np
import torch
from ctranslate2.specs import WhisperSpec
from tokenizers import Tokenizer
from tokens import NAMED

PREPROCESSOR = {
    "chunk_length": 30,
    "feature_extractor_type": "WhisperFeatureExtractor",
    "feature_size": 80,
    "hop_length": 160,
    "n_fft": 400,
    "n_samples": 480000,
    "nb_max_frames": 3000,
    "padding_side": "right",
    "padding_value": 0.0,
    "processor_class": "WhisperProcessor",
    "return_attention_mask": False,
    "sampling_rate": 16000,
}


def weights_of(folder):
    """The weights of an exported model under their names in training: to train it further."""
    data = (folder / "model.bin").read_bytes()
    at = 0

    def take(kinds):
        nonlocal at
        values = struct.unpack_from("<" + kinds, data, at)
        at += struct.calcsize("<" + kinds)
        return values[0]

    def text():
        nonlocal at
        size = take("H")
        at += size
        return data[at - size : at - 1].decode()

    take("I"), text(), take("I")
    found = {}
    for _ in range(take("I")):
        name = text()
        shape = [take("I") for _ in range(take("B"))]
        kind = np.dtype(("f4", "i1", "i2", "i4", "f2")[take("B")])
        size = take("I")
        found[name] = np.frombuffer(data, kind, size // kind.itemsize, at).reshape(shape)
        at += size
    out = {}

    def put(source, target):
        w = found[source].astype(np.float32)
        if source + "_scale" in found:
            w = w / found[source + "_scale"].reshape(-1, *[1] * (w.ndim - 1))
        out[target] = torch.from_numpy(w.copy())

    def both(source, target, names=("weight", "bias")):
        put(f"{source}/{names[0]}", target + ".weight")
        put(f"{source}/{names[1]}", target + ".bias")

    norm = ("gamma", "beta")
    both("encoder/conv1", "conv1")
    both("encoder/conv2", "conv2")
    both("encoder/layer_norm", "heard_norm", norm)
    both("decoder/layer_norm", "norm", norm)
    put("decoder/embeddings/weight", "embed.weight")
    put("decoder/position_encodings/encodings", "order")
    for side, stack, last in (("encoder", "hear", 1), ("decoder", "write", 2)):
        for i in range(sum(n.endswith("self_attention/linear_0/weight") for n in found)):
            layer, target = f"{side}/layer_{i}", f"{stack}.{i}"
            if f"{layer}/self_attention/linear_0/weight" not in found:
                continue
            both(f"{layer}/self_attention/layer_norm", f"{target}.0.norm", norm)
            both(f"{layer}/self_attention/linear_0", f"{target}.0.qkv")
            both(f"{layer}/self_attention/linear_1", f"{target}.0.out")
            if side == "decoder":
                both(f"{layer}/attention/layer_norm", f"{target}.1.norm", norm)
                for k, name in enumerate(("q", "kv", "out")):
                    both(f"{layer}/attention/linear_{k}", f"{target}.1.{name}")
            both(f"{layer}/ffn/layer_norm", f"{target}.{last}.norm", norm)
            both(f"{layer}/ffn/linear_0", f"{target}.{last}.up")
            both(f"{layer}/ffn/linear_1", f"{target}.{last}.down")
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--quantization", default="int8")
    args = parser.parse_args()
    saved = torch.load(args.run / "checkpoint.pt", weights_only=False)
    shape, weights = saved["shape"], {k: v.float().numpy() for k, v in saved["model"].items()}
    tokenizer = Tokenizer.from_file(str(args.run / "tokenizer.json"))
    vocabulary = [tokenizer.id_to_token(i) for i in range(tokenizer.get_vocab_size())]
    spec = WhisperSpec(shape["hear"], shape["heads"], shape["write"], shape["heads"])

    def linear(target, name):
        target.weight, target.bias = weights[name + ".weight"], weights[name + ".bias"]

    def norm(target, name):
        target.gamma, target.beta = weights[name + ".weight"], weights[name + ".bias"]

    def attend(target, name):
        norm(target.layer_norm, name + ".norm")
        linear(target.linear[0], name + ".qkv")
        linear(target.linear[1], name + ".out")

    def feed(target, name):
        norm(target.layer_norm, name + ".norm")
        linear(target.linear_0, name + ".up")
        linear(target.linear_1, name + ".down")

    hear, write = spec.encoder, spec.decoder
    linear(hear.conv1, "conv1")
    linear(hear.conv2, "conv2")
    turn = np.exp(-np.arange(shape["width"] // 2) * (np.log(10_000.0) / (shape["width"] // 2 - 1)))
    angle = np.arange(shape["positions"])[:, None] * turn[None]
    hear.position_encodings.encodings = np.concatenate((np.sin(angle), np.cos(angle)), 1).astype(
        np.float32
    )
    norm(hear.layer_norm, "heard_norm")
    for i, layer in enumerate(hear.layer):
        attend(layer.self_attention, f"hear.{i}.0")
        feed(layer.ffn, f"hear.{i}.1")
    write.embeddings.weight = weights["embed.weight"]
    write.projection.weight = weights["embed.weight"]
    write.position_encodings.encodings = weights["order"]
    norm(write.layer_norm, "norm")
    for i, layer in enumerate(write.layer):
        attend(layer.self_attention, f"write.{i}.0")
        norm(layer.attention.layer_norm, f"write.{i}.1.norm")
        for target, name in zip(layer.attention.linear, ("q", "kv", "out"), strict=True):
            linear(target, f"write.{i}.1.{name}")
        feed(layer.ffn, f"write.{i}.2")

    spec.register_vocabulary(vocabulary)
    ids = {name: vocabulary.index(name) for name in NAMED}
    # End of text may come first: it is how silence is written. The lone space may not.
    spec.config.suppress_ids = sorted(i for name, i in ids.items() if name != "<|endoftext|>")
    spec.config.suppress_ids_begin = [vocabulary.index("Ġ")]
    spec.config.lang_ids = [ids["<|en|>"]]
    spec.config.alignment_heads = [
        [layer, head] for layer in range(1, shape["write"]) for head in (0, 1)
    ]
    spec.validate()
    spec.optimize(quantization=args.quantization)
    args.out.mkdir(parents=True, exist_ok=True)
    spec.save(str(args.out))
    shutil.copy(args.run / "tokenizer.json", args.out / "tokenizer.json")
    (args.out / "preprocessor_config.json").write_text(json.dumps(PREPROCESSOR, indent=1) + "\n")
    ctranslate2.models.Whisper(str(args.out))  # it loads
    total = sum(f.stat().st_size for f in args.out.iterdir() if f.is_file())
    print(args.out, f"{total / 1e6:.2f} MB with tokenizer, step {saved['step']}")


if __name__ == "__main__":
    main()
