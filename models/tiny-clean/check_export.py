"""Proves that llama.cpp reads the exported tagger as torch trained it.

    python models/tiny-clean/check_export.py --text DIR --run DIR [--model FILE]

Token ids must be equal on 10,000 strings, and what becomes of a word on 99.9 % of the words.
"""

import argparse
import random
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "train"), str(HERE.parents[1])]
import numpy as np  # noqa: E402
import torch  # noqa: E402
from disfluencies import Corpus, Maker  # noqa: E402
from examples import FIRST_TAG, TAG_NAMES, Codec, as_words  # noqa: E402
from model import Shape, Tagger  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402

from dictate.engines.tagger import DELETE_ABOVE, best_of_the_keeping, softmax  # noqa: E402
from dictate.engines.tagger import Tagger as Shipped  # noqa: E402
from dictate.engines.tags import TAGS, written  # noqa: E402

ODD = [
    *"abcXYZ019 .,;:!?'\"-_/\\@#$%&*()[]{}<>|~^`+=\t\n",
    *("é", "ß", "ñ", "ł", "я", "λ", "中", "日本", "🙂", "€", "—", "…", "don't", "I'll", "'s", "  "),
]


def strings(maker, rng, count):
    """Sentences as spoken, and as many odd ones, of letters and signs thrown together."""
    for k in range(count):
        if k % 2:
            yield "".join(rng.choice(ODD) for _ in range(rng.randint(1, 30)))
        else:
            yield " " + " ".join(t.raw for t in maker.make(rng)[1])


def verdict(word, shares):
    """What becomes of a word; several tags can mean the same."""
    return TAGS[0] if shares[0] > DELETE_ABOVE else best_of_the_keeping(word, shares)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=HERE / "tiny-clean.gguf")
    parser.add_argument("--sentences", type=int, default=1000)
    args = parser.parse_args()
    torch.set_num_threads(1)
    rng = random.Random(77)
    maker = Maker(Corpus(args.text, held_out=True))
    tokenizer = Tokenizer.from_file(str(args.run / "tokenizer.json"))
    shipped = Shipped(args.model)
    shipped.load()

    different = []
    for text in strings(maker, rng, 10_000):
        theirs = shipped.token_ids(text)
        if theirs != tuple(tokenizer.encode(text, add_special_tokens=False).ids):
            different.append(text)
    print(f"token ids differ in {len(different)} of 10,000 strings {different[:5]}")

    saved = torch.load(args.run / "checkpoint.pt", weights_only=False)
    model = Tagger(Shape(**saved["shape"]))
    model.load_state_dict(saved["model"])
    model.eval()
    codec = Codec(tokenizer)
    same = deletes = words_seen = 0
    furthest = 0.0
    for _ in range(args.sentences):
        words = as_words(maker.make(rng)[1])
        if not words:
            continue
        ids, places = codec.prompt(words)
        if len(ids) > 1000:
            continue
        with torch.no_grad():
            hidden = model(torch.tensor([ids]))[0, places]
            ours = (hidden @ model.embed.weight[FIRST_TAG : FIRST_TAG + len(TAG_NAMES)].T).numpy()
        theirs = shipped.scores([shipped.word_ids(w) for w in words])
        for word, one, two in zip(words, softmax(ours), softmax(theirs), strict=True):
            same += written(word, verdict(word, one)) == written(word, verdict(word, two))
        deletes += int(((ours.argmax(1) == 0) == (theirs.argmax(1) == 0)).sum())
        words_seen += len(words)
        furthest = max(furthest, float(np.abs(ours - theirs).max()))
    print(
        f"{words_seen} words: words written the same in {100 * same / words_seen:.3f} %, "
        f"keep or delete in {100 * deletes / words_seen:.3f} %, "
        f"logits differ by at most {furthest:.3f}"
    )


if __name__ == "__main__":
    main()
