"""What the verbs of the control socket do to the running engine.

Verbs only: nothing that arrives here can make Dictate type a text or hand out what was said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from dictate import __version__
from dictate.core.engine import Engine
from dictate.platforms.control import Reply, Request


class Verbs:
    """Answers requests; called on the control server's threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._plain: dict[str, Callable[[], None]] = {
            "toggle": engine.toggle,
            "start": engine.start_recording,
            "stop": engine.stop_recording,
            "cancel": engine.cancel,
            "swap": engine.swap_last,
            "show": engine.show,
            "quit": engine.quit,
        }

    def __call__(self, request: Request) -> Reply:
        """Do what was asked and say how things stand."""
        if (plain := self._plain.get(request.verb)) is not None:
            plain()
        elif request.verb == "paste-last":
            self._engine.paste_last()
        elif request.verb == "retry" and request.argument:
            self._engine.retry(request.argument)
        elif request.verb != "status":
            return Reply(ok=False, error=f"Dictate does not know {request.verb!r}.")
        return Reply(ok=True, status={"version": __version__, **asdict(self._engine.status)})
