"""Strict YAML: every complaint names file, line and key path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from reinstate.errors import InputError
from reinstate.evidence.file_access import read_bounded
from reinstate.reference.nesting import refuse_deep

Model = TypeVar("Model", bound=BaseModel)
KeyPath = tuple[str | int, ...]
MAX_BYTES = 1024 * 1024
_MOST_KEYS = 100_000
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A YAML file that was read.

    Attributes:
        path: where it is.
        raw: its bytes.
        data: its content as plain types.
        lines: line number (from 1) by key path.
    """

    path: Path
    raw: bytes
    data: Any
    lines: Mapping[KeyPath, int]

    def error(self, at: Sequence[str | int], what: str, *, expected: str, actual: str, remedy: str = "") -> InputError:
        """The error for what stands at that key path; the line is that of the nearest key that is there."""
        near = tuple(at)
        while near not in self.lines and near:
            near = near[:-1]
        place = f"{self.path}, line {self.lines.get(near, 1)}"
        return InputError(f"{place}: {spoken(at)}{what}", expected=expected, actual=actual, remedy=remedy)


def spoken(at: Iterable[str | int]) -> str:
    """A key path for people, e.g. ``waivers[0].expires: ``; "" for the top."""
    text = ""
    for part in at:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return f"{text}: " if text else ""


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file of one document whose top is a mapping; InputError with the line where it isn't."""
    raw = read_bounded(path, MAX_BYTES, "a YAML file")
    try:
        text = raw.decode("utf-8")
        refuse_deep(path, text, _DEEPEST)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        lines = _lines(path, node)
        data = yaml.safe_load(text)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(f"{path}, line {line}: not UTF-8", expected="UTF-8 text", actual=error.reason) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{path}, line {mark.line + 1}, column {mark.column + 1}" if mark else str(path)
        raise InputError(f"{place}: not YAML", expected="YAML", actual=error.problem or str(error)) from error
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(f"{path}: not YAML", expected="YAML", actual=str(error)) from error
    file = YamlFile(path, raw, data, lines)
    if not isinstance(data, dict):
        raise file.error((), "the file's top", expected="a mapping of keys", actual=_named(data))
    return file


def _lines(path: Path, root: yaml.Node | None) -> dict[KeyPath, int]:
    """Line by key path, walked without recursion over the node tree; a key given twice is an error."""
    lines: dict[KeyPath, int] = {}
    waiting: list[tuple[KeyPath, yaml.Node]] = [((), root)] if root is not None else []
    while waiting:
        at, node = waiting.pop()
        lines.setdefault(at, node.start_mark.line + 1)
        if len(lines) > _MOST_KEYS or len(at) > _DEEPEST:
            raise InputError(
                f"{path}: too many keys, or too deep", expected="a file written by hand", actual="aliases that explode"
            )
        if isinstance(node, yaml.SequenceNode):
            waiting += [((*at, index), item) for index, item in enumerate(node.value)]
        elif isinstance(node, yaml.MappingNode):
            _mapping(path, at, node, lines, waiting)
    return lines


def _mapping(
    path: Path,
    at: KeyPath,
    node: yaml.MappingNode,
    lines: dict[KeyPath, int],
    waiting: list[tuple[KeyPath, yaml.Node]],
) -> None:
    for key, value in node.value:
        below = (*at, str(key.value))
        line = key.start_mark.line + 1
        if below in lines:
            raise InputError(
                f"{path}, line {line}: {spoken(below)}given twice",
                expected="each key once",
                actual=f"also in line {lines[below]}",
                remedy="keep one of the two",
            )
        lines[below] = line
        waiting.append((below, value))


def checked(file: YamlFile, model: type[Model]) -> Model:
    """The file's content as that model; InputError for the first complaint, naming the lines of the others."""
    try:
        return model.model_validate(file.data)
    except ValidationError as error:
        complaints = sorted(error.errors(include_url=False), key=lambda one: _line_of(file, one["loc"]))
        raise _complaint(file, model, complaints) from error


def _line_of(file: YamlFile, loc: Sequence[str | int]) -> int:
    near = tuple(loc)
    while near not in file.lines and near:
        near = near[:-1]
    return file.lines.get(near, 1)


def _complaint(file: YamlFile, model: type[BaseModel], complaints: Sequence[Any]) -> InputError:
    first = complaints[0]
    at = _without_unions(first["loc"])
    others = [_other(file, one) for one in complaints[1:]]
    remedy = f"look also at {', '.join(dict.fromkeys(others))}" if others else ""
    if first["type"] == "extra_forbidden":
        known = ", ".join(_keys_at(model, at[:-1]))
        return file.error(at, "unknown key", expected=f"one of {known}", actual=str(at[-1]), remedy=remedy)
    if first["type"] == "missing":
        return file.error(at, "missing", expected=_meaning(model, at), actual="nothing", remedy=remedy)
    if first["type"] == "model_type":
        keys = ", ".join(_keys_at(model, at))
        return file.error(
            at, "not valid", expected=f"a mapping of {keys}", actual=_named(first["input"]), remedy=remedy
        )
    message = str(first["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return file.error(at, "not valid", expected=message, actual=_named(first["input"]), remedy=remedy)


def _other(file: YamlFile, complaint: Any) -> str:
    at = spoken(_without_unions(complaint["loc"])).removesuffix(": ")
    unknown = "unknown key " if complaint["type"] == "extra_forbidden" else ""
    return f"line {_line_of(file, complaint['loc'])} ({unknown}{at})"


def _without_unions(loc: Sequence[str | int]) -> KeyPath:
    """The complaint's place without the names that pydantic adds for the branches of a union or for a mapping's key."""
    return tuple(part for part in loc if isinstance(part, int) or part != "[key]")


def _model_at(model: type[BaseModel], at: Sequence[str | int]) -> type[BaseModel] | None:
    here: type[BaseModel] | None = model
    for part in at:
        if here is not None and part in here.model_fields:
            here = _inner_model(here.model_fields[str(part)].annotation)
        elif here is not None and isinstance(part, str) and here.model_fields:
            continue  # a key of a mapping whose values are that model
    return here


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_inner_model(argument) for argument in get_args(annotation))
    return next((model for model in found if model is not None), None)


def _keys_at(model: type[BaseModel], at: Sequence[str | int]) -> list[str]:
    here = _model_at(model, at)
    return sorted(here.model_fields) if here is not None else []


def _meaning(model: type[BaseModel], at: Sequence[str | int]) -> str:
    here = _model_at(model, at[:-1])
    field = here.model_fields.get(str(at[-1])) if here is not None else None
    return (field.description if field is not None else None) or "this key"


def _named(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return f"{type(value).__name__} {str(value)[:80]!r}"
