"""Checks of lifecycle: whether the hardware may still be supported."""

from __future__ import annotations

from reinstate.checks.framework import Check

CHECKS: tuple[type[Check], ...] = ()
