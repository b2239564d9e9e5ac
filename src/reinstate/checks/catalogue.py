"""Every check, by domain. A new check is one short class, named in its domain module's ``CHECKS``."""

from __future__ import annotations

from collections.abc import Iterable

from reinstate.checks import (
    attested,
    claims,
    frus,
    health,
    health_parts,
    identity,
    integrity,
    integrity_traces,
    licences,
    lifecycle,
    sanitisation,
    software,
    software_backup,
)
from reinstate.checks.framework import Check

CHECK_CLASSES: tuple[type[Check], ...] = (
    *identity.CHECKS,
    *claims.CHECKS,
    *lifecycle.CHECKS,
    *software.CHECKS,
    *software_backup.CHECKS,
    *licences.CHECKS,
    *frus.CHECKS,
    *health.CHECKS,
    *health_parts.CHECKS,
    *integrity.CHECKS,
    *integrity_traces.CHECKS,
    *sanitisation.CHECKS,
    *attested.CHECKS,
)


def make_checks(without: Iterable[str] = ()) -> tuple[Check, ...]:
    """One instance of every check, in the catalogue's order, leaving out those ids."""
    left_out = frozenset(without)
    return tuple(check() for check in CHECK_CLASSES if check.id not in left_out)
