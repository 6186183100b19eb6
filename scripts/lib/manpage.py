"""Writes the man page, in the language of man(7), from the parser."""

import re
import sys

from dictate import __version__
from dictate.cli.parser import build_parser
from dictate.cli.tree import Argument, Node, tree_of

EXIT_CODES = (
    ("0", "Done."),
    ("1", "It failed; standard error says why and what to do."),
    ("2", "A mistake in what was typed, or a file that is not sound."),
    ("3", "The command is for the running Dictate, and none answers."),
    ("130", "Interrupted with Ctrl+C."),
)


def escape(text: str) -> str:
    """Text as roff takes it literally."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line[:1] in {".", "'"} else line for line in text.split("\n"))


def argument(arg: Argument) -> str:
    """A tagged paragraph of one option or positional argument."""
    tag = ", ".join(f"\\fB{escape(flag)}\\fR" for flag in arg.flags)
    value = f"\\fI{escape(arg.value)}\\fR" if arg.value else ""
    return f".TP\n{' '.join(filter(None, (tag, value)))}\n{escape(arg.about)}"


def block(text: str) -> str:
    """Lines kept as they are, such as examples."""
    return f".PP\n.nf\n{escape(text)}\n.fi" if text else ""


def command(node: Node) -> str:
    """A subsection of one command; the general option --help is said once, above."""
    name = escape(f"dictate {' '.join(node.words)}")
    arguments = [argument(a) for a in node.arguments if "--help" not in a.flags]
    # The exit codes have a section of their own.
    examples = re.sub(r"\n*exit codes: .*", "", node.epilog, flags=re.DOTALL)
    about = escape(node.description or node.summary)
    return "\n".join(
        filter(None, (f".SS {name}", about, block(node.usage), *arguments, block(examples)))
    )


def page(root: Node) -> str:
    """The whole page."""
    return "\n".join(
        (
            f'.TH DICTATE 1 "" "Dictate {__version__}" "User Commands"',
            ".SH NAME",
            "dictate \\- hold a key, speak, let go: the words stand in the window",
            ".SH SYNOPSIS",
            ".B dictate\n[\\fICOMMAND\\fR [\\fIARGUMENT\\fR ...]]",
            ".SH DESCRIPTION",
            escape(root.description),
            ".SH OPTIONS",
            *(argument(a) for a in root.arguments),
            ".SH COMMANDS",
            *(command(node) for node in root.walk() if node.words),
            ".SH EXIT STATUS",
            *(f".TP\n.B {code}\n{escape(meaning)}" for code, meaning in EXIT_CODES),
            ".SH FILES",
            ".TP\n.I ~/.config/dictate/settings.toml\nThe settings.",
            ".TP\n.I ~/.local/share/dictate/\nHistory, sound, models.",
            ".TP\n.I ~/.local/state/dictate/log/\nThe log: facts and timings, never words.",
        )
    )


if __name__ == "__main__":
    sys.stdout.write(page(tree_of(build_parser())) + "\n")
