"""Asks the hub about a model and streams its files. The one place of Dictate that uses a network.

All requests go through the session of huggingface_hub, which knows proxies, tokens and the
system's certificates. Its own download functions throw half a file away when a connection is cut,
so the bytes are streamed here, with a Range to go on where it stopped.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dictate import __version__
from dictate.errors import ModelError
from dictate.models.catalogue import Entry, entry_called
from dictate.models.record import FileRecord
from dictate.models.troubles import explained, foreign, http_error, offline

DEFAULT_ENDPOINT = "https://huggingface.co"
ANSWER_S = 20.0
"""Seconds to wait for a connection, an answer, or the next bytes of one."""
CHUNK = 2**18
"""Bytes between two looks at the pause button."""

_WHISPER_FILES = (
    "model.bin",
    "config.json",
    "preprocessor_config.json",
    "tokenizer.json",
    "vocabulary.json",
    "vocabulary.txt",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a fetch will bring.

    Attributes:
        name: What the model is called here.
        repo: Its repository.
        revision: The commit that is fetched; nothing else counts, whatever happens meanwhile.
        licence: As the repository states it.
        endpoint: The address of the hub.
        files: What is fetched, with the sizes and hashes that the hub states.
    """

    name: str
    repo: str
    revision: str
    licence: str
    endpoint: str
    files: tuple[FileRecord, ...]

    @property
    def size_bytes(self) -> int:
        """Size of all files together."""
        return sum(file.size_bytes for file in self.files)


def ask(name: str) -> Plan:
    """Ask the hub what a model consists of today.

    Args:
        name: A name of the catalogue, a repository `owner/name`, or one file of a repository:
            `owner/name/file.gguf`.

    Raises:
        ModelError: No such model, no network, or no permission; with the command that mends it.
    """
    entry = entry_called(name)
    repo, wanted = _address(name, entry)
    called = entry.name if entry else name
    if is_offline():
        raise offline(called)
    _keep_to_the_point()
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HFValidationError

    api = HfApi(endpoint=endpoint(), library_name="dictate", library_version=__version__)
    try:
        about = api.model_info(repo, files_metadata=True, timeout=ANSWER_S)
    except HFValidationError:
        raise _unknown(name) from None
    except (http_error(), OSError) as error:
        raise explained(error, called, endpoint()) from error
    except (ValueError, KeyError, TypeError) as error:  # HTML where JSON was expected
        raise foreign(called, endpoint()) from error
    if not re.fullmatch("[0-9a-f]{40}", about.sha or ""):
        raise foreign(called, endpoint())
    licence = getattr(about.card_data, "license", None) or (entry.licence if entry else "")
    return Plan(
        name=called,
        repo=repo,
        revision=str(about.sha),
        licence=str(licence) or "not stated",
        endpoint=endpoint(),
        files=_choose(about.siblings or [], wanted, called),
    )


@contextmanager
def stream(plan: Plan, file: FileRecord, start: int) -> Iterator[tuple[int, Iterator[bytes]]]:
    """The bytes of a file from `start` on, and where they really begin: there, or at 0.

    Raises:
        ModelError: Something answered that is not the hub.
        Exception: What the HTTP library raises; see `troubles`.
    """
    _keep_to_the_point()
    from huggingface_hub import get_session, hf_hub_url
    from huggingface_hub.utils import (  # type: ignore[attr-defined] # documented, not listed
        build_hf_headers,
        hf_raise_for_status,
    )

    url = hf_hub_url(plan.repo, file.name, revision=plan.revision, endpoint=plan.endpoint)
    headers = build_hf_headers(library_name="dictate", library_version=__version__)
    headers["Accept-Encoding"] = "identity"  # sizes are those of the file, not of a zip of it
    if start:
        headers["Range"] = f"bytes={start}-"
    with get_session().stream(
        "GET", url, headers=headers, timeout=ANSWER_S, follow_redirects=True
    ) as response:
        hf_raise_for_status(response)
        begins, size = _extent(response, start)
        if size is not None and size != file.size_bytes:
            raise foreign(plan.name, plan.endpoint)
        yield begins, response.iter_bytes(chunk_size=CHUNK)


def endpoint() -> str:
    """The address of the hub, or of the mirror that HF_ENDPOINT names."""
    return (os.environ.get("HF_ENDPOINT") or DEFAULT_ENDPOINT).rstrip("/")


def is_offline() -> bool:
    """Whether the user has forbidden the network."""
    return os.environ.get("HF_HUB_OFFLINE", "").strip().upper() in {"1", "ON", "YES", "TRUE"}


def _keep_to_the_point() -> None:
    """Tell the client, before it is imported, to ask for models and nothing else.

    Otherwise it says what else is installed, and fetches a list to tell what program runs it.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")


def _extent(response: Any, start: int) -> tuple[int, int | None]:
    """Where an answer begins and how large the whole file is, None where it does not say."""
    if response.status_code == 206:
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
        if found is None or int(found[1]) != start:
            return 0, -1  # nonsense: equal to no size
        return start, int(found[2])
    length = response.headers.get("Content-Length")
    return 0, int(length) if length and length.isdigit() else None


def _address(name: str, entry: Entry | None) -> tuple[str, str]:
    """The repository, and the one file that is wanted of it, if any."""
    if entry is not None:
        chat_model = entry.files[0].endswith(".gguf")
        return entry.repo, entry.files[0] if chat_model else ""
    parts = name.split("/")
    if len(parts) == 2 and all(parts):
        return name, ""
    if len(parts) == 3 and all(parts) and name.endswith(".gguf"):
        return "/".join(parts[:2]), parts[2]
    raise _unknown(name)


def _unknown(name: str) -> ModelError:
    return ModelError(f"There is no model {name}.", hint="See what there is: dictate models list")


def _choose(siblings: list[Any], wanted: str, name: str) -> tuple[FileRecord, ...]:
    """The files that are fetched of all that a repository has."""
    # A name becomes a file of ours: nothing that could lead out of the folder.
    there = {one.rfilename: one for one in siblings if re.fullmatch(r"[\w.+-]+", one.rfilename)}
    chat_models = sorted(one for one in there if one.endswith(".gguf"))
    if wanted:
        names = [wanted] if wanted in there else []
    elif "model.bin" in there:
        names = [one for one in _WHISPER_FILES if one in there]
        vocabulary = {"vocabulary.json", "vocabulary.txt"} & set(names)
        if not ({"config.json", "tokenizer.json"} <= set(names) and vocabulary):
            names = []
    elif len(chat_models) > 1:
        raise ModelError(
            f"{name} has {len(chat_models)} models in it.",
            hint=f"Name one of them: dictate models pull {name}/{chat_models[0]}",
        )
    else:
        names = chat_models
    if not names:
        raise ModelError(
            f"{name} is no model that Dictate can use.",
            hint="Look for one in CTranslate2 or GGUF format, or see: dictate models list",
        )
    return tuple(_stated(there[one]) for one in names)


def _stated(sibling: Any) -> FileRecord:
    """What the hub states about a file: large ones by SHA-256, small ones by git's hash."""
    if sibling.lfs is not None:
        return FileRecord(sibling.rfilename, int(sibling.lfs.size), sha256=sibling.lfs.sha256)
    return FileRecord(
        sibling.rfilename, int(sibling.size or 0), git_sha1=str(sibling.blob_id or "")
    )
