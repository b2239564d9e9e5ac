"""Why a unit got its verdict: the derivation, verified, from the disposition down to the bytes.

A record is verified first: its bytes against the run's list, its decision against its findings, and the whole of it
against a re-evaluation of the stored evidence. A record that does not verify is replaced by the re-evaluation.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from reinstate.checks.catalog import make_checks
from reinstate.checks.framework import Case, Check
from reinstate.checks.framework.run import run_check
from reinstate.decision.decide import case_of
from reinstate.decision.derivation import redecided
from reinstate.decision.policy import Policy, reference_for
from reinstate.decision.record import FindingPart, Record, read_record
from reinstate.errors import EvidenceError, ReinstateError
from reinstate.evidence.bundle import Bundle
from reinstate.evidence.byte_places import Span, spans
from reinstate.evidence.chain import chain_problems
from reinstate.evidence.judgements import Judgement, judgement_of, shown_problems
from reinstate.evidence.names import file_name
from reinstate.evidence.run_folder import JUDGEMENTS, SUMMARY_FILE, RunFolder, bundle_of, find_run, hosts_of
from reinstate.evidence.xml import ParseRefused
from reinstate.isolation import run_isolated
from reinstate.plain_text import listed as in_short
from reinstate.reference.tracing import Asked, TracedReference
from reinstate.report.derivation_text import Derivation
from reinstate.report.text import visible
from reinstate.workflow.earlier_runs import ListedRecord, comparable, read_summary, same_basis, stored_record
from reinstate.workflow.judge_run import JudgedRun, basis_of, judge_run, policy_of

MOST_PLACES = 40
_SECONDS = 60.0
_MEMORY_LIMIT = 1024 * 1024 * 1024

_MOST_NAMES = 12


def explain(path: Path, device: str, check: str | None = None) -> tuple[Derivation, ...]:
    """The derivations of a device's units.

    Args:
        path: the run.
        device: a unit's name, a host's, or a chassis serial number.
        check: one check's findings alone.

    Raises:
        EvidenceError: the run has no such device or check; the error names similar ones.
    """
    run = _Run.of(find_run(path))
    return tuple(_derivation(run, listed, check) for listed in _chosen(run, device))


@dataclass(frozen=True, slots=True)
class _Run:
    folder: RunFolder
    judgement: Judgement
    stated: Mapping[str, Any]
    summary: Mapping[str, Any]
    listed: tuple[ListedRecord, ...]

    @classmethod
    def of(cls, folder: RunFolder) -> _Run:
        judgement = judgement_of(folder)
        return cls(folder, judgement, folder.read(), *read_summary(judgement))

    def host_of(self, unit: str) -> str:
        """The host of a unit by its name; "" where the run has none."""
        hosts = sorted(hosts_of(self.stated), key=len, reverse=True)
        return next((host for host in hosts if unit == host or unit.startswith(f"{host}.")), "")


def _chosen(run: _Run, device: str) -> tuple[ListedRecord, ...]:
    by_unit = [one for one in run.listed if one.unit == device]
    by_host = [one for one in run.listed if run.host_of(one.unit) == device]
    by_serial = [one for one in run.listed if one.serial and one.serial.upper() == device.upper()]
    found = by_unit or by_host or by_serial
    if not found:
        known = [*(one.unit for one in run.listed), *hosts_of(run.stated), *(one.serial for one in run.listed)]
        raise EvidenceError(
            f"{device}: no such unit in run {run.folder.run_id}",
            expected="the name of a unit or host, or a chassis serial number",
            actual=device,
            remedy=_similar(device, known),
        )
    return tuple(found)


def _similar(asked: str, known: Iterable[str]) -> str:
    """The names that may be meant, or the first of those that there are, in their order."""
    names = list(dict.fromkeys(visible(one) for one in known if one))
    folded = {name.lower(): name for name in names}
    near = [folded[one] for one in difflib.get_close_matches(asked.lower(), folded, n=3, cutoff=0.5)]
    near = [name for name in names if asked and name.lower().startswith(asked.lower())][:_MOST_NAMES] or near
    return f"did you mean {' or '.join(near)}?" if near else f"use one of {in_short(names, _MOST_NAMES)}"


def _derivation(run: _Run, listed: ListedRecord, check: str | None) -> Derivation:
    stored, problems = _stored(run, listed)
    problems += chain_problems(run.folder)
    problems += [
        one for one in shown_problems(run.judgement) if one.startswith(f"records/{file_name(listed.unit)}.json:")
    ]
    again = _again(run, listed.unit, stored)
    verified = [] if problems else [_matching(run.judgement, listed.unit)]
    if again.record is not None and not again.differs:
        verified.append("a re-evaluation of the stored evidence gives the same record")
    elif again.record is not None and stored is not None:
        now = f"{again.record.verdict}/{again.record.disposition} ({again.record.reason})"
        problems.append(f"a re-evaluation of the stored evidence gives a different record: {now}")
    record = again.record if problems and again.record is not None else stored
    if record is None:
        raise EvidenceError(
            f"{listed.unit}: the record cannot be explained",
            expected="the record as it was written",
            actual="; ".join([*problems, again.not_reevaluated]),
            remedy="re-evaluate the run (decide.yml)",
        )
    bundle = bundle_of(run.folder, run.host_of(listed.unit), run.stated.get("sealed"))
    findings, others = _shown(record, check)
    places, refused = _places(bundle, findings)
    return Derivation(
        run_id=run.folder.run_id,
        unit=listed.unit,
        check=check or "",
        record=record,
        problems=tuple(problems),
        verified=tuple(verified),
        not_reevaluated=again.not_reevaluated,
        findings=findings,
        others=others,
        bundle=bundle,
        policy=again.policy,
        checks=again.judged.judging.by_id if again.judged else {check.id: check for check in make_checks()},
        asked=again.asked({finding.check for finding in findings}),
        spans=places,
        refused=refused,
    )


def _matching(judgement: Judgement, unit: str) -> str:
    place = f"{JUDGEMENTS}/{judgement.number}/" if judgement.number else ""
    return f"{place}records/{file_name(unit)}.json matches its digest in {place}{SUMMARY_FILE}"


def _stored(run: _Run, listed: ListedRecord) -> tuple[Record | None, list[str]]:
    content, problem = stored_record(run.judgement, listed)
    problems = [problem] if problem else []
    try:
        record = read_record(content)
    except EvidenceError as error:
        return None, [*problems, str(error)]
    if record.unit.name != listed.unit or record.unit.host != run.host_of(listed.unit):
        problems.append(f"the record is of unit {record.unit.name} of host {record.unit.host}")
    follows = redecided(record)
    if (follows.verdict, follows.disposition) != (record.verdict, record.disposition):
        problems.append(
            f"its findings give {follows.verdict}/{follows.disposition}, but the record states a different decision"
        )
    return record, problems


# --- re-evaluation ---


@dataclass(frozen=True, slots=True)
class _Again:
    """The unit, re-evaluated from the stored evidence.

    Attributes:
        record: None where that was not possible, or where the two cannot be compared.
        differs: whether it differs from the stored record.
        not_reevaluated: why it was not compared; "" where it was.
    """

    record: Record | None = None
    differs: bool = False
    not_reevaluated: str = ""
    policy: Policy | None = None
    judged: JudgedRun | None = None
    unit: str = ""

    def asked(self, checks: Iterable[str]) -> dict[str, tuple[Asked, ...]]:
        """The lookups of these checks in the reference data about the unit."""
        if self.judged is None:
            return {}
        judging = self.judged.judging
        units = [(host, one) for host in self.judged.evidence for one in self.judged.units[host.host]]
        found: dict[str, tuple[Asked, ...]] = {}
        for host, unit in units:
            if unit.name == self.unit:
                case = case_of(unit, host.device, host.bundle, host.profile, judging)
                found |= {check: _asked(judging.by_id[check], case) for check in checks if check in judging.by_id}
        return found


def _asked(check: Check, case: Case) -> tuple[Asked, ...]:
    traced = TracedReference.of(case.reference)
    run_check(check, replace(case, reference=traced))
    return tuple(traced.asked)


def _again(run: _Run, unit: str, stored: Record | None) -> _Again:
    """Evaluate the unit's host alone, and the whole run if the record differs: checks can compare units."""
    try:
        policy = policy_of(run.folder, run.stated, run.judgement)
        judge = partial(_judged, run, policy, _as_of(run, stored))
        judged, record = judge([run.host_of(unit)], unit)
    except ReinstateError as error:
        return _Again(not_reevaluated=f"not re-evaluated: {error}")
    if stored is not None and not same_basis(stored, record):
        reason = "not re-evaluated: another version of this software or of its reference data evaluated it"
        return _Again(not_reevaluated=reason, policy=policy)
    whole = hosts_of(run.stated)
    if len(whole) > 1 and not _same(run, stored, record):
        judged, record = judge(whole, unit)
    return _Again(record, not _same(run, stored, record), "", policy, judged, unit)


def _judged(run: _Run, policy: Policy, as_of: datetime, hosts: Sequence[str], unit: str) -> tuple[JudgedRun, Record]:
    """These hosts evaluated, and the unit's record, or its host's if its units are no longer distinguishable."""
    stated = {**run.stated, "hosts": list(hosts)}
    reference = reference_for(policy)
    judged = judge_run(run.folder, stated, policy, reference, basis_of(run.judgement, stated, as_of))
    own = [one for one in judged.records if one.unit.host == run.host_of(unit)]
    return judged, next((one for one in own if one.unit.name == unit), own[0])


def _as_of(run: _Run, stored: Record | None) -> datetime:
    evaluated = run.summary.get("judged")
    moment = evaluated.get("as_of") if isinstance(evaluated, dict) else None
    try:
        return datetime.fromisoformat(moment or (stored.as_of if stored is not None else run.stated["started"]))
    except (TypeError, ValueError) as error:
        raise EvidenceError(f"{SUMMARY_FILE}: no evaluation date", expected="a time", actual=str(moment)) from error


def _same(run: _Run, one: Record | None, other: Record) -> bool:
    """Whether both say the same of the unit."""
    return one is not None and comparable(run.judgement, one) == comparable(run.judgement, other)


# --- findings and their places ---


def _shown(record: Record, check: str | None) -> tuple[tuple[FindingPart, ...], tuple[FindingPart, ...]]:
    """The findings that are explained: one check's, or those that prevent a pass; and the others."""
    if check is None:
        chosen = [one for one in record.findings if _prevents_a_pass(one)]
    else:
        chosen = [one for one in record.findings if one.check == check]
        if not chosen:
            known = sorted({one.check for one in record.findings})
            raise EvidenceError(
                f"{record.unit.name}: no finding of {check}",
                expected="the id of a check",
                actual=check,
                remedy=_similar(check, known),
            )
    ordered = sorted(chosen, key=_importance(record))
    return tuple(ordered), tuple(one for one in record.findings if one not in chosen)


def _prevents_a_pass(one: FindingPart) -> bool:
    waived = one.waiver is not None and one.waiver.state == "applied"
    return (
        one.result in ("fail", "inconclusive")
        and not one.noted
        and not waived
        and (one.hold or one.gravity != "advice")
    )


def _importance(record: Record) -> Callable[[FindingPart], tuple[bool, int, bool, int, str, str]]:
    results = ("fail", "inconclusive", "pass", "not_applicable")
    gravities = ("blocker", "condition", "advice")

    def importance(one: FindingPart) -> tuple[bool, int, bool, int, str, str]:
        deciding = record.deciding
        decides = deciding is not None and (one.check, one.message) == (deciding.check, deciding.message)
        return (
            not decides,
            results.index(one.result),
            not one.hold,
            gravities.index(one.gravity),
            one.check,
            one.subject,
        )

    return importance


def _places(bundle: Bundle, findings: Iterable[FindingPart]) -> tuple[dict[str, dict[str, Span]], dict[str, str]]:
    """By item where the XPaths of these findings lead, and why some cannot be found.

    They are looked for in a child process, for the bytes are a device's.
    """
    wanted: dict[str, dict[str, None]] = {}
    for place in (place for finding in findings for place in finding.evidence if place.xpath):
        wanted.setdefault(place.item, {})[place.xpath] = None
    stored = {str(rpc): item.raw for rpc, item in bundle.items.items() if item.raw is not None}
    found: dict[str, dict[str, Span]] = {}
    refused: dict[str, str] = {}

    def job(emit: Callable[[Any], None]) -> None:
        for item in wanted.keys() & stored.keys():
            try:
                at = spans(stored[item], list(wanted[item])[:MOST_PLACES])
            except ParseRefused as unreadable:
                emit({"item": item, "refused": unreadable.reason})
            else:
                emit({"item": item, "spans": {xpath: [one.start, one.end] for xpath, one in at.items()}})

    def hear(message: Any) -> None:
        item = str(message["item"])
        if "refused" in message:
            refused[item] = str(message["refused"])
        else:
            found[item] = {str(xpath): Span(int(at[0]), int(at[1])) for xpath, at in message["spans"].items()}

    if wanted:
        ended = run_isolated(job, deadline=_SECONDS, memory_limit=_MEMORY_LIMIT, on_message=hear)
        if ended.ended != "done":
            missing = wanted.keys() - found.keys() - refused.keys()
            refused |= dict.fromkeys(missing, f"the process that searched for it ended early: {ended.detail}")
    return found, refused
