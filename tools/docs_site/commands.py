"""The pages of the ``reinstate`` command, from its argument parsers: every option, and every exit status."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

from tools.docs_site.markdown import code, plain, table

from reinstate.cli import main

_STATUS = re.compile(r"Exit status: (.*)", re.DOTALL)
_ONE = re.compile(r"(\d) (.*?)(?=, \d |\.?$)", re.DOTALL)
# What ``main`` gives for a command that states nothing else.
_USUAL = {"0": "success", "2": "an error, which is printed"}

_COMMANDS = """# Commands

`reinstate COMMAND --help` prints the same. Each command ends with a status from [exit codes](exit-codes.md).
"""
_EXIT_CODES = """# Exit codes

## Commands

Every command ends with 2 if a file or an option has an error: a message on standard error states what was expected,
what was found, and how to correct it.
"""
_PLAYBOOKS = """## Playbooks

`ansible-playbook` ends with 0 only if no unit has a verdict in `fail_on`, and with 2 if a host failed: a unit of that
host has such a verdict, or the run could not be opened, evaluated, or reported. Any other code is Ansible's own.

| `fail_on` | verdicts that end the playbook with 2 |
|---|---|
| `inconclusive` (default) | fail, inconclusive |
| `fail` | fail |
| `never` | none |

A device that cannot be reached does not fail the playbook by itself: its unit is inconclusive.
"""


def every_command() -> Iterator[argparse.ArgumentParser]:
    """The parser of every command that can be called, in the order of the help."""
    yield from _leaves(main._parser())


def _leaves(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    below = [
        one for action in parser._actions if isinstance(action, argparse._SubParsersAction) for one in _own(action)
    ]
    if not below:
        yield parser
    for one in below:
        yield from _leaves(one)


def _own(action: argparse._SubParsersAction[argparse.ArgumentParser]) -> Iterator[argparse.ArgumentParser]:
    """The parsers below, each with the text that the list of commands has for it where it has none of its own."""
    helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
    for name, parser in action.choices.items():
        parser.description = parser.description or f"{helps.get(name, '')[:1].upper()}{helps.get(name, '')[1:]}."
        yield parser


def commands_page() -> str:
    """Every command with its usage and its arguments."""
    return "\n".join([_COMMANDS, *(line for parser in every_command() for line in _command(parser))])


def _command(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield f"## {parser.prog}\n"
    yield f"{plain(parser.description or '')}\n"
    yield f"```text\n{' '.join(parser.format_usage().split()).removeprefix('usage: ')}\n```\n"
    rows = [_argument(action) for action in parser._actions if not isinstance(action, argparse._HelpAction)]
    yield from table(("argument", "meaning"), rows)


def _argument(action: argparse.Action) -> tuple[str, str]:
    stated = str(action.metavar or "|".join(map(str, action.choices or ())) or action.dest.upper())
    value = "" if action.nargs == 0 else stated
    names = [f"{name} {value}".strip() for name in action.option_strings] or [value]
    meaning = (action.help or "") % {**vars(action), "prog": "reinstate"}
    return ", ".join(map(code, names)), plain(meaning) + (
        " (required)" if action.required and names[0] != value else ""
    )


def exit_codes_page() -> str:
    """Every command with what its exit statuses mean, and the playbooks."""
    rows = [(code(parser.prog), *_meanings(parser)) for parser in every_command()]
    return "\n".join([_EXIT_CODES, *table(("command", "0", "1", "2"), rows), _PLAYBOOKS])


def _meanings(parser: argparse.ArgumentParser) -> Iterator[str]:
    stated = _STATUS.search(" ".join((parser.description or "").split()))
    found = dict(_ONE.findall(stated[1])) if stated else {}
    yield from (plain(found.get(status, _USUAL.get(status, ""))) for status in "012")
