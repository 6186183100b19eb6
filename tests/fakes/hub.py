"""A stand-in of the model hub on this machine: what its client asks for, and what can go wrong.

Answers as huggingface.co does: model information with sizes and hashes, small files at once, large
ones by a redirect to another host (here another port) that honours Range.
"""

from __future__ import annotations

import hashlib
import json
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

LARGE = 1000
"""Bytes from which on a file is kept by its SHA-256 and served by the other host."""


@dataclass
class Repository:
    """A repository: its commits, and which of them is `main`."""

    commits: dict[str, dict[str, bytes]]
    main: str
    licence: str = "mit"


@dataclass
class Faults:
    """What goes wrong. Each cut ends one connection after so many bytes of a large file; lies
    stand in place of the truth about a model; `times` is how often `status` is answered, -1 for
    ever."""

    cuts: list[int] = field(default_factory=list)
    flipped: set[str] = field(default_factory=set)
    status: int = 0
    times: int = -1
    ignores_range: bool = False
    misplaces_range: bool = False
    portal: bool = False
    lies: dict[str, Any] = field(default_factory=dict)
    silent: threading.Event | None = None


class StandInHub:
    """The two servers. Use as a context manager; `requests` tells what was asked of them."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.repositories: dict[str, Repository] = {}
        self.moved: dict[str, str] = {}
        self.faults = Faults()
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self._servers = [
            ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (handler,), {"hub": self}))
            for handler in (_Hub, _Store)
        ]
        scheme = "https" if tls else "http"
        if tls:
            for server in self._servers:
                server.socket = tls.wrap_socket(server.socket, server_side=True)
        self.endpoint, self.store = (
            f"{scheme}://127.0.0.1:{server.server_port}" for server in self._servers
        )

    def __enter__(self) -> StandInHub:
        self._threads = [
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            for server in self._servers
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.faults.silent:
            self.faults.silent.set()
        for server, thread in zip(self._servers, self._threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join(timeout=5)

    def ranges(self) -> list[str]:
        """The Range of every request to the store, empty for none, in order."""
        return [headers.get("range", "") for host, _, headers in self.requests if host == "store"]

    def asked(self) -> list[str]:
        """What was asked about models and their files; the client asks about itself, too."""
        return [path for _, path, _ in self.requests if "harnesses" not in path]

    def find(self, repo: str, revision: str) -> tuple[str, dict[str, bytes]] | None:
        """The commit and its files."""
        repository = self.repositories.get(repo)
        if repository is None:
            return None
        commit = repository.main if revision == "main" else revision
        files = repository.commits.get(commit)
        return (commit, files) if files is not None else None


class _Handler(BaseHTTPRequestHandler):
    hub: StandInHub
    host = ""
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.hub.requests.append((self.host, self.path, headers))
        faults = self.hub.faults
        if faults.silent:
            faults.silent.wait(timeout=30)
            self.close_connection = True
        elif faults.status and faults.times:
            faults.times -= 1
            self.answer(faults.status, b"")
        elif faults.portal:
            self.answer(200, b"<html>Sign in to the hotel's network</html>")
        else:
            self.serve(unquote(urlsplit(self.path).path))

    def serve(self, path: str) -> None:
        raise NotImplementedError

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Hub(_Handler):
    host = "hub"

    def serve(self, path: str) -> None:
        if path.startswith("/api/models/"):
            repo, _, revision = path[12:].partition("/revision/")
            self.about(repo, revision or "main")
        elif "/resolve/" in path:
            repo, _, rest = path[1:].partition("/resolve/")
            revision, _, name = rest.partition("/")
            self.resolve(repo, revision, name)
        else:
            self.answer(404, b"")

    def about(self, repo: str, revision: str) -> None:
        if new := self.hub.moved.get(repo):
            return self.answer(307, b"", Location=f"/api/models/{new}")
        found = self.hub.find(repo, revision)
        if found is None:
            return self.answer(401, b"", X_Error_Code="RepoNotFound")
        commit, files = found
        body: dict[str, Any] = {
            "id": repo,
            "sha": commit,
            "siblings": [_stated(name, raw) for name, raw in files.items()],
            "cardData": {"license": self.hub.repositories[repo].licence},
        }
        body |= self.hub.faults.lies
        return self.answer(200, json.dumps(body).encode(), Content_Type="application/json")

    def resolve(self, repo: str, revision: str, name: str) -> None:
        if new := self.hub.moved.get(repo):
            return self.answer(307, b"", Location=f"/{new}/resolve/{revision}/{name}")
        found = self.hub.find(repo, revision)
        if found is None:
            return self.answer(404, b"", X_Error_Code="RevisionNotFound")
        commit, files = found
        if name not in files:
            return self.answer(404, b"", X_Error_Code="EntryNotFound", X_Repo_Commit=commit)
        raw = files[name]
        if len(raw) < LARGE:
            tag = f'"{_git_hash(raw)}"'
            sent = _flip(raw) if name in self.hub.faults.flipped else raw
            return self.answer(200, sent, X_Repo_Commit=commit, ETag=tag)
        where = f"{self.hub.store}/{repo}/{commit}/{name}?Expires=1&Signature=x"
        sha256 = hashlib.sha256(raw).hexdigest()
        return self.answer(
            302,
            b"",
            Location=where,
            X_Repo_Commit=commit,
            X_Linked_Size=str(len(raw)),
            X_Linked_ETag=f'"{sha256}"',
        )


class _Store(_Handler):
    host = "store"

    def serve(self, path: str) -> None:
        *repo, commit, name = path[1:].split("/")
        raw = self.hub.repositories["/".join(repo)].commits[commit][name]
        faults = self.hub.faults
        sent = _flip(raw) if name in faults.flipped else raw
        start = 0
        asked = self.headers.get("Range", "")
        if asked and not faults.ignores_range:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            self.send_response(206)
            stated = start + 1 if faults.misplaces_range else start
            self.send_header("Content-Range", f"bytes {stated}-{len(raw) - 1}/{len(raw)}")
        else:
            self.send_response(200)
        self.send_header("ETag", f'"{hashlib.md5(raw).hexdigest()}"')
        self.send_header("Content-Length", str(len(raw) - start))
        self.end_headers()
        end = len(raw)
        if faults.cuts:
            end = min(end, start + faults.cuts.pop(0))
            self.close_connection = True
        self.wfile.write(sent[start:end])


def _stated(name: str, raw: bytes) -> dict[str, Any]:
    about: dict[str, Any] = {"rfilename": name, "size": len(raw), "blobId": _git_hash(raw)}
    if len(raw) >= LARGE:
        sha256 = hashlib.sha256(raw).hexdigest()
        about["lfs"] = {"sha256": sha256, "size": len(raw), "pointerSize": 134}
    return about


def _git_hash(raw: bytes) -> str:
    return hashlib.sha1(f"blob {len(raw)}\0".encode() + raw).hexdigest()


def _flip(raw: bytes) -> bytes:
    return raw[:-1] + bytes([raw[-1] ^ 1])
