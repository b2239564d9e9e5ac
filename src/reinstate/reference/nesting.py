"""Refuse YAML that is nested too deeply: YAML readers recurse, and such a file can crash the process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from reinstate.errors import InputError

_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def refuse_deep(path: Path, text: str, deepest: int, loader: Any = yaml.SafeLoader) -> None:
    """Refuse YAML that is nested deeper than ``deepest`` levels, without recursion.

    Raises:
        InputError: it is, with the line.
        yaml.YAMLError: it is not valid YAML.
    """
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        if depth > deepest:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise InputError(
                f"{path}, line {line}: nested too deeply",
                expected=f"at most {deepest} levels",
                actual=f"level {depth}",
                remedy="correct the indentation or the brackets",
            )
