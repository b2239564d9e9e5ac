"""YAML of people, before it is read: readers go down by calls, and a file that is too deep would end the process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from reinstate.errors import InputError

_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def refuse_deep(path: Path, text: str, deepest: int, loader: Any = yaml.SafeLoader) -> None:
    """Refuse YAML that is nested deeper than that, without going down itself.

    Raises:
        InputError: it is, with the line.
        yaml.YAMLError: it isn't YAML.
    """
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        if depth > deepest:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise InputError(
                f"{path}, line {line}: nested too deep",
                expected=f"at most {deepest} levels",
                actual="more",
                remedy="correct the indentation or the brackets",
            )
