"""When the running software was built: no newer file was installed with it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from reinstate.checks.framework import Case, shown
from reinstate.device.model import File, SoftwareInformation
from reinstate.device.unit_rows import software_of
from reinstate.plan.requests import Rpc

_BUILT = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")


def software_built(case: Case) -> datetime | None:
    """The build date of the oldest running Junos OS of the unit's Routing Engines; it was installed later."""
    software = case.known_or_none(Rpc.SOFTWARE, SoftwareInformation)
    dates = []
    for engine in software_of(case.unit, software) if software else ():
        found = [day for package in engine.packages if (day := _build_day(package.comment))]
        dates.append(max(found) if found else None)
    known = [day for day in dates if day is not None]
    return min(known) if known and len(known) == len(dates) else None


def modified(case: Case, file: File) -> datetime | None:
    """When a file was last written, by the controller's clock: the device clock can be wrong."""
    offset = case.session.clock_offset
    if file.modified is None or offset is None:
        return file.modified
    try:
        return file.modified - timedelta(seconds=offset)
    except OverflowError:
        return None


def is_newer(case: Case, file: File) -> bool | None:
    """Whether a file was written after the running software was built; None where either date is unknown."""
    written, built = modified(case, file), software_built(case)
    return None if written is None or built is None else written >= built


def dated(case: Case, file: File) -> str:
    """A file with its date, and whether it is newer than the running software, so that it was not installed with it."""
    written = modified(case, file)
    facts = [f"{written:%Y-%m-%d}"] if written else []
    facts += ["newer than the running software"] if is_newer(case, file) else []
    return f"{shown(file.name)} ({', '.join(facts)})" if facts else shown(file.name)


def _build_day(comment: str) -> datetime | None:
    match = _BUILT.search(comment)
    if not match:
        return None
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
    except ValueError:
        return None
