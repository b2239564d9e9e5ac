"""Look at an installation, one thing after another: a look that fails stops no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from reinstate.workflow.doctor.lines import Examination, Line, looked_at

# Each look imports what it needs when it is made: where a package is broken, the other looks still work.
# ruff: noqa: PLC0415


@dataclass(frozen=True, slots=True)
class Examined:
    """What to look at.

    Attributes:
        policy: None is the shipped default policy.
        as_of: the day for which ages are counted; None is today.
        run: an evaluated run whose products are looked up; None for none.
        inventory, host: the host to log in to; None and "" for none.
        options: further options of ``ansible-playbook`` for that host.
    """

    runs: Path
    policy: Path | None = None
    as_of: date | None = None
    run: Path | None = None
    inventory: Path | None = None
    host: str = ""
    options: tuple[str, ...] = ()


def examine(examined: Examined) -> Examination:
    """Every line, in the order in which things build on one another. Raises nothing for what is wrong."""
    now = datetime.now(UTC)
    on = examined.as_of or now.date()
    left_out = [] if examined.run else ["products without a platform profile: name an evaluated run (--run RUN)"]
    if not examined.host:
        left_out.append("login and permissions: name a host (-i INVENTORY --host NAME)")
    return Examination(on.isoformat(), tuple(_lines(examined, now, on)), tuple(left_out))


def _lines(examined: Examined, now: datetime, on: date) -> Iterator[Line]:
    yield from looked_at("Python", _python)
    yield from looked_at("packages", _packages)
    yield from looked_at("Ansible", _ansible)
    yield from looked_at("runs folder", lambda: _runs(examined.runs))
    yield from looked_at("locks", lambda: _locks(examined.runs))
    yield from looked_at("clock", lambda: _clock(examined.runs, now))
    yield from looked_at("policy", lambda: _policy(examined.policy))
    yield from looked_at("pins", lambda: _pins(examined.policy))
    yield from looked_at("age of data", lambda: _ages(examined.policy, on))
    yield from looked_at("lifecycle pages", lambda: _pages(examined.policy, on))
    if examined.run is not None:
        run = examined.run
        yield from looked_at("platform profiles", lambda: _families(run))
    if examined.inventory is not None and examined.host:
        yield from looked_at("login", lambda: _host(examined))


def _python() -> Iterable[Line]:
    from reinstate.workflow.doctor.software import python_lines

    return python_lines()


def _packages() -> Iterable[Line]:
    from reinstate.workflow.doctor.software import package_lines

    return package_lines()


def _ansible() -> Iterable[Line]:
    from reinstate.workflow.doctor.software import ansible_lines

    return ansible_lines()


def _runs(runs: Path) -> Iterable[Line]:
    from reinstate.workflow.doctor.runs_folder import folder_lines

    return folder_lines(runs)


def _locks(runs: Path) -> Iterable[Line]:
    from reinstate.workflow.doctor.runs_folder import lock_lines

    return lock_lines(runs)


def _clock(runs: Path, now: datetime) -> Iterable[Line]:
    from reinstate.workflow.doctor.runs_folder import clock_lines

    return clock_lines(runs, now)


def _policy(named: Path | None) -> Iterable[Line]:
    from reinstate.workflow.doctor.policy_and_data import policy_lines

    return policy_lines(named)


def _pins(named: Path | None) -> Iterable[Line]:
    from reinstate.decision.policy import reference_for
    from reinstate.workflow.doctor.policy_and_data import pin_lines, usable_policy

    policy = usable_policy(named)
    return pin_lines(policy, reference_for(policy))


def _ages(named: Path | None, on: date) -> Iterable[Line]:
    from reinstate.decision.policy import reference_for
    from reinstate.workflow.doctor.policy_and_data import age_lines, usable_policy

    policy = usable_policy(named)
    return age_lines(policy, reference_for(policy), on)


def _pages(named: Path | None, on: date) -> Iterable[Line]:
    from reinstate.workflow.doctor.kept_pages import kept_page_lines
    from reinstate.workflow.doctor.policy_and_data import usable_policy

    return kept_page_lines(usable_policy(named), on)


def _families(run: Path) -> Iterable[Line]:
    from reinstate.workflow.doctor.policy_and_data import family_lines

    return family_lines(run)


def _host(examined: Examined) -> Iterable[Line]:
    from reinstate.decision.policy import reference_for
    from reinstate.workflow.doctor.host import NamedHost, host_lines
    from reinstate.workflow.doctor.policy_and_data import usable_policy

    assert examined.inventory is not None
    policy = usable_policy(examined.policy)
    named = NamedHost(examined.inventory, examined.host, examined.options)
    return host_lines(named, policy, reference_for(policy))
