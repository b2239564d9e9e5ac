"""Checks of licences: which licences are installed or used, and what becomes of them."""

from __future__ import annotations

from reinstate.checks.framework import Check

CHECKS: tuple[type[Check], ...] = ()
