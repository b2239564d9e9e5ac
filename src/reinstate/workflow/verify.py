"""Check a stored run: every hash, the seal, and the accounts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reinstate.decision.accounts import summary
from reinstate.decision.record import read_record
from reinstate.declared.store import read_declared
from reinstate.errors import AccountsError, EvidenceError
from reinstate.evidence.bundle import DAMAGED
from reinstate.evidence.files import read_json
from reinstate.evidence.run import SUMMARY_FILE, RunFolder, bundle_of, find_run, hosts_of


def verify_run(path: Path) -> tuple[str, ...]:
    """What is wrong with a run, a sentence each; empty where everything fits."""
    folder = find_run(path)
    stated = folder.read()
    problems = (
        [] if stated.get("sealed") is not None else ["run.json: the run was never sealed, collecting didn't finish"]
    )
    for host in hosts_of(stated):
        bundle = bundle_of(folder, host, stated.get("sealed"))
        if bundle.damage or bundle.manifest is None:
            problems.append(f"{host}: {bundle.damage or 'it has no evidence bundle'}")
        problems += [f"{host}: {rpc}: {item.reason}" for rpc, item in bundle.items.items() if item.status == DAMAGED]
    problems += _declared(folder, stated)
    if not (folder.path / SUMMARY_FILE).exists():
        return (*problems, "summary.json: missing, the run wasn't judged")
    return (*problems, *_accounts(folder, stated))


def _declared(folder: RunFolder, stated: Mapping[str, Any]) -> list[str]:
    """What was declared of the run and no longer is as it was declared."""
    told = read_declared(folder.path, stated.get("declared"))
    broken = [one.broken for one in (told.claims, told.entitlement, told.attestations) if one.broken]
    return broken + [f"attestation of {one.by}: {one.damage}" for one in told.attestations.rows if one.damage]


def _accounts(folder: RunFolder, stated: Mapping[str, Any]) -> tuple[str, ...]:
    try:
        records = [read_record(path.read_bytes()) for path in sorted(folder.records.glob("*.json"))]
        fresh = summary(records, hosts_of(stated))
    except (AccountsError, EvidenceError) as error:
        return (str(error),)
    told = read_json(folder.path / SUMMARY_FILE)
    return tuple(
        f"summary.json: {key} - Expected: {value} Actual: {told.get(key)}"
        for key, value in fresh.items()
        if told.get(key) != value
    )
