"""Every check, by domain. A new check is one short class, named in the ``CHECKS`` of its domain."""

from __future__ import annotations

from collections.abc import Iterable

from reinstate.checks import attested, claims, licenses, lifecycle, sanitization
from reinstate.checks.framework import Check
from reinstate.checks.frus import checks as frus
from reinstate.checks.health import checks as health
from reinstate.checks.identity import checks as identity
from reinstate.checks.integrity import checks as integrity
from reinstate.checks.software import checks as software

CHECK_CLASSES: tuple[type[Check], ...] = (
    *identity.CHECKS,
    *claims.CHECKS,
    *lifecycle.CHECKS,
    *software.CHECKS,
    *licenses.CHECKS,
    *frus.CHECKS,
    *health.CHECKS,
    *integrity.CHECKS,
    *sanitization.CHECKS,
    *attested.CHECKS,
)


def make_checks(without: Iterable[str] = ()) -> tuple[Check, ...]:
    """One instance of every check, in the catalog's order, leaving out those ids."""
    left_out = frozenset(without)
    return tuple(check() for check in CHECK_CLASSES if check.id not in left_out)
