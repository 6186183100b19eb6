"""What can go wrong between here and the hub, as one sentence and the command that mends it."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from dictate.errors import ModelError


def http_error() -> type[Exception]:
    """What the hub's HTTP library raises: httpx until its client 1.x, httpx2 from 2.0 on."""
    from huggingface_hub.errors import HfHubHTTPError

    return next(base for base in HfHubHTTPError.__mro__ if base.__name__ == "HTTPError")


def explained(error: Exception, name: str, endpoint: str) -> ModelError:
    """The error for a user.

    Args:
        error: What the hub's client or the disk raised.
        name: The model that was wanted.
        endpoint: The address of the hub.
    """
    again = f"dictate models pull {name}"
    host = urlsplit(endpoint).hostname or endpoint
    return (
        _refused(error, name, endpoint, again)
        or _disk(error, again)
        or _connection(error, host, again)
        or ModelError(
            f"Fetching {name} failed ({type(error).__name__}).", hint=f"Try again: {again}"
        )
    )


def is_transient(error: Exception) -> bool:
    """Whether the same request may well work in a moment."""
    status = _status(error)
    if status is not None:
        return status in {408, 429, 500, 502, 503, 504}
    return not _is_about_certificates(error) and type(error).__name__ in {
        "ConnectError",
        "ConnectTimeout",
        "PoolTimeout",
        "ReadError",
        "ReadTimeout",
        "RemoteProtocolError",
        "WriteError",
        "WriteTimeout",
    }


def _refused(error: Exception, name: str, endpoint: str, again: str) -> ModelError | None:
    """What the hub itself answered."""
    from huggingface_hub import errors

    if isinstance(error, errors.OfflineModeIsEnabled):
        return offline(name)
    answers: tuple[tuple[type[Exception], str, str], ...] = (
        (
            errors.GatedRepoError,
            f"The hub gives {name} only to those who agree to its terms.",
            f"Agree at {endpoint}, set HF_TOKEN to your token, then: {again}",
        ),
        (
            errors.RepositoryNotFoundError,
            f"The hub has no model {name}.",
            "See what there is: dictate models list",
        ),
        (
            errors.RevisionNotFoundError,
            f"{name} was changed on the hub while it was being fetched.",
            f"Fetch the new one: {again}",
        ),
        (
            errors.RemoteEntryNotFoundError,
            f"A file of {name} is no longer on the hub.",
            f"Fetch what is there now: {again}",
        ),
    )
    for kind, message, hint in answers:
        if isinstance(error, kind):
            return ModelError(message, hint=hint)
    status = _status(error)
    if status is None:
        return None
    what = "has had too many requests" if status == 429 else f"has trouble (status {status})"
    return ModelError(f"The hub {what}.", hint=f"Try again later: {again}")


def _disk(error: Exception, again: str) -> ModelError | None:
    """What the disk answered."""
    if not isinstance(error, OSError) or isinstance(error, ConnectionError):
        return None
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return ModelError(
            "The disk is full. What has been fetched is kept.",
            hint=f"Make room, then go on where it stopped: {again}",
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return ModelError(
            f"The folder for models cannot be written ({error.strerror}).",
            hint=f"Make {error.filename or 'it'} writable, then: {again}",
        )
    return None


def _connection(error: Exception, host: str, again: str) -> ModelError | None:
    """What became of the connection."""
    go_on = f"Go on where it stopped: {again}"
    if _is_about_certificates(error):
        return ModelError(
            f"The certificate of {host} is not trusted: somebody may be listening.",
            hint="If your network inspects connections, set SSL_CERT_FILE to its certificate, "
            f"then: {again}",
        )
    answers = (
        (("ProxyError",), "The proxy refuses the connection.", f"Mend HTTPS_PROXY, then: {again}"),
        (("Timeout",), f"{host} does not answer.", go_on),
        (("Connect",), f"{host} cannot be reached: is there a network?", f"Try again: {again}"),
        (("Read", "Write", "RemoteProtocol"), "The connection was cut.", go_on),
        (
            ("UnsupportedProtocol", "InvalidURL", "LocalProtocol"),
            f"{host} is no address of a hub.",
            f"Correct or unset HF_ENDPOINT, then: {again}",
        ),
    )
    name = type(error).__name__
    for marks, message, hint in answers:
        if any(mark in name for mark in marks):
            return ModelError(message, hint=hint)
    return None


def offline(name: str) -> ModelError:
    """The user has forbidden the network."""
    return ModelError(
        "HF_HUB_OFFLINE is set, so the network is not used.",
        hint=f"Unset it, then: dictate models pull {name}",
    )


def foreign(name: str, endpoint: str) -> ModelError:
    """Something answered, but not as the hub does."""
    return ModelError(
        f"What answers at {endpoint} is not the hub: a sign-in page of this network, perhaps.",
        hint=f"Sign in, or correct HF_ENDPOINT, then: dictate models pull {name}",
    )


def _status(error: Exception) -> int | None:
    response = getattr(error, "response", None)
    status = getattr(response, "status_code", None)
    return status if isinstance(status, int) else None


def _is_about_certificates(error: Exception) -> bool:
    return any(
        isinstance(one, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(one)
        for one in _chain(error)
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what caused it, at most ten deep."""
    for _ in range(10):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__
