"""A policy that extends a shipped one: its own keys, and the strictness of the shipped one where it states none.

The result is a whole policy. Its bytes represent both files: they give the digest, and a run keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from reinstate.decision.policy.strict_yaml import read_yaml


def shipped_file(name: str) -> AbstractContextManager[Path]:
    """The file of a shipped policy."""
    return resources.as_file(resources.files("reinstate.decision.policy") / "shipped" / f"{name}.yml")


def extended(own: Mapping[str, Any], base: str) -> bytes:
    """The whole policy as YAML, without ``extends``. ``own`` and the shipped one are complete policies."""
    return yaml.safe_dump(_over(_shipped(base), own), sort_keys=True, allow_unicode=True).encode("utf-8")


def _shipped(name: str) -> Mapping[str, Any]:
    with shipped_file(name) as path:
        stated: dict[str, Any] = read_yaml(path).data
    return _over(_shipped(stated["extends"]), stated) if "extends" in stated else stated


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Its own keys, and the strictness of the base, which is all that a shipped policy adds."""
    whole = {key: value for key, value in own.items() if key != "extends"}
    if "end_of_life" in base:
        whole.setdefault("end_of_life", base["end_of_life"])
    checks, base_checks = dict(own.get("checks") or {}), base.get("checks") or {}
    for key in ("disabled", "gravity"):
        checks[key] = {**(base_checks.get(key) or {}), **(checks.get(key) or {})}
    checks["unknown_weighs"] = _joined(base_checks, checks, "unknown_weighs")
    enabled = _joined(base.get("evidence") or {}, own.get("evidence") or {}, "switch_on")
    reference, base_reference = dict(own.get("reference") or {}), base.get("reference") or {}
    if "pins" in base_reference:
        reference.setdefault("pins", base_reference["pins"])
    return {**whole, "checks": checks, "evidence": {"switch_on": enabled}, "reference": reference}


def _joined(base: Mapping[str, Any], own: Mapping[str, Any], key: str) -> list[Any]:
    return list(dict.fromkeys([*(base.get(key) or ()), *(own.get(key) or ())]))
