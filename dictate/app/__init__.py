"""The composition root: the one room that knows every other, and wires them.

::

    running    one running Dictate, from its lock to its end
    assembly   builds the parts of the core from the rooms
    cleaning   rules, and a tagger or a simple rule after them
    playing    what the history window asks for
    face       Qt: signals of the system, the main loop
    orders     what tray and windows ask for
    machine    sleep, lock, logout; messages through the desktop
    verbs      what the control socket asks for
    logs       the log: facts and timings, never words
    samples    the spoken samples that ship
    trial      a sample through the real chain, stage by stage
    demo       a sample through the chain, with the overlay
    processor  what the processor can do
"""

from __future__ import annotations


def run(*, verbose: bool = False) -> int:
    """Start Dictate and stay until its end; returns the exit code."""
    from dictate.app.running import run as run_it

    return run_it(verbose=verbose)
