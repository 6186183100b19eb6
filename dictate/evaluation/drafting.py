"""Measures what drafting from the text is worth: the same words in less time, or not.

Two models write the cases of a suite, each once token by token and once with drafts:

- the shipped tagger, which was trained to copy what it has read. It reads the right text and copies
  it, while the drafts come from the raw one: so it writes what a good cleaner would, by its own
  scores. Both ways must write the same tokens.
- a model of a true shape with random weights, whose answers are given: what it costs is true.

The raw text is what the rules leave of the case's, as it is in the program. Time is the work of
this process, not that of the clock on the wall: other programs do not count.

    python -m dictate.evaluation.drafting SUITE.jsonl [MODEL.gguf [EVERY]]
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dictate.core.cleaning import CleanRequest
from dictate.core.dictation import PhraseText, Transcript
from dictate.engines.copying import Copyist, source_of
from dictate.engines.llama import GgufModel
from dictate.engines.loaded import Free
from dictate.engines.odds import Costs, Odds
from dictate.engines.reader import Reader, Scores
from dictate.engines.writer import Writer, batch_times
from dictate.engines.writing import Greedy, Pick, Writing, read, work_s
from dictate.errors import ModelError
from dictate.evaluation.text_suite import Case, read_suite
from dictate.models.shipped import shipped_cleaner
from dictate.settings.schema import TextSettings
from dictate.text.rules import RulesCleaner

MOST_TOKENS = 400
ALL = "all"
MARKED = "punctuated"
UNMARKED = "unpunctuated"


@dataclass(frozen=True, slots=True)
class Task:
    """One text as a model is asked for it.

    Attributes:
        prompt: What it has read when it begins to write.
        source: The raw text, from which drafts are taken.
        pick: Chooses tokens; ends the answer.
    """

    prompt: Sequence[int]
    source: Sequence[int]
    pick: Pick


@dataclass(frozen=True, slots=True)
class Measured:
    """One case, written both ways.

    Attributes:
        case: It.
        same: Whether both wrote the same tokens.
        plain_s: Seconds of work, token by token; the prompt is not counted.
        drafting_s: The same with drafts.
        tokens: How many were written.
        batches: In how many batches, with drafts.
    """

    case: Case
    same: bool
    plain_s: float
    drafting_s: float
    tokens: int
    batches: int


def measure(reader: Reader, odds: Odds, tasks: Iterable[tuple[Case, Task]]) -> Iterator[Measured]:
    """Write each both ways, by turns first the one and the other.

    Args:
        reader: The model; what it remembers now is the beginning of every prompt.
        odds: Of the drafts.
        tasks: The cases.
    """
    known = reader.length
    for number, (case, task) in enumerate(tasks):
        took: dict[bool, tuple[float, tuple[int, ...], int]] = {}
        for drafts in ((False, True), (True, False))[number % 2]:
            reader.forget(known)
            read(reader, task.prompt[known:-1], Free())
            spell = reader.model.spelling
            source = source_of(task.source, list(map(spell, task.source)))
            copyist = Copyist(source, spell, odds) if drafts else None
            writing = Writing(reader, task.pick, Free())
            began_s = work_s()
            written = writing.write(task.prompt[-1:], copyist, MOST_TOKENS)
            took[drafts] = (work_s() - began_s, written.tokens, written.batches)
        (plain_s, plain, _), (drafting_s, drafted, batches) = took[False], took[True]
        yield Measured(case, plain == drafted, plain_s, drafting_s, len(plain) + 1, batches)


def trained(cases: Iterable[Case]) -> Iterator[Measured]:
    """The shipped tagger as a writer that knows the right text.

    Raises:
        ModelError: It is not there.
    """
    files = shipped_cleaner()
    if files is None:
        raise ModelError("The shipped tagger is not there.")
    model = GgufModel(next(files.folder.glob("*.gguf")))
    reader = Reader(model, 1024, 64, 1, 32)
    raw, echo, end = (model.special(name) for name in ("<raw>", "<echo>", "<end>"))
    assert raw is not None
    assert echo is not None
    assert end is not None
    stop: int = end

    def tasks() -> Iterator[tuple[Case, Task]]:
        for case in cases:
            right = model.tokens(f" {case.accept[0]}")
            source = model.tokens(f" {by_rules(case)}")
            length = len(right)

            def pick(scores: Scores, place: int, length: int = length) -> int:
                return int(scores.argmax()) if place < length else stop

            yield case, Task([raw, *right, echo], source, pick)

    odds = Odds(Costs(batch_times(reader, [raw] * 8)))
    reader.clear()
    yield from measure(reader, odds, tasks())
    reader.close()
    model.close()


def shaped(path: Path, cases: Iterable[Case], threads: int = 1) -> Iterator[Measured]:
    """A writer of random weights, whose answers are given.

    Raises:
        ModelError: It cannot be loaded.
    """
    writer = Writer(path, threads)
    greedy, end = Greedy(writer.reader), min(writer.model.ends)

    def tasks() -> Iterator[tuple[Case, Task]]:
        for case in cases:
            right = writer.model.tokens(case.accept[0])

            def pick(scores: Scores, place: int, right: Sequence[int] = right) -> int:
                greedy(scores, place)
                return right[place] if place < len(right) else end

            asked = by_rules(case)
            yield (
                case,
                Task(writer.prompt_of(CleanRequest(asked)), writer.model.tokens(asked), pick),
            )

    yield from measure(writer.reader, writer.odds, tasks())
    writer.close()


def by_rules(case: Case) -> str:
    """What a writer is asked to clean."""
    phrase = PhraseText(case.id, 0, case.raw, 0.0, 1.0, 0.0, (), case.language)
    return RulesCleaner().clean(Transcript(case.id, (phrase,)), TextSettings()).text


def groups(measured: Iterable[Measured]) -> dict[str, list[Measured]]:
    """By tag, and all, and whether the raw text has marks."""
    found: dict[str, list[Measured]] = defaultdict(list)
    for one in measured:
        marked = MARKED if one.case.raw.strip()[-1:] in ".?!" else UNMARKED
        for tag in (ALL, marked, *one.case.tags):
            found[tag].append(one)
    return found


def table(measured: Sequence[Measured]) -> str:
    """One line for each group."""
    lines = [f"{'':16}cases  same   plain  drafting  times as fast  tokens a batch"]
    for tag, ones in sorted(groups(measured).items(), key=lambda it: -len(it[1])):
        plain_s, drafting_s = (sum(getattr(o, n) for o in ones) for n in ("plain_s", "drafting_s"))
        same = sum(one.same for one in ones)
        tokens = sum(one.tokens for one in ones) / sum(one.batches for one in ones)
        lines.append(
            f"{tag:16}{len(ones):5} {same:5} {plain_s:6.1f}s {drafting_s:8.1f}s "
            f"{plain_s / drafting_s:13.2f} {tokens:15.2f}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Print one table for each of the models."""
    suite, *rest = arguments
    cases = [case for case in read_suite(Path(suite)) if case.accept[0].strip()]
    every = int(rest[1]) if len(rest) > 1 else 1
    ways: list[tuple[str, Callable[[], Iterator[Measured]]]] = [("trained", lambda: trained(cases))]
    if rest:
        ways.append((rest[0], lambda: shaped(Path(rest[0]), cases[::every])))
    for name, way in ways:
        sys.stdout.write(f"{name}\n{table(list(way()))}\n\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
