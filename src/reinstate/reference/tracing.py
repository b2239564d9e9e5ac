"""Reference data that record each question: which rows an answer came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from types import MethodType
from typing import Any

from reinstate.reference.library import Reference

_LONGEST_ANSWER = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the reference data, and the answer."""

    question: str
    about: tuple[Any, ...]
    answer: Any

    def rows(self) -> tuple[Any, ...]:
        """The rows in the answer: everything in it that names its source."""
        return tuple(_rows((self.answer,)))[:_LONGEST_ANSWER]


class TracedReference(Reference):
    """A `Reference` that gives the same answers and records every question."""

    asked: list[Asked]

    @classmethod
    def of(cls, reference: Reference) -> TracedReference:
        """The same data, traced."""
        traced = object.__new__(cls)
        for one in fields(reference):
            object.__setattr__(traced, one.name, getattr(reference, one.name))
        object.__setattr__(traced, "asked", [])
        return traced

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        return _noting(value, name, self.asked) if isinstance(value, MethodType) and name[0] != "_" else value


def _noting(method: MethodType, name: str, asked: list[Asked]) -> Any:
    @wraps(method)
    def ask(*arguments: Any, **named: Any) -> Any:
        answer = method(*arguments, **named)
        asked.append(Asked(name, (*arguments, *named.values()), answer))
        return answer

    return ask


def _rows(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, tuple | list | frozenset | set):
            yield from _rows(value)
        elif is_dataclass(value):
            inner = [row for one in fields(value) for row in _rows((getattr(value, one.name),))]
            if inner:
                yield from inner
            elif getattr(value, "source", ""):
                yield value
