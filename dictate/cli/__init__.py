"""The command line: one parser, one file for each command.

A command's file has `add_parser(subparsers)`, which must be cheap to import, and `run(args)`, which
imports what it needs and returns the exit code: see `terminal.Exit`.
"""
