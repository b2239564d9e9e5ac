"""Checks of software: which Junos release runs, and whether it is a supported, standard one."""

from __future__ import annotations

from reinstate.checks.framework import Check

CHECKS: tuple[type[Check], ...] = ()
