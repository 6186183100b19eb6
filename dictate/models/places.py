"""Where models may lie on this machine, in the order in which they are looked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from dictate.models.record import read_record
from dictate.settings.paths import models_dir, shipped


class Place(IntEnum):
    """Whose a model is; the first ones are preferred."""

    YOURS = 0
    """In the folder that the settings name."""
    FETCHED = 1
    """Fetched by `dictate models pull`."""
    CACHE = 2
    """In the hub's cache, where another program may have put it."""
    SHIPPED = 3
    """Comes with Dictate: a sample, the last resort."""


@dataclass(frozen=True, slots=True)
class Find:
    """A folder with weights in it.

    Attributes:
        place: Whose it is.
        name: What its place calls it: a name, or `owner/name` in the hub's cache.
        weights: The file of weights.
    """

    place: Place
    name: str
    weights: Path


def hub_cache() -> Path:
    """The folder of the hub's cache, as huggingface_hub finds it; it need not exist."""
    if given := os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE"):
        return Path(given).expanduser()
    if home := os.environ.get("HF_HOME"):
        return Path(home).expanduser() / "hub"
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache).expanduser() / "huggingface" / "hub"


def finds(own_folder: str) -> Iterator[Find]:
    """Everything that looks like a model, place by place.

    Args:
        own_folder: The folder that the settings name; empty for none.
    """
    if own_folder:
        folder = Path(own_folder).expanduser()
        yield from _in_folder(folder, Place.YOURS)
        yield from _in_cache(folder, Place.YOURS)
    yield from _fetched(models_dir())
    yield from _in_cache(hub_cache(), Place.CACHE)
    yield from _in_folder(shipped("models"), Place.SHIPPED)


def in_folder(folder: Path, name: str) -> Iterator[Find]:
    """The models in one folder that the user named outright."""
    yield from _weights_in(folder, name, Place.YOURS)


def _in_folder(folder: Path, place: Place) -> Iterator[Find]:
    """A folder of weights, or of folders of weights."""
    yield from _weights_in(folder, folder.name, place)
    for sub in _folders(folder):
        yield from _weights_in(sub, sub.name, place)


def _fetched(folder: Path) -> Iterator[Find]:
    """`name/revision/…` as `fetch` leaves it, the newest one; or a folder put there by hand."""
    for model in _folders(folder):
        complete = [(record, sub) for sub in _folders(model) if (record := read_record(sub))]
        if complete:
            record, newest = max(complete, key=lambda one: one[0].fetched_at_s)
            yield from _weights_in(newest, record.name, Place.FETCHED)
        else:
            yield from _weights_in(model, model.name, Place.FETCHED)


def _in_cache(folder: Path, place: Place) -> Iterator[Find]:
    """`models--owner--name/snapshots/commit/…`, the commit that `refs/main` names, or the newest.

    The layout is documented: huggingface.co/docs/huggingface_hub/guides/manage-cache.
    """
    for repo in _folders(folder):
        if not repo.name.startswith("models--"):
            continue
        snapshots = _folders(repo / "snapshots")
        main = _first_line(repo / "refs" / "main")
        snapshots.sort(key=lambda one: (one.name != main, -one.stat().st_mtime))
        for snapshot in snapshots:
            found = list(_weights_in(snapshot, repo.name[8:].replace("--", "/"), place))
            if found:
                yield from found
                break


def _weights_in(folder: Path, name: str, place: Place) -> Iterator[Find]:
    if (folder / "model.bin").exists():
        yield Find(place, name, folder / "model.bin")
    try:
        chat_models = sorted(folder.glob("*.gguf"))
    except OSError:
        return
    for weights in chat_models:
        own_name = len(chat_models) > 1 or place is Place.YOURS
        yield Find(place, weights.stem if own_name else name, weights)


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if one.is_dir() and one.name[0] != ".")
    except OSError:
        return []


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""
