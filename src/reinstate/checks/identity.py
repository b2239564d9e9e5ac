"""Checks of identity: who the product is, and whether it is what it says."""

from __future__ import annotations

from reinstate.checks.framework import Check

CHECKS: tuple[type[Check], ...] = ()
