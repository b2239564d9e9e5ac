"""Refuse YAML whose structure can crash or occupy a process: nested too deeply, or multiplied by aliases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from reinstate.errors import InputError
from reinstate.plain_text import shown_value

_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def refuse_deep(
    path: Path, text: str, deepest: int, loader: Any = yaml.SafeLoader, *, allow_aliases: bool = True
) -> None:
    """Refuse YAML that is nested deeper than ``deepest`` levels, or has aliases not allowed, without recursion.

    A few aliases of aliases make a billion values, and an alias can contain itself: allow them only where the number
    of values is limited later.

    Raises:
        InputError: it is, with the line.
        yaml.YAMLError: it is not valid YAML.
    """
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        if depth > deepest:
            raise InputError(
                f"{path}, line {_line(event)}: nested too deeply",
                expected=f"at most {deepest} levels",
                actual=f"level {depth}",
                remedy="correct the indentation or the brackets",
            )
        if isinstance(event, yaml.AliasEvent) and not allow_aliases:
            raise InputError(
                f"{path}, line {_line(event)}: YAML aliases are not allowed",
                expected="each value written out",
                actual=f"the alias *{shown_value(event.anchor, 40)}",
                remedy="write the value instead of the alias",
            )


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
