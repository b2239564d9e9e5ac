"""What a child process has read of hosts, as bytes for its parent: of what it sends, only our own data types are made.

The child read hostile bytes. Frozen data classes with slots are taken apart and made by their slots: by default, pickle
asks each object for the list of its fields, which costs as much as reading a small device.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

_Kind = TypeVar("_Kind")
_OURS = ("reinstate.device.", "reinstate.evidence.", "reinstate.plan.", "reinstate.session.")
_OUR_MODULES = frozenset(
    ("reinstate.reference.profiles", "reinstate.reference.factory_defaults", "reinstate.workflow.read_evidence")
)
_OTHERS = frozenset(
    {("datetime", "datetime"), ("datetime", "date"), ("datetime", "timezone"), ("datetime", "timedelta")}
)
_BUILTINS = frozenset({"frozenset", "set"})


def pickled(value: object) -> bytes:
    """A tree of our data types as bytes."""
    stream = io.BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue()


def unpickled(content: bytes, kind: type[_Kind]) -> _Kind:
    """What `pickled` made of an object of that type; UnpicklingError for anything else."""
    found = _Unpickler(io.BytesIO(content)).load()
    if not isinstance(found, kind):
        raise pickle.UnpicklingError(f"not a {kind.__name__}")
    return found


class _Pickler(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        kind: Any = type(obj)
        values_of = _values_of(kind)
        return NotImplemented if values_of is None else (_made, (kind, values_of(obj)))


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, _made.__name__):
            return _made
        own = (module.startswith(_OURS) or module in _OUR_MODULES) and "." not in name
        if own or (module, name) in _OTHERS or (module == "builtins" and name in _BUILTINS):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not a type of the device model")


def _made(kind: type, values: Sequence[object]) -> object:
    """An object of a data class by the values of its fields."""
    setters = _setters_of(kind)
    if len(setters) != len(values):
        raise pickle.UnpicklingError(f"{kind.__name__} does not have {len(values)} fields")
    made: object = object.__new__(kind)
    for set_value, value in zip(setters, values, strict=True):
        set_value(made, value)
    return made


@cache
def _values_of(kind: type) -> Callable[[Any], tuple[Any, ...]] | None:
    """What gives the values of the fields of that data class; None for any other type."""
    names = [one.name for one in fields(kind)] if is_dataclass(kind) and hasattr(kind, "__slots__") else []
    if not names:
        return None
    if len(names) == 1:
        get = attrgetter(names[0])
        return lambda value: (get(value),)
    return attrgetter(*names)


@cache
def _setters_of(kind: type) -> Sequence[Callable[[object, object], None]]:
    """What sets each field; a slot sets its value whether or not its class is frozen."""
    if not (is_dataclass(kind) and hasattr(kind, "__slots__")):
        raise pickle.UnpicklingError(f"{kind.__name__} is not a data class with slots")
    return [getattr(kind, one.name).__set__ for one in fields(kind)]
