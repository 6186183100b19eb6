"""The child processes that hold the native engines: start, talk to, watch, retry, end.

A native crash, a second OpenMP runtime or a leaked gigabyte must not take the program or the
sound with it, so every engine runs in a process of its own::

    program                                      child (child.py)
    ┌─────────────────────────────┐   frames   ┌──────────────────────────────┐
    │ ChildRecogniser supervise.py│──stdin────►│ reader thread ─► main thread │
    │   │ one call at a time      │            │                    engine    │
    │   ▼                         │◄──stdout───│ beat thread, twice a second  │
    │ ChildProcess    process.py  │            │                              │
    │  writer, reader, stderr     │◄──stderr───│ whatever libraries print     │
    └─────────────────────────────┘            └──────────────────────────────┘

The program keeps the sound until it has the words. This room knows the ports, not the engines.
"""
