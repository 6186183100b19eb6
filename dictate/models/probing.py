"""What the doctor says of models and of the graphics card."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from dictate.core.choices import RECOGNISERS
from dictate.core.findings import Finding, Health
from dictate.errors import ModelError
from dictate.models.catalogue import Kind
from dictate.models.find import InstalledModel, choose, installed, mend_command
from dictate.models.places import Place
from dictate.settings import paths
from dictate.settings.schema import Settings

_PLACES = {
    Place.YOURS: "in your own folder",
    Place.FETCHED: "fetched",
    Place.CACHE: "in the hub's cache",
    Place.SHIPPED: "comes with Dictate",
}


def probe() -> Sequence[Finding]:
    """The model that will be used, the ones that cannot be, and where it is computed."""
    from dictate.settings.store import load

    settings = load(paths.settings_file()).settings
    return list(findings(settings))


def findings(settings: Settings) -> Iterator[Finding]:
    """As `probe`, for these settings."""
    for choice in RECOGNISERS:
        if missing := choice.missing():
            yield Finding(
                "recogniser",
                Health.BROKEN,
                f"{choice.name} cannot run: {' and '.join(missing)} not installed.",
                "Install Dictate again.",
            )
    yield _chosen(settings)
    for model in installed(settings):
        if model.problem:
            text = f"{model.name} cannot be used: {model.problem}"
            yield Finding("model", Health.LIMITED, text, mend_command(model))
    yield _card(settings)


def where(model: InstalledModel) -> str:
    """For a user, where a model is."""
    return _PLACES[model.place]


def card_works() -> bool:
    """Whether an inference has worked on the graphics card; False too when none was tried."""
    return bool(_remembered().get("works"))


def _chosen(settings: Settings) -> Finding:
    try:
        files = choose(settings)
    except ModelError as error:
        return Finding("model", Health.BROKEN, error.message, error.hint)
    if files.note:
        text, _, remedy = files.note.rpartition(". ")
        return Finding("model", Health.LIMITED, f"{text}.", remedy)
    known = {
        model.folder: where(model) for model in installed(settings) if model.kind is Kind.RECOGNISER
    }
    place = known.get(files.folder, "named by its folder")
    text = f"{files.name} ({files.size_bytes / 1e6:.0f} MB, {place}) is used."
    return Finding("model", Health.GOOD, text)


def _card(settings: Settings) -> Finding:
    topic = "graphics card"
    if settings.recogniser.device == "cpu":
        return Finding(topic, Health.FACT, "The settings ask for the processor.")
    memory = _remembered()
    if memory.get("works"):
        return Finding(topic, Health.GOOD, "Models are computed on the graphics card.")
    if why := str(memory.get("why", "")):
        again = "When its libraries are mended: dictate config set recogniser.device cuda"
        return Finding(topic, Health.LIMITED, why, again)
    if memory.get("unfinished"):
        text = "The recogniser ended when it tried the graphics card; the processor is used."
        return Finding(topic, Health.LIMITED, text, "dictate config set recogniser.device cpu")
    return Finding(topic, Health.FACT, "Models are computed on the processor.")


def _remembered() -> dict[str, object]:
    """What the recogniser wrote down about the card; empty where it never tried one."""
    try:
        raw = json.loads(paths.device_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return raw if isinstance(raw, dict) else {}
