"""`dictate models …`: what is installed, what suits this machine, fetch, check, remove."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from dictate.cli.terminal import Exit, MistakeError, complain, say, say_json

if TYPE_CHECKING:
    from dictate.models.catalogue import Entry
    from dictate.models.find import InstalledModel
    from dictate.models.recommend import Recommendation
    from dictate.settings.schema import Settings

EXAMPLES = """\
examples:
  dictate models recommend          measure this machine for two seconds; the answer has reasons
  dictate models pull               fetch that one
  dictate models pull base.en       fetch this one; the same command goes on after a cut or Ctrl+C
  dictate models pull owner/name    any other model for faster-whisper, or owner/name/file.gguf
  dictate models list
  dictate models verify             compare every byte with what the hub published

Where a company has a hub of its own, HF_ENDPOINT names it; HTTPS_PROXY, SSL_CERT_FILE, HF_TOKEN and
HF_HUB_OFFLINE count too.

exit codes: 0 done, 1 failed or damaged, 2 no such model, 130 paused by Ctrl+C"""

Report = Callable[[str, int, int], None]
"""Told what is being done, and how many bytes of how many."""


def add_parser(subparsers: Any) -> None:
    """Add `models` with its commands."""
    parser = subparsers.add_parser(
        "models",
        help="list, recommend, fetch, verify, remove models",
        description="Models for recognising and for cleaning. Fetching one is the only time that "
        "Dictate uses a network.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="what", metavar="COMMAND", required=True)

    def add(name: str, about: str, model: str | None = None) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, help=about, description=f"{about[0].upper()}{about[1:]}."
        )
        if model is not None:
            made.add_argument("model", nargs=model, help="as `dictate models list` shows it")
        return made

    for made in (
        add("list", "list the models that are installed and those that can be"),
        add("recommend", "measure this machine and recommend a model"),
    ):
        made.add_argument("--json", action="store_true", help="the answer for a program")
    add("pull", "fetch models, or go on fetching them (default: what suits this machine)", "*")
    add("verify", "compare every byte with what the hub published (default: all models)", "*")
    add("remove", "delete a model that Dictate has fetched", "+")
    add("path", "print where a model is (default: where models are fetched to)", "?")


def run(args: argparse.Namespace) -> int:
    """Do what the parsed arguments say."""
    from dictate.settings.paths import settings_file
    from dictate.settings.store import load

    settings = load(settings_file()).settings
    match args.what:
        case "list":
            return _list(settings, as_json=args.json)
        case "recommend":
            return _recommend(settings, as_json=args.json)
        case "pull":
            names = args.model or [_recommended(settings).entry.name]
            return max(_pull(name, settings) for name in names)
        case "verify":
            return _verify(args.model, settings)
        case "remove":
            return _remove(args.model, settings)
        case _:
            return _path(args.model, settings)


def _list(settings: Settings, *, as_json: bool) -> int:
    from dictate.models.catalogue import catalogue
    from dictate.models.find import installed

    used = _all_used(settings)
    here = installed(settings)
    known = {model.name for model in here}
    others = [entry for entry in catalogue() if entry.name not in known]
    if as_json:
        say_json([_facts(model, used) for model in here] + [_offer(entry) for entry in others])
        return Exit.OK
    say("Installed (* is used):" if here else "No model is installed.")
    for model in here:
        mark = "*" if str(model.folder) in used else " "
        languages = _languages(english_only=model.english_only)
        line = f"{mark} {model.name:18} {_mb(model.size_bytes):>8}  {languages:13}  {_where(model)}"
        say(line + (f"\n    cannot be used: {model.problem}" if model.problem else ""))
    for kind, title in (("recogniser", "To recognise"), ("cleaner", "To clean text")):
        say(f"\n{title}, with `dictate models pull NAME`:")
        for entry in others:
            if entry.kind == kind:
                size = ("" if entry.exact else "~") + _mb(entry.size_bytes)
                languages = _languages(english_only=entry.english_only)
                facts = f"{size:>8}  {languages:13}  {entry.licence:10}"
                say(f"  {entry.name:18} {facts}  {entry.suits}")
    return Exit.OK


def _recommended(settings: Settings) -> Recommendation:
    from dictate.models.probing import card_works
    from dictate.models.recommend import measure, recommend
    from dictate.workers.cores import threads_for

    machine = measure(threads_for(settings.recogniser.threads), card_works=card_works())
    return recommend(machine, settings.recogniser.language)


def _recommend(settings: Settings, *, as_json: bool) -> int:
    from dictate.models.find import installed

    answer = _recommended(settings)
    if as_json:
        estimates = [
            {"name": one.entry.name, "wait_s": round(one.wait_s, 2), "fits": one.fits}
            for one in answer.estimates
        ]
        reasons = list(answer.reasons)
        say_json({"name": answer.entry.name, "reasons": reasons, "estimates": estimates})
        return Exit.OK
    say(f"{answer.entry.name} suits this machine.")
    for reason in answer.reasons:
        say(f"  {reason}")
    there = any(one.name == answer.entry.name and not one.problem for one in installed(settings))
    say("It is installed." if there else f"Fetch it: dictate models pull {answer.entry.name}")
    return Exit.OK


def _pull(name: str, settings: Settings) -> int:
    from dictate.models.fetch import Fetch, FetchPaused
    from dictate.models.hub import ask

    plan = ask(name)
    say(f"{plan.name}: {_mb(plan.size_bytes)} from {plan.repo}, licence {plan.licence}")
    with _bar() as report:
        fetch = Fetch(plan, lambda step: report(step.stage, step.done_bytes, step.total_bytes))
        try:
            folder = fetch.run()
        except KeyboardInterrupt:
            complain(FetchPaused("Paused.", hint=f"Go on: dictate models pull {plan.name}"))
            return Exit.INTERRUPTED
    say(f"{plan.name} is in {folder}")
    if not plan.files[0].name.endswith(".gguf") and _used(settings) != str(folder):
        say(f"To recognise with it: dictate config set recogniser.model {plan.name}")
    if plan.files[0].name.endswith(".gguf") and settings.text.cleaner != "writer":
        say("To clean with it: dictate config set text.cleaner writer")
    return Exit.OK


def _verify(names: list[str], settings: Settings) -> int:
    from dictate.errors import ModelError
    from dictate.models.find import installed
    from dictate.models.keep import verify

    models = [_named(name, settings) for name in names] if names else installed(settings)
    worst = Exit.OK
    for model in models:
        try:
            with _bar() as report:
                passed = verify(model, partial(report, "checking"))
        except ModelError as error:
            complain(error)
            worst = Exit.FAILED
            continue
        if passed.compared:
            say(f"{model.name}: every byte of {len(passed.compared)} files is as published")
        else:
            say(f"{model.name}: whole, as far as its structure tells; nothing was published of it")
    if not models:
        say("No model is installed.")
    return worst


def _remove(names: list[str], settings: Settings) -> int:
    from dictate.models.keep import remove

    for model in [_named(name, settings) for name in names]:
        freed = remove(model)
        say(f"{model.name} is removed; {_mb(freed)} are free again")
    return Exit.OK


def _path(name: str | None, settings: Settings) -> int:
    from dictate.settings.paths import models_dir

    say(str(_named(name, settings).folder if name else models_dir()))
    return Exit.OK


def _named(name: str, settings: Settings) -> InstalledModel:
    from dictate.models.find import installed_as

    model = installed_as(name, settings)
    if model is None:
        raise MistakeError(f"No model {name} is installed.", hint="See: dictate models list")
    return model


def _used(settings: Settings) -> str:
    """The folder of the model that is used to recognise; empty where there is none."""
    from dictate.errors import ModelError
    from dictate.models.find import choose

    try:
        return str(choose(settings).folder)
    except ModelError:
        return ""


def _all_used(settings: Settings) -> set[str]:
    """The folders of the models that are used to recognise and to clean."""
    from dictate.errors import ModelError
    from dictate.models.shipped import shipped_cleaner
    from dictate.models.writers import choose_writer

    used = {_used(settings)} - {""}
    tagger = shipped_cleaner()
    if tagger is not None and settings.text.cleaner != "rules":
        used.add(str(tagger.folder))
    if settings.text.cleaner == "writer":
        with suppress(ModelError):
            used.add(str(choose_writer(settings).folder))
    return used


def _facts(model: InstalledModel, used: Collection[str]) -> dict[str, Any]:
    return {
        "name": model.name,
        "kind": model.kind.value,
        "installed": True,
        "used": str(model.folder) in used,
        "bytes": model.size_bytes,
        "english_only": model.english_only,
        "place": model.place.name.lower(),
        "folder": str(model.folder),
        "problem": model.problem,
    }


def _offer(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "kind": entry.kind.value,
        "installed": False,
        "bytes": entry.size_bytes,
        "english_only": entry.english_only,
        "licence": entry.licence,
        "repo": entry.repo,
        "suits": entry.suits,
    }


def _where(model: InstalledModel) -> str:
    from dictate.models.probing import where

    return where(model)


def _languages(*, english_only: bool) -> str:
    return "English" if english_only else "99 languages"


def _mb(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.0f} MB" if size_bytes < 1e9 else f"{size_bytes / 1e9:.1f} GB"


@contextmanager
def _bar() -> Iterator[Report]:
    """A bar on standard error where that is a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    console = Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR")))
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(
            task, description=what, completed=done, total=total
        )
