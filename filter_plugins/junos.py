"""Filters for templates about Junos devices. Each is documented in the file of its name: ``ansible-doc -t filter``."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from ansible.errors import AnsibleFilterError

from reinstate.errors import ReinstateError
from reinstate.report.filters import FILTERS


class FilterModule:
    """Adapter: values in, engine call, plain values out."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The engine's filters by name."""
        return {name: _adapted(function) for name, function in FILTERS.items()}


def _adapted(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def filtered(*arguments: Any, **named: Any) -> Any:
        try:
            return function(*map(_plain, arguments), **{name: _plain(value) for name, value in named.items()})
        except ReinstateError as error:
            raise AnsibleFilterError(str(error)) from error
        except TypeError as error:
            raise AnsibleFilterError(f"{function.__name__}: {error}") from error

    return filtered


def _plain(value: Any) -> Any:
    """Ansible's tagged and lazy values as plain JSON types, so that no result is trusted as a template."""
    return json.loads(json.dumps(value, default=str))
