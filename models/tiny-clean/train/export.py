"""Writes the trained tagger as GGUF (architecture qwen3), as llama.cpp loads it.

python export.py --run DIR --out tiny-clean.gguf
"""

import argparse
import json
from pathlib import Path

import gguf
import numpy as np
import torch
from examples import END, FIRST_TAG, PAD, TAG_NAMES
from gguf.quants import quantize


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--half", default="", help="matrices with one of these words in the name are stored as f16"
    )
    args = parser.parse_args()
    half = args.half.split()
    saved = torch.load(args.run / "checkpoint.pt", weights_only=False)
    shape, weights = saved["shape"], saved["model"]
    tokenizer = json.loads((args.run / "tokenizer.json").read_text())
    vocab = sorted(tokenizer["model"]["vocab"], key=tokenizer["model"]["vocab"].get)
    merges = [m if isinstance(m, str) else " ".join(m) for m in tokenizer["model"]["merges"]]
    specials = FIRST_TAG + len(TAG_NAMES)
    assert len(vocab) == shape["vocab"]
    assert vocab[FIRST_TAG:specials] == TAG_NAMES

    w = gguf.GGUFWriter(str(args.out), "qwen3")
    w.add_name("tiny-clean")
    w.add_description(
        "Tags the words of spoken English: delete or keep, case, punctuation. Part of Dictate."
    )
    w.add_license("mit")
    w.add_block_count(shape["layers"])
    w.add_context_length(shape["context"])
    w.add_embedding_length(shape["width"])
    w.add_feed_forward_length(shape["inner"])
    w.add_head_count(shape["heads"])
    w.add_head_count_kv(shape["heads"])
    w.add_key_length(shape["head"])
    w.add_value_length(shape["head"])
    w.add_rope_freq_base(shape["rope_base"])
    w.add_layer_norm_rms_eps(shape["eps"])
    w.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    w.add_vocab_size(shape["vocab"])
    w.add_tokenizer_model("gpt2")
    w.add_tokenizer_pre("gpt-2")
    w.add_token_list(vocab)
    w.add_token_types(
        [
            gguf.TokenType.CONTROL if i < specials else gguf.TokenType.NORMAL
            for i in range(len(vocab))
        ]
    )
    w.add_token_merges(merges)
    w.add_bos_token_id(END)
    w.add_eos_token_id(END)
    w.add_pad_token_id(PAD)
    w.add_add_bos_token(False)
    w.add_add_eos_token(False)
    w.add_add_space_prefix(False)

    def matrix(name, tensor):
        # All in Q8_0 decides as torch does on more than 99.9 % of the words (check_export.py); a
        # run for which it does not can keep attention in half precision: --half attn.
        if any(part in name for part in half):
            w.add_tensor(name, tensor.float().numpy().astype(np.float16))
        else:
            data = quantize(tensor.float().numpy(), gguf.GGMLQuantizationType.Q8_0)
            w.add_tensor(name, data, raw_dtype=gguf.GGMLQuantizationType.Q8_0)

    def vector(name, tensor):
        w.add_tensor(name, tensor.float().numpy().astype(np.float32))

    matrix("token_embd.weight", weights["embed.weight"])
    vector("output_norm.weight", weights["norm.weight"])
    for i in range(shape["layers"]):
        ours, theirs = f"blocks.{i}.", f"blk.{i}."
        for norm in ("attn_norm", "ffn_norm"):
            vector(f"{theirs}{norm}.weight", weights[f"{ours}{norm}.weight"])
        vector(theirs + "attn_q_norm.weight", weights[ours + "q_norm.weight"])
        vector(theirs + "attn_k_norm.weight", weights[ours + "k_norm.weight"])
        for name, part in zip("qkv", weights[ours + "qkv.weight"].chunk(3), strict=True):
            matrix(f"{theirs}attn_{name}.weight", part)
        matrix(theirs + "attn_output.weight", weights[ours + "out.weight"])
        for name, part in zip(
            ("gate", "up"), weights[ours + "gate_up.weight"].chunk(2), strict=True
        ):
            matrix(f"{theirs}ffn_{name}.weight", part)
        matrix(theirs + "ffn_down.weight", weights[ours + "down.weight"])
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()
    print(args.out, f"{args.out.stat().st_size / 1e6:.1f} MB, step {saved['step']}")


if __name__ == "__main__":
    main()
