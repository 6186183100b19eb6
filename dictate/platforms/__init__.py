"""The operating system: hotkeys, clipboard and paste, one running Dictate, what a desktop can do.

One folder per system. What is the same everywhere stands in this folder; a system's own modules are
imported only where they run, inside functions.
"""
