"""The tagger's vocabulary: byte-level BPE with GPT-2's pre-tokenizer, specials and tags first."""

import random

import phrases
from examples import SPECIALS, TAG_NAMES
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

SIZE = 8192
# GPT-2's pattern; llama.cpp calls it "gpt-2".
PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"


def load_or_make(path, corpus):
    if path.exists():
        return Tokenizer.from_file(str(path))
    rng = random.Random(7)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=SIZE,
        special_tokens=[*SPECIALS, *TAG_NAMES],
        show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        limit_alphabet=256,
    )
    lines = []
    for line in [*corpus.sentences, *corpus.questions]:
        lines += [" " + line, " " + line.lower()]
    for table in (phrases.EVERYDAY, phrases.HARD):
        for template in table:
            for _ in range(8):
                line = corpus.fill(template, rng)
                lines += [" " + line, " " + line.lower()]
    for template in phrases.LITERAL:
        lines += [" " + corpus.fill(template, rng) for _ in range(4)]
    for table in (phrases.FILLERS, phrases.CUES, phrases.RESTARTS, phrases.SCRATCHES):
        for words, _ in table:
            lines += [" " + words, " " + words.capitalize()] * 20
    lines += [" " + line for line in phrases.FOREIGN]
    lines += [f" {n}" for n in range(1, 200)] * 4
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.save(str(path))
    return tokenizer
