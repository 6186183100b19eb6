"""The program's door: `dictate …`, `python -m dictate …`, and the children it starts itself.

The verbs that steer a running Dictate hang on keys, so they are answered here with the standard
library alone; everything else is for the parser.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from dictate.errors import DictateError

STEERING = ("toggle", "start", "stop", "cancel", "swap", "show", "quit")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns:
        The exit code: see `dictate.cli.terminal.Exit`.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        return _dispatch(words)
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    except BrokenPipeError:
        # Whoever read our answer has enough; without this, Python complains once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except DictateError as error:
        from dictate.cli.terminal import complain, exit_for

        complain(error)
        return exit_for(error)


def _dispatch(words: Sequence[str]) -> int:
    match words:
        case [verb] if verb in STEERING:
            from dictate.cli.control import steer

            return steer(verb)
        case ["_tray"]:
            from dictate.ui.tray_probe import main as tray

            return tray()
        case ["_hold-clipboard"]:
            from dictate.platforms.linux.x11_hold import hold_clipboard_main

            return hold_clipboard_main(sys.stdin.buffer)
        case ["_worker", *rest]:
            from dictate.workers.child import main as worker

            return worker(rest)
        case ["_bench", *rest]:
            from dictate.evaluation.bench.child import main as bench

            return bench(rest)
        case _:
            from dictate.cli.parser import main as command

            return command(words)


if __name__ == "__main__":
    sys.exit(main())
