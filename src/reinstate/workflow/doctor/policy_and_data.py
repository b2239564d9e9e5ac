"""The policy, its pins, the age of its reference data, and products of a run without a platform profile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from reinstate.checks.framework import LackKind
from reinstate.decision.policy import Policy, policy_named, reference_for, shipped_policy
from reinstate.plain_text import counted, listed, printable
from reinstate.reference.ageing import WARN_DAYS
from reinstate.reference.library import Reference
from reinstate.reference.loading import SHIPPED_SETS
from reinstate.report.notices import age_stated, age_step
from reinstate.workflow.age_of_data import all_limits, relied_on
from reinstate.workflow.doctor.lines import Line, ok, problem, warning
from reinstate.workflow.unknowns import records_of

_AGE = "age of data"
_NAME_A_POLICY = "copy policies/example.yml, set baseline.logins, and name the copy (--policy FILE, -e policy=FILE)"


def policy_lines(named: Path | None) -> Iterator[Line]:
    """Whether the policy and all that it names can be read."""
    policy = policy_named(named)
    reference_for(policy)
    if named is None:
        what = f"no policy is named; the shipped policy {policy.name} {policy.version} declares no bench login"
        yield warning("policy", what, _NAME_A_POLICY)
        return
    tables = len(policy.lifecycle_tables) + len(policy.price_lists) + len(policy.platform_profiles)
    yield ok("policy", f"{policy.name} {policy.version} from {named}, with {counted(tables, 'own table')}")


def usable_policy(named: Path | None) -> Policy:
    """The policy that is named; the shipped default where it cannot be read, which its own line states."""
    try:
        policy = policy_named(named)
        reference_for(policy)
    except Exception:  # noqa: BLE001 - `policy_lines` states the cause
        return shipped_policy()
    return policy


def pin_lines(policy: Policy, reference: Reference) -> Iterator[Line]:
    """Whether each set on which a check relies is the one that the policy pins."""
    relied = relied_on(policy.enabled_checks)
    wrong = [info for name, info in sorted(reference.sets.items()) if name in relied and not info.pinned]
    for info in wrong:
        differs = "is not the set that the policy pins" if info.pin else "is not pinned by the policy"
        step = "print the pins of the installed sets (reinstate reference pins); paste them into the policy"
        yield problem("pins", f"{info.name} {differs}, and supports no pass", step)
    if not wrong:
        yield ok("pins", f"{counted(len(relied), 'reference set')} pinned by policy {policy.name} {policy.version}")


def age_lines(policy: Policy, reference: Reference, on: date) -> Iterator[Line]:
    """Each set, table, and lookup that is too old on that day, or within 30 days."""
    limits = all_limits(policy.enabled_checks, reference, on)
    for limit in (limit for limit in limits if limit.due(on)):
        make = problem if limit.last < on else warning
        yield make(_AGE, age_stated(limit, on), age_step(limit))
    yield from _others(reference, {limit.name for limit in limits}, on)
    in_date = [limit for limit in limits if not limit.due(on) and not limit.skus]
    if in_date:
        first = min(in_date, key=lambda limit: limit.last)
        number = counted(len(in_date), "reference set")
        yield ok(_AGE, f"{number} in date for {WARN_DAYS} days or more; the first, {first.name}, until {first.last}")


def _others(reference: Reference, stated: set[str], on: date) -> Iterator[Line]:
    """Sets by which no check passes: fees, contacts, price lists. They are used, and may no longer be right."""
    ahead = on + timedelta(days=WARN_DAYS)
    for name, info in sorted(reference.sets.items()):
        if name not in stated and info.stale(ahead) and not _by_its_rows(reference, name):
            what = f"{printable(name, 64)} is {(on - info.as_of).days} days old; its maximum age is {info.max_age_days}"
            step = "update the package" if name in SHIPPED_SETS else f"look up the facts of {printable(name, 64)} again"
            yield warning(_AGE, what, step)


def _by_its_rows(reference: Reference, name: str) -> bool:
    """Whether a table has lifecycle rows or trains, each of which states until when it is valid."""
    return name in reference.hardware.tables or name in reference.releases.tables


def family_lines(run: Path) -> Iterator[Line]:
    """The products of an evaluated run that no platform profile matches."""
    lacks = (lack for record in records_of(run) for finding in record.findings for lack in finding.lacks)
    products = sorted({lack.name for lack in lacks if lack.kind is LackKind.PROFILE})
    if products:
        what = f"{counted(len(products), 'product')} of {run} without a platform profile: {listed(products)}"
        step = f"write the rows to fill in: reinstate reference unknown {run} --output FILE.csv --profiles FILE.yml"
        yield warning("platform profiles", what, step)
    else:
        yield ok("platform profiles", f"every product of {run} has one")
