"""The composition root: the one room that knows every other, and wires them.

::

    running    run(): one running Dictate, from its lock to its end
    assembly   builds the parts of the core from the rooms
    face       Qt: signals of the system, the main loop
    orders     what tray and windows ask for
    verbs      what the control socket asks for
    logs       the log: facts and timings, never words
"""
