"""Strict YAML: every error names file, line, and key path, and all errors of a file are named at once."""

from __future__ import annotations

import difflib
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
_MOST_SHOWN = 20
_CORRECT_YAML = "correct the indentation, the quotes, or the brackets"


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
        """The error for the value at that key path."""
        place = f"{self.path}, {self.place(at)}"
        return InputError(f"{place}: {what}", expected=expected, actual=actual, remedy=remedy)

    def place(self, at: Sequence[str | int]) -> str:
        """``line 8, key waivers[0].expires``; the line is that of the nearest existing key."""
        line = f"line {self.line_of(at)}"
        return f"{line}, key {_path_text(at)}" if at else line

    def line_of(self, at: Sequence[str | int]) -> int:
        """The line of that key path, or of the nearest existing key above it."""
        near = tuple(at)
        while near not in self.lines and near:
            near = near[:-1]
        return self.lines.get(near, 1)


def _path_text(at: Iterable[str | int]) -> str:
    """A key path for people, e.g. ``waivers[0].expires``."""
    text = ""
    for part in at:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file of one document whose top level is a mapping; InputError with the line where it is not."""
    raw = read_bounded(path, MAX_BYTES, "a YAML file")
    try:
        text = raw.decode("utf-8")
        refuse_deep(path, text, _DEEPEST)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        lines = _lines(path, node)
        data = yaml.safe_load(text)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(
            f"{path}, line {line}: not UTF-8",
            expected="UTF-8 text",
            actual=error.reason,
            remedy="save the file as UTF-8",
        ) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{path}, line {mark.line + 1}, column {mark.column + 1}" if mark else str(path)
        raise InputError(
            f"{place}: not YAML", expected="valid YAML", actual=error.problem or str(error), remedy=_CORRECT_YAML
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(f"{path}: not YAML", expected="valid YAML", actual=str(error), remedy=_CORRECT_YAML) from error
    file = YamlFile(path, raw, data, lines)
    if not isinstance(data, dict):
        raise file.error(
            (),
            "the top level is not a mapping",
            expected="a mapping of keys",
            actual=_named(data),
            remedy="write one key and its value on each line",
        )
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
                f"{path}: too many keys, or nested too deep",
                expected=f"at most {_MOST_KEYS:,} keys in {_DEEPEST} levels",
                actual="more",
                remedy="write the values out instead of aliases",
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
                f"{path}, line {line}, key {_path_text(below)}: repeated key",
                expected="each key once",
                actual=f"the same key in line {lines[below]}",
                remedy="keep one of the two",
            )
        lines[below] = line
        waiting.append((below, value))


def checked(file: YamlFile, model: type[Model]) -> Model:
    """The file's content as that model; InputError with every mistake (the first twenty), each with its line."""
    try:
        return model.model_validate(file.data)
    except ValidationError as error:
        found = sorted(error.errors(include_url=False), key=lambda one: file.line_of(one["loc"]))
        raise _all_of(file, [_mistake(file, model, one) for one in found]) from error


def _all_of(file: YamlFile, mistakes: Sequence[InputError]) -> InputError:
    if len(mistakes) == 1:
        return mistakes[0]
    lines = "".join(f"\n  {str(one).removeprefix(f'{file.path}, ')}" for one in mistakes[:_MOST_SHOWN])
    more = f"\n  and {len(mistakes) - _MOST_SHOWN} more" if len(mistakes) > _MOST_SHOWN else ""
    return InputError(f"{file.path}: {len(mistakes)} errors{lines}{more}")


# What is expected, in the words of people who write policies; of other types, pydantic's own words do.
_IN_PLAIN_WORDS = {
    "bool_type": "true or false",
    "date_from_datetime_parsing": "a date such as 2027-03-31",
    "date_type": "a date such as 2027-03-31",
    "dict_type": "a mapping of keys",
    "int_type": "a whole number",
    "list_type": "a list",
    "string_too_short": "a text that is not empty",
    "too_short": "at least 1 entry",
    "string_type": "a text, in quotes if it looks like a number",
}


def _mistake(file: YamlFile, model: type[BaseModel], found: Mapping[str, Any]) -> InputError:
    at = _without_unions(found["loc"])
    if found["type"] == "extra_forbidden":
        known = _keys_at(model, at[:-1])
        fix = _near(str(at[-1]), known) or "correct or delete the key"
        return file.error(at, "unknown key", expected=f"one of {', '.join(known)}", actual=str(at[-1]), remedy=fix)
    if found["type"] == "missing":
        return file.error(at, "missing", expected=_meaning(model, at), actual="nothing", remedy="add the key")
    got = _named(found["input"])
    return file.error(
        at, "the value is not valid", expected=_form(model, at, found), actual=got, remedy="correct the value"
    )


def _form(model: type[BaseModel], at: KeyPath, found: Mapping[str, Any]) -> str:
    """The form that was expected of a value."""
    if found["type"] == "model_type":
        return f"a mapping of {', '.join(_keys_at(model, at))}"
    if found["type"] == "string_pattern_mismatch":
        return _description(model, at) or f"a text that matches {found['ctx']['pattern']}"
    return _IN_PLAIN_WORDS.get(found["type"]) or _plain(str(found["msg"]))


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").removeprefix("Input should be ")


def _near(key: str, known: Sequence[str]) -> str:
    found = difflib.get_close_matches(key, known, n=1)
    return f"did you mean {found[0]}?" if found else ""


def _without_unions(loc: Sequence[str | int]) -> KeyPath:
    """The key path without the names that pydantic adds for branches of a union or for a mapping's key."""
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
    return _description(model, at) or f"a value for {at[-1]}"


def _description(model: type[BaseModel], at: Sequence[str | int]) -> str:
    here = _model_at(model, at[:-1])
    field = here.model_fields.get(str(at[-1])) if here is not None else None
    return (field.description if field is not None else None) or ""


def _named(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value[:80]) if isinstance(value, str) else str(value)[:80]
