"""tiny-en's vocabulary: byte-level BPE of whole words, then specials in Whisper's order."""

import random

from sentences import WORDS, sentence
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

PIECES = 1150
PATTERN = " ?[A-Za-z']+| ?[0-9]+| ?[^\\sA-Za-z0-9']+|\\s+"
NAMED = [
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|en|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
]
TIMES = [f"<|{i * 0.02:.2f}|>" for i in range(1501)]


def load_or_make(path):
    if path.exists():
        return Tokenizer.from_file(str(path))
    rng = random.Random(11)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    lines = [f" {w}" for w in WORDS] * 60 + [f" {w[0].upper()}{w[1:]}" for w in WORDS] * 8
    lines += [" " + sentence(rng) for _ in range(6000)] + [" -", " '", " (", ' "'] * 200
    trainer = trainers.BpeTrainer(
        vocab_size=PIECES, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in NAMED])
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in TIMES])
    tokenizer.save(str(path))
    return tokenizer
