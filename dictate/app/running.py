"""One running Dictate, from its lock to its end.

The order matters, because each step has to survive the failure of the next: the lock (a second
start only brings the first one to the eyes), the log, the settings, the machinery, the face, the
socket, and last the keyboard. The end goes the other way.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from typing import NoReturn

from dictate import __version__
from dictate.app.assembly import Machinery, list_microphones, make_machinery
from dictate.app.face import Loop, make_application
from dictate.app.logs import start_logging
from dictate.app.machine import DesktopMessages, MachineListener
from dictate.app.orders import Orders
from dictate.app.verbs import Verbs
from dictate.core.notices import Notice, Severity, Told
from dictate.errors import AlreadyRunningError, ControlError, SettingsError
from dictate.platforms import client
from dictate.platforms.control import ControlServer
from dictate.platforms.instance import InstanceLock
from dictate.platforms.power import PowerWatcher
from dictate.settings import paths
from dictate.settings.edit import write_default
from dictate.settings.store import Loaded, Problem, load
from dictate.settings.watch import SettingsWatcher
from dictate.ui.bridge import Bridge
from dictate.ui.shell import Shell, dress

log = logging.getLogger(__name__)

MOST_TOLD = 3
"""More wrong settings than this are in `dictate config check`."""


def run(*, verbose: bool = False) -> int:
    """Start Dictate and stay until its end.

    Returns:
        The exit code.
    """
    with ExitStack() as open_things:
        try:
            open_things.enter_context(InstanceLock())
        except AlreadyRunningError:
            client.send("show")
            sys.stdout.write("Dictate is already running; its window is in front now.\n")
            return 0
        start_logging(paths.log_dir(), verbose=verbose)
        log.info(
            "Dictate %s on %s, Python %s", __version__, platform.platform(), sys.version.split()[0]
        )
        _run(open_things)
    log.info("ended")
    return _leave(0)


def _leave(code: int) -> NoReturn:
    """End the process now that everything is closed and on disk.

    Python would take Qt's objects apart in any order at its own end, and that ended in a crash now
    and then on a machine without a display.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


class _Post:
    """Passes notices on once there is somebody to show them; those before wait."""

    def __init__(self) -> None:
        self._waiting: list[Notice] = []
        self._bridge: Bridge | None = None

    def __call__(self, notice: Notice) -> None:
        if self._bridge is not None:
            self._bridge.post(notice)
        else:
            self._waiting.append(notice)

    def connect(self, bridge: Bridge) -> None:
        """From now on `bridge` shows."""
        self._bridge = bridge
        for notice in self._waiting:
            bridge.post(notice)
        self._waiting.clear()


def _run(open_things: ExitStack) -> None:
    file = paths.settings_file()
    try:
        write_default(file)
    except SettingsError as error:
        log.warning("settings: %s", error)
    loaded = load(file)
    tell = _Post()
    display = has_display()
    application = make_application(os.environ, display=display)
    dress(application)
    machinery = make_machinery(os.environ, loaded.settings, tell)
    open_things.callback(machinery.history.close)
    engine = machinery.engine
    loop = Loop(engine.quit)
    messages = DesktopMessages()
    shell = _make_shell(machinery, loaded, messages)
    open_things.callback(shell.stop)
    messages.otherwise = shell.show_ourselves
    messages.start()
    open_things.callback(messages.stop)
    tell.connect(shell.bridge)

    def settings_changed(now: Loaded) -> None:
        machinery.take_settings(now.settings)
        shell.take_settings(now.settings)
        _tell_problems(now.problems, tell)

    watcher = SettingsWatcher(file, settings_changed, loaded=loaded)
    watcher.start()
    open_things.callback(watcher.stop)
    _tell_problems(loaded.problems, tell)
    open_things.callback(engine.shut_down)
    threading.Thread(target=machinery.preload, name="preload", daemon=True).start()
    machinery.memory.start()
    open_things.callback(machinery.memory.stop)
    engine.start()
    machinery.swap_key.take(loaded.settings.hotkey)
    open_things.callback(machinery.swap_key.stop)
    shell.start()
    threading.Thread(
        target=machinery.notes.look, args=(loaded.settings,), name="models", daemon=True
    ).start()
    power = PowerWatcher(MachineListener(engine))
    power.start()
    open_things.callback(power.stop)
    _open_socket(open_things, Verbs(engine), tell)
    if not display:
        sys.stderr.write(
            "There is no display: no hotkey and no tray. `dictate toggle` records, and the words "
            "go to the history.\n"
        )
    loop.leave_after(engine.wait)
    loop.run()


def has_display() -> bool:
    """Whether there is a desktop that can show something."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _make_shell(machinery: Machinery, loaded: Loaded, messages: DesktopMessages) -> Shell:
    file = paths.settings_file()
    return Shell(
        Orders(machinery.engine, file),
        loaded.settings,
        settings_file=file,
        microphones=list_microphones,
        notify=messages.notify,
        history=machinery.kept,
    )


def _open_socket(open_things: ExitStack, verbs: Verbs, tell: _Post) -> None:
    server = ControlServer(paths.runtime_dir(), verbs)
    try:
        server.start()
    except ControlError as error:
        log.warning("no control socket: %s", type(error).__name__)
        tell(Told("No commands", error.message, error.hint, Severity.WARNING))
    else:
        open_things.callback(server.stop)


def _tell_problems(problems: Sequence[Problem], tell: _Post) -> None:
    for problem in problems[:MOST_TOLD]:
        log.warning("settings: %s", problem.option or "the file")
        tell(
            Told(
                "A setting cannot be used",
                problem.text,
                "Mend it in the settings file; it is taken up when saved.",
                Severity.WARNING,
            )
        )
