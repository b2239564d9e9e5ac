"""Checks of frus: whether the modules are what they say and belong together."""

from __future__ import annotations

from reinstate.checks.framework import Check

CHECKS: tuple[type[Check], ...] = ()
