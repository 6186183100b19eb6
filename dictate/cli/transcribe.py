"""`dictate transcribe FILE…`: write down audio and video files.

The answer goes to standard output, or to files; progress goes to standard error, on a terminal
only. What is done is kept: Ctrl+C, a damaged end or a full disk leaves what was written until then.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from dictate.cli.terminal import Exit, MistakeError, complain
from dictate.errors import DictateError, MediaError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dictate.core.recognition import ModelFiles
    from dictate.core.segments import FileTask, Segment
    from dictate.engines.whisper_files import FileTranscriber

FORMATS = ("txt", "srt", "vtt", "json", "tsv")

_ENDINGS = """
aac aif aiff amr avi flac m4a m4b m4v mka mkv mov mp3 mp4 mpg oga ogg opus wav webm wma wmv 3gp
"""
MEDIA = frozenset(f".{ending}" for ending in _ENDINGS.split())
"""What is taken from a folder; a file that is named is tried whatever its ending."""

PIECE_S = 600.0
"""Longer files are read in pieces of this length, so that memory does not grow with the file."""

SEARCH_S = 30.0
"""A piece is cut at the quietest moment of this much of its end."""

EXAMPLES = """\
examples:
  dictate transcribe talk.mp3                      the words, on the terminal
  dictate transcribe --format srt film.mkv         subtitles
  dictate transcribe -f vtt --output subs/ *.mp4   one file for each, in a folder
  ffmpeg -i rtsp://… -f wav - | dictate transcribe -

exit codes: 0 done, 1 failed, 2 a file that cannot be transcribed or a wrong option, 130 Ctrl+C"""


def add_parser(subparsers: Any) -> None:
    """Add `transcribe`."""
    parser = subparsers.add_parser(
        "transcribe",
        help="write down audio and video files",
        description="Write down audio and video files, on this machine.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("files", nargs="+", metavar="FILE", help="a file, a folder, or - for standard input")
    add("-f", "--format", choices=FORMATS, default="txt", help="what to write (default: txt)")
    add("-o", "--output", metavar="PATH", help="a file, or a folder for several")
    add("-l", "--language", metavar="CODE", help="language spoken, or auto (default: settings)")
    add("--translate", action="store_true", help="write English, whatever is spoken")
    add("--word-timestamps", action="store_true", help="the time of each word (json)")
    add("-m", "--model", metavar="NAME", help="model or its folder (default: settings)")
    add("--beam-size", type=int, default=5, metavar="N", help="readings followed (default: 5)")


def run(args: argparse.Namespace) -> int:
    """Transcribe every file; one that fails does not keep the next from being tried."""
    sources = list(_sources(args.files))
    _check_outputs(args, sources)
    job = _Job(args)
    worst = Exit.OK
    for source in sources:
        try:
            job.transcribe(source)
        except MediaError as error:
            complain(error)
            worst = Exit.MISTAKE
        except KeyboardInterrupt:
            sys.stderr.write("\ndictate: stopped; what was done until now is kept\n")
            return Exit.INTERRUPTED
    return worst


@dataclass(frozen=True, slots=True)
class _Source:
    """A file to transcribe; `path` is None for standard input."""

    path: Path | None

    @property
    def name(self) -> str:
        return self.path.name if self.path else "standard input"

    @property
    def stem(self) -> str:
        return self.path.stem if self.path else "stdin"


def _sources(names: Iterable[str]) -> Iterator[_Source]:
    for name in names:
        path = Path(name)
        if name == "-":
            yield _Source(None)
        elif path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in MEDIA and p.is_file())
            if not inside:
                raise MistakeError(f"There is no audio or video in the folder {path}.")
            yield from (_Source(each) for each in inside)
        else:
            yield _Source(path)


def _check_outputs(args: argparse.Namespace, sources: list[_Source]) -> None:
    if args.beam_size < 1:
        raise MistakeError("--beam-size takes a number from 1 on.")
    if len(sources) > 1 and args.output and not _is_folder(args.output):
        raise MistakeError(
            f"{args.output} is one file, and there are {len(sources)} to write.",
            hint="Name a folder: --output folder/",
        )
    inputs = {source.path.resolve() for source in sources if source.path}
    targets = [_target(args, source) for source in sources]
    for target in targets:
        if target is not None and (target.resolve() in inputs or targets.count(target) > 1):
            raise MistakeError(
                f"{target} would be written over.", hint="Choose another --output or --format."
            )


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def _target(args: argparse.Namespace, source: _Source) -> Path | None:
    if not args.output:
        return None
    if _is_folder(args.output):
        return Path(args.output) / f"{source.stem}.{args.format}"
    return Path(args.output)


class _Job:
    """The model, loaded with the first file that is sound at all, and what was asked for."""

    def __init__(self, args: argparse.Namespace) -> None:
        self._args = args
        self._engine: FileTranscriber | None = None
        self._model: ModelFiles | None = None
        self._settings = _settings(args)

    def transcribe(self, source: _Source) -> None:
        """Transcribe one file.

        Raises:
            MediaError: It is no file that can be transcribed.
            DictateError: There is no usable model.
        """
        from dictate.audio.media import blocks, length_s, pieces
        from dictate.core.dictation import RATE_HZ

        length = length_s(source.path) if source.path else 0.0
        feed = source.path or sys.stdin.buffer
        sound = pieces(blocks(feed, source.name), longest_s=PIECE_S, search_s=SEARCH_S)
        first = next(sound)  # before the model: a file without sound is told at once
        engine = self._loaded()
        task = self._task(batched=len(first) >= (PIECE_S - SEARCH_S) * RATE_HZ)

        def segments(report: Callable[[float], None]) -> Iterator[Segment]:
            start_s = 0.0
            for piece in itertools.chain([first], sound):
                for segment in engine.segments(piece, task, start_s):
                    report(segment.end_s)
                    yield segment
                start_s += len(piece) / RATE_HZ
                report(start_s)

        with ExitStack() as stack:
            report = stack.enter_context(_progress(source.name, length))
            out = stack.enter_context(_output(_target(self._args, source)))
            for text in self._written(segments(report), source, length):
                out.write(text)
                out.flush()

    def _written(
        self, segments: Iterator[Segment], source: _Source, length_s: float
    ) -> Iterator[str]:
        from dictate.text import subtitles

        if self._args.format != "json":
            return subtitles.FORMATS[self._args.format](segments)
        about: Mapping[str, Any] = {
            "file": source.name,
            "model": self._model.name if self._model else "",
            "language": self._settings.recogniser.language,
            "duration_s": round(length_s, 3),
        }
        return subtitles.json_text(segments, about)

    def _task(self, *, batched: bool) -> FileTask:
        from dictate.core.segments import FileTask
        from dictate.text.subtitles import WITH_WORD_TIMES

        return FileTask(
            language=self._settings.recogniser.language,
            translate=self._args.translate,
            beam_size=self._args.beam_size,
            words=self._args.word_timestamps or self._args.format in WITH_WORD_TIMES,
            batched=batched,
        )

    def _loaded(self) -> FileTranscriber:
        if self._engine is None:
            from dictate.core.recognition import EngineSetup
            from dictate.engines.whisper_files import FileTranscriber
            from dictate.models.find import choose
            from dictate.settings.paths import device_file
            from dictate.workers.cores import threads_for

            model = choose(self._settings)
            if model.note:
                sys.stderr.write(f"dictate: {model.note}\n")
            setup = EngineSetup(
                name=model.name,
                folder=str(model.folder.absolute()),
                device=self._settings.recogniser.device,
                threads=threads_for(self._settings.recogniser.threads),
                device_file=str(device_file()),
            )
            engine = FileTranscriber()
            engine.load(setup)
            self._engine, self._model = engine, model
        return self._engine


def _settings(args: argparse.Namespace) -> Any:
    from dataclasses import replace

    from dictate.settings.paths import settings_file
    from dictate.settings.store import load

    settings = load(settings_file()).settings
    recogniser = settings.recogniser
    if args.model:
        recogniser = replace(recogniser, model=args.model)
    if args.language:
        recogniser = replace(recogniser, language=args.language.lower())
    return replace(settings, recogniser=recogniser)


@contextmanager
def _output(target: Path | None) -> Iterator[TextIO]:
    """Where to write. A file gets its name at the end, with what there is of it by then."""
    if target is None:
        yield sys.stdout
        return
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        file = part.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise DictateError(
            f"{target} cannot be written: {error.strerror}.", hint="Choose another --output."
        ) from error
    try:
        with file:
            yield file
    except OSError as error:
        raise DictateError(
            f"{target} could not be written to its end: {error.strerror}.",
            hint="Make room; what was written is kept.",
        ) from error
    finally:
        if part.stat().st_size:
            part.replace(target)
        else:
            part.unlink()


@contextmanager
def _progress(name: str, length_s: float) -> Iterator[Callable[[float], None]]:
    """A bar on standard error where that is a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _done_s: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR")))
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f} s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=length_s or None)
        yield lambda done_s: bar.update(task, completed=done_s)
