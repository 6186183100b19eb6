"""Dictate: hold a key, speak, let go, and the words stand in the window.

Which room is for what, and which way imports point (proved by import-linter)::

    __main__ ─► cli ─► evaluation ─► app
        app ─► { ui | audio | engines | workers | platforms | text | history | models }
            ─► core ─► settings ─► errors

    cli         commands; hands a verb to the running Dictate, or starts one
    evaluation  measures the program: `dictate eval`, `dictate bench`
    app         the composition root: the one room that knows every other
    ui          Qt: tray, overlay, windows
    audio       microphone, spool files, endpointer
    engines     faster-whisper, llama.cpp; imported only inside a child process
    workers     the child processes that hold the engines
    platforms   X11, Wayland, Windows, macOS: hotkeys, clipboard, paste, one instance
    text        words as spoken -> text as written, by rules
    history     finished dictations in SQLite, sound beside them
    models      find, fetch, verify and choose models
    core        values, state machine, engine, ports
    settings    schema, file, folders
    errors      the error tree

Rooms on one line do not know each other; they meet through the ports of the core.
"""

__version__ = "0.1.0"
