"""`dictate completion bash|zsh|fish`: a completion script made from the parser."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from shlex import quote
from typing import Any

from dictate.cli.terminal import Exit, say
from dictate.cli.tree import Argument, Node, tree_of

EXAMPLES = """\
examples:
  bash   dictate completion bash > ~/.local/share/bash-completion/completions/dictate
  zsh    dictate completion zsh > "${fpath[1]}/_dictate"
  fish   dictate completion fish > ~/.config/fish/completions/dictate.fish"""


def add_parser(subparsers: Any) -> None:
    """Add `completion`."""
    parser = subparsers.add_parser(
        "completion",
        help="print a completion script for a shell",
        description="Print a script that lets a shell complete what follows `dictate`.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=tuple(WRITERS), help="the shell to complete in")


def run(args: argparse.Namespace) -> int:
    """Print the script."""
    from dictate.cli.parser import build_parser

    say(WRITERS[args.shell](tree_of(build_parser())))
    return Exit.OK


def bash(root: Node) -> str:
    """For bash 4 and newer: the words typed so far choose the words offered."""
    cases = "\n".join(
        f"        {quote(' '.join(node.words))}) offer={quote(' '.join(_offers(node)))} ;;"
        for node in root.walk()
    )
    values = "\n".join(
        f"        {quote(' '.join((*node.words, flag)))}) offer={quote(' '.join(arg.choices))} ;;"
        for node in root.walk()
        for arg in node.arguments
        for flag in arg.flags
        if arg.choices
    )
    known = " ".join(quote(" ".join(node.words)) for node in root.walk() if node.words)
    return f"""\
# bash completion for dictate; made by `dictate completion bash`
_dictate() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}
    local path='' word name offer=''
    local -a commands=({known})
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        for name in "${{commands[@]}}"; do
            [[ $name == "${{path:+$path }}$word" ]] && path=$name && break
        done
    done
    case "${{path:+$path }}$before" in
{values}
    esac
    [[ -n $offer ]] || case $path in
{cases}
    esac
    mapfile -t COMPREPLY < <(compgen -W "$offer" -- "$current")
}}
complete -o default -F _dictate dictate"""


def zsh(root: Node) -> str:
    """For zsh's own completion system."""
    cases = "\n".join(_zsh_case(node) for node in root.walk())
    return f"""\
#compdef dictate
# zsh completion for dictate; made by `dictate completion zsh`
_dictate() {{
    local at='' word
    local -a commands options names
    names=({" ".join(quote(" ".join(node.words)) for node in root.walk() if node.words)})
    for word in ${{words[2,CURRENT-1]}}; do
        (( ${{names[(Ie)${{at:+$at }}$word]}} )) && at="${{at:+$at }}$word"
    done
    case $at in
{cases}
    esac
    (( $#commands )) && [[ $PREFIX != -* ]] && _describe -t commands command commands
    _arguments -S $options
}}
if [[ $funcstack[1] == _dictate ]]; then _dictate "$@"; else compdef _dictate dictate; fi"""


def _zsh_case(node: Node) -> str:
    commands = " ".join(quote(f"{c.words[-1]}:{_plain(c.summary)}") for c in node.children)
    options = " ".join(
        quote(f"{flag}[{_plain(a.about)}]" + (_zsh_value(a) if a.value else ""))
        for a in node.arguments
        for flag in a.flags
    )
    if positionals := [a for a in node.arguments if not a.flags]:
        options += " " + quote(f"*{_zsh_value(positionals[0])}")
    return f"        {quote(' '.join(node.words))}) commands=({commands}) options=({options}) ;;"


def _zsh_value(argument: Argument) -> str:
    action = f"({' '.join(argument.choices)})" if argument.choices else "_files"
    return f":{argument.value.lower()}:{action}"


def fish(root: Node) -> str:
    """For fish: one `complete` for each word that can be offered."""
    lines = ["# fish completion for dictate; made by `dictate completion fish`"]
    for node in root.walk():
        here = _fish_condition(node)
        if all(argument.flags for argument in node.arguments):
            lines.append(f"complete -c dictate -n {quote(here)} -f")
        start = f"complete -c dictate -n {quote(here)}"
        lines += [
            f"{start} -a {quote(child.words[-1])} -d {quote(child.summary)}"
            for child in node.children
        ]
        lines += [f"{start} {_fish_option(a)}" for a in node.arguments if a.flags]
        lines += [
            f"{start} -f -a {quote(' '.join(a.choices))}"
            for a in node.arguments
            if a.choices and not a.flags
        ]
    return "\n".join(lines)


def _fish_condition(node: Node) -> str:
    seen = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in node.words)
    below = " ".join(child.words[-1] for child in node.children)
    if not below:
        return seen
    not_yet = f"not __fish_seen_subcommand_from {below}"
    return f"{seen}; and {not_yet}" if seen else not_yet


def _fish_option(argument: Argument) -> str:
    flags = " ".join(
        f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in argument.flags
    )
    value = ""
    if argument.value:
        value = f" -x -a {quote(' '.join(argument.choices))}" if argument.choices else " -r"
    return f"{flags}{value} -d {quote(argument.about)}"


def _offers(node: Node) -> list[str]:
    """What can follow the words of a command."""
    words = [child.words[-1] for child in node.children]
    for argument in node.arguments:
        words += argument.flags or argument.choices
    return words


def _plain(text: str) -> str:
    """Text that may stand inside zsh's brackets."""
    return text.replace("[", "(").replace("]", ")").replace(":", " -")


WRITERS: Mapping[str, Callable[[Node], str]] = {"bash": bash, "zsh": zsh, "fish": fish}
