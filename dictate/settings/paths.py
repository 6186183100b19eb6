"""Where Dictate's files live.

Everything that holds words is made for this user alone (folders 0700). `runtime_dir` is needed by
the control verbs, which must start fast, so it stays in the standard library.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP = "dictate"


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def config_dir() -> Path:
    """The folder of `settings.toml`."""
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False, roaming=True)


def data_dir() -> Path:
    """The folder of history, kept sound, spools and models."""
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def cache_dir() -> Path:
    """The folder of what can be made again; it need not exist."""
    from platformdirs import user_cache_path

    return user_cache_path(APP, appauthor=False)


def log_dir() -> Path:
    """The folder of the rotating log."""
    from platformdirs import user_log_path

    return user_log_path(APP, appauthor=False)


def settings_file() -> Path:
    """The settings file; it need not exist."""
    return config_dir() / "settings.toml"


def styles_dir() -> Path:
    """The folder of the user's own styles; it need not exist."""
    return config_dir() / "styles"


def spool_dir() -> Path:
    """The folder of spool files; it need not exist."""
    return data_dir() / "spool"


def history_dir() -> Path:
    """The folder of the history database and the kept sound; it need not exist."""
    return data_dir() / "history"


def models_dir() -> Path:
    """The folder that models are fetched into; it need not exist."""
    return data_dir() / "models"


def device_file() -> Path:
    """Where the recogniser remembers whether the graphics card works; it need not exist."""
    return data_dir() / "device.json"


def runtime_dir() -> Path:
    """A folder for lock and socket that only this user can enter. It is made if missing.

    Linux: `$XDG_RUNTIME_DIR/dictate`, else `/run/user/UID/dictate`, else a private folder under the
    temporary one. macOS: under `~/Library/Caches`. Windows: under `%LOCALAPPDATA%`.

    Raises:
        PermissionError: The folder exists and belongs to somebody else, or others can enter it.
    """
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        return _private(base / APP / "run")
    if sys.platform == "darwin":
        folder = _private(Path.home() / "Library" / "Caches" / APP / "run")
    else:
        user = os.getuid()
        given = os.environ.get("XDG_RUNTIME_DIR", "")
        run_user = Path(f"/run/user/{user}")
        if given and Path(given).is_dir():
            folder = _private(Path(given) / APP)
        elif run_user.is_dir():
            folder = _private(run_user / APP)
        else:
            import tempfile  # late: a control verb seldom needs it

            folder = _private(Path(tempfile.gettempdir()) / f"{APP}-{user}")
    about = folder.stat()
    if about.st_uid != os.getuid() or about.st_mode & 0o077:
        raise PermissionError(f"{folder} must belong to you alone (mode 0700)")
    return folder


def shipped(*parts: str) -> Path:
    """A file or folder that ships with Dictate: `shipped("resources", "models.toml")`.

    Works from a source tree, an installed wheel (where they lie under `share/dictate`) and a
    frozen bundle. The path is returned whether or not it exists.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    roots = [Path(frozen)] if frozen else []
    roots += [Path(__file__).resolve().parents[2], Path(sys.prefix) / "share" / APP]
    for root in roots:
        path = root.joinpath(*parts)
        if path.exists():
            return path
    return roots[0].joinpath(*parts)
