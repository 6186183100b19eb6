"""The writers that only a measurement runs, and their child: `dictate _bench cleaner`."""

from __future__ import annotations

import subprocess

from dictate.core.choices import CLEANERS, Choice
from dictate.workers.process import spawn_worker, worker_command

FORCED = "forced-writer"
CHAT = "chat-baseline"
FREE_CHAT = "chat-baseline-free"
JUDGE = "judge"

ENGINES = (
    *CLEANERS,
    Choice(FORCED, "dictate.evaluation.forced_writer", "ForcedWriterEngine", ("llama_cpp",)),
    Choice(CHAT, "dictate.evaluation.chat_baseline", "ChatBaselineEngine", ("llama_cpp",)),
    Choice(FREE_CHAT, "dictate.evaluation.chat_baseline", "FreeChatEngine", ("llama_cpp",)),
    Choice(JUDGE, "dictate.evaluation.judge_engine", "JudgeEngine", ("llama_cpp",)),
)
"""Those of the program, a writer whose answers are given, the library's own way, and a judge."""


def spawn_writer() -> subprocess.Popen[bytes]:
    """Start a child that can run each of ENGINES, in the same surroundings as the program's own.

    For `ChildCleaner(choose, spawn=spawn_writer, choices=ENGINES)`.
    """
    return spawn_worker([*worker_command("")[:-2], "_bench", "cleaner"])


def main() -> int:
    """Be that child."""
    from dictate.workers.child import NICENESS, serve

    serve(ENGINES, NICENESS["cleaner"])
    return 0
