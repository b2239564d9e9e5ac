"""The accounts of a run: no host is lost, and no unit is counted twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reinstate.decision.economics import economics
from reinstate.decision.record import Record
from reinstate.decision.verdict import Disposition, Verdict
from reinstate.errors import AccountsError
from reinstate.session.transcript import SessionStatus

DAMAGED = "damaged"
# Counts that older summaries do not state: where one is absent, nothing is missing.
ADDED_COUNTS = frozenset({"economics", "repeated"})


def summary(
    records: Sequence[Record], hosts: Iterable[str], outcomes: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What ``summary.json`` says, once the accounts add up.

    Args:
        records: every unit's record.
        hosts: inventory names of the run's hosts.
        outcomes: session status by host; None takes it from the records.

    Returns:
        ``{"hosts", "units", "pass", "fail", "inconclusive", "unreachable", "repeated", "waived",
        "economics", "dispositions", "outcomes"}``; for ``economics`` see ``reinstate.decision.economics``.
        All but ``hosts``, ``unreachable``, ``repeated``, and ``outcomes`` count units; ``repeated`` counts the further
        addresses of units; ``unreachable`` counts hosts without
        evidence, for any reason; ``outcomes`` counts hosts by session status, ``damaged`` where the evidence manifest
        cannot be read.

    Raises:
        AccountsError: the accounts do not add up.
    """
    wanted = tuple(hosts)
    check_accounts(records, wanted)
    counted = [record for record in records if not record.same_as]
    verdicts = Counter(record.verdict for record in counted)
    dispositions = Counter(record.disposition for record in counted)
    ended = Counter((outcomes or outcomes_of(records)).values())
    return {
        "hosts": len(wanted),
        "units": len(counted),
        **{str(verdict): verdicts[verdict] for verdict in Verdict},
        "unreachable": len({record.unit.host for record in records if gave_nothing(record)}),
        "repeated": len(records) - len(counted),
        "waived": sum(record.counts.waived > 0 for record in counted),
        "economics": economics(counted),
        "dispositions": {str(disposition): dispositions[disposition] for disposition in Disposition},
        "outcomes": {status: ended[status] for status in (*map(str, SessionStatus), DAMAGED) if ended[status]},
    }


def outcomes_of(records: Iterable[Record]) -> dict[str, str]:
    """Session status by host, ``damaged`` where the evidence manifest cannot be read."""
    return {record.unit.host: record.evidence.outcome.status or DAMAGED for record in records}


def gave_nothing(record: Record) -> bool:
    """Whether the host of that record returned no evidence at all (off, refused, wrong password, died at once)."""
    return not record.evidence.damage and not any(item.file for item in record.evidence.items)


def check_accounts(records: Sequence[Record], hosts: Iterable[str]) -> None:
    """Raise AccountsError unless every host has a record, every record a host, and every unit one record.

    Units are then pass + fail + inconclusive, for a record has one verdict of these three.
    """
    wanted = tuple(hosts)
    listed, seen = set(wanted), {record.unit.host for record in records}
    units = Counter(record.unit.name for record in records)
    _require("hosts listed twice", [host for host, count in Counter(wanted).items() if count > 1])
    _require("hosts without a record", listed - seen)
    _require("records of hosts that are not in the run", seen - listed)
    _require("units with more than one record", [unit for unit, count in units.items() if count > 1])


def _require(what: str, offenders: Iterable[str]) -> None:
    names = sorted(offenders)
    if names:
        shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
        raise AccountsError(
            f"the accounts of the run do not add up: {what}",
            expected="one record per unit, and at least one for every host of the run",
            actual=shown,
            remedy="re-evaluate the run (decide.yml); if the result is the same, report this defect",
        )
