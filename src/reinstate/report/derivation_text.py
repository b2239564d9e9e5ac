"""A derivation as lines that people read. Device text is shown without characters that drive a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any

from reinstate.checks.framework import Check, Result
from reinstate.decision.clauses import CLAUSES
from reinstate.decision.derivation import RULES, VERDICTS, WEIGHS, fired, gravity_source, if_failed, weight
from reinstate.decision.policy import Policy
from reinstate.decision.record import ChangePart, FindingPart, ReasonPart, Record, SetPart
from reinstate.evidence.bundle import DAMAGED, Bundle
from reinstate.evidence.byte_places import Span
from reinstate.evidence.manifest import MANIFEST_NAME, Item
from reinstate.evidence.names import file_name
from reinstate.reference.tracing import Asked
from reinstate.report.figures import count
from reinstate.report.labels import (
    CHANGES,
    DISPOSITION_WORDS,
    HOLD_STATES,
    OPEN_ITEM,
    RESULTS,
    SAME_CHASSIS,
    SEVERITIES,
    VERDICT_WORDS,
    WAIVERS,
    badge,
)
from reinstate.report.text import inert
from reinstate.report.views.unit_view import AFTER_THE_HOLD, CHANGING

_MOST_BYTES = 600
_MOST_LINES = 12
_LONGEST_LINE = 200
_MOST_PLACES = 8
_MOST_LOOKUPS = 12
_STATEMENTS = {clause.id: clause.statement for clause in CLAUSES}


@dataclass(frozen=True, slots=True)
class Derivation:
    """One unit's record with its whole basis.

    Attributes:
        run_id: of the run.
        unit: the unit's name.
        check: the one that was asked for; "" where all findings that prevent a pass are explained.
        record: what is explained.
        problems: why the stored record does not verify; empty where it does.
        verified: what was verified, a sentence each.
        not_reevaluated: why the record was not compared with a re-evaluation of the evidence; "" where it was.
        findings: those that are explained, most important first.
        others: the rest of them.
        bundle: the evidence, its hashes verified now.
        policy: of the evaluation; None where the run keeps no copy.
        checks: by id.
        asked: by check, its lookups in the reference data.
        spans: by item and XPath, the bytes of the element in the stored reply.
        refused: by item, why its places cannot be found.
    """

    run_id: str
    unit: str
    check: str
    record: Record
    problems: tuple[str, ...]
    verified: tuple[str, ...]
    not_reevaluated: str
    findings: tuple[FindingPart, ...]
    others: tuple[FindingPart, ...]
    bundle: Bundle
    policy: Policy | None
    checks: Mapping[str, Check]
    asked: Mapping[str, tuple[Asked, ...]]
    spans: Mapping[str, Mapping[str, Span]]
    refused: Mapping[str, str]

    def lines(self) -> list[str]:
        """The whole derivation, a line each, without characters that drive a terminal."""
        return [inert(line) for line in self._lines()]

    def _lines(self) -> Iterator[str]:
        yield from self._head()
        yield from self._integrity()
        yield from self._decision()
        for number, finding in enumerate(self.findings, 1):
            yield ""
            yield from self._finding(number, finding)
        yield from self._rest()
        yield from _history(self.record)

    def _head(self) -> Iterator[str]:
        unit = self.record.unit
        serial = f"serial number {unit.serial_number or 'not known'}"
        model = unit.model or unit.description or "model not known"
        yield f"{self.unit}: {_decision(self.record)} ({self.record.reason})"
        yield f"  {serial}, {model}, host {unit.host}, run {self.run_id}"
        if counting := self.record.same_as:
            yield f"  not counted: the record of {counting} counts for this chassis"
        policy = self.record.policy
        by = f"policy {policy.name} version {policy.version} ({policy.digest[:12]})"
        tool = f"{self.record.tool.name} {self.record.tool.version}"
        yield f"  evaluated as of {self.record.as_of} under {by}, with {tool}"

    def _integrity(self) -> Iterator[str]:
        yield ""
        if self.problems:
            yield "THE STORED RECORD DOES NOT VERIFY:"
            yield from (f"  {problem}" for problem in self.problems)
            yield "  The rest is the re-evaluation of the stored evidence, as far as it was possible."
        else:
            yield "Integrity:"
        yield from (f"  verified: {sentence}" for sentence in self.verified)
        yield from [f"  {self.not_reevaluated}"] if self.not_reevaluated else []
        yield from (f"  {sentence}" for sentence in _evidence(self.bundle))

    def _decision(self) -> Iterator[str]:
        record = self.record
        yield ""
        yield f"Verdict {VERDICT_WORDS[record.verdict]}: {VERDICTS[record.verdict]}. Counting findings: {WEIGHS}."
        yield f"Disposition {DISPOSITION_WORDS[record.disposition]}: the first rule that applies."
        rule = fired(record)
        for number, one in enumerate(RULES, 1):
            mark = "   <- applies" if one is rule else ""
            yield f"  {number}. {one.when}: {DISPOSITION_WORDS[one.disposition]}{mark}"
            if one is rule:
                break
        if record.deciding is not None:
            yield f"Deciding finding: {_reason(record.deciding)}"
        yield from (f"Other blocker or hold: {_reason(one)}" for one in record.beside)

    def _finding(self, number: int, finding: FindingPart) -> Iterator[str]:
        check = self.checks.get(finding.check)
        yield f"[{number}] {_badge(finding)}  {finding.check}"
        yield f"  {finding.subject}: {finding.what}"
        yield from (f"  {label}: {text}" for label, text in _values(finding))
        yield f"  checks: {finding.title}"
        if check is not None and check.rationale:
            yield f"  reason: {check.rationale}"
        for clause in finding.clauses:
            yield f"  clause {clause}: {_STATEMENTS.get(clause, 'not a clause of the policy')}"
        yield f"  {self._severity(finding, check)}"
        if finding.next_step:
            held = self.record.disposition == "hold" and finding.action in CHANGING
            yield f"  next step ({finding.action or 'other'}): {AFTER_THE_HOLD if held else ''}{finding.next_step}"
        if finding.waiver is not None:
            waiver = finding.waiver
            named = (("unit", waiver.unit), ("serial number", waiver.serial))
            scope = ", ".join(f"{what} {of}" for what, of in named if of)
            part = "" if waiver.subject == "*" else f", part {waiver.subject}"
            state = WAIVERS[waiver.state].lower()
            yield f"  {state}: {waiver.reason}, {waiver.owner}, for {scope}{part}, until {waiver.expires}"
        if check is not None:
            yield from self._reference(check)
        yield from self._evidence(finding)

    def _severity(self, finding: FindingPart, check: Check | None) -> str:
        """Severity, its source, and whether the finding counts; where nothing is wrong, what a failure would mean."""
        if finding.result in (Result.FAIL, Result.INCONCLUSIVE):
            source = gravity_source(finding, check, self.policy)
            return f"severity {SEVERITIES[finding.gravity]}: {source}; {weight(finding, self.policy)}"
        return f"{RESULTS[finding.result]}{f'; a failure would be: {if_failed(check)}' if check else ''}"

    def _reference(self, check: Check) -> Iterator[str]:
        asked = self.asked.get(check.id, ())
        named = {*check.evidence.reference, *(getattr(row, "table", "") for one in asked for row in one.rows())}
        for part in self.record.reference:
            if part.name in named:
                yield f"  reference {_set(part)}"
        answers = list(dict.fromkeys(line for one in asked for line in _answer(one)))
        yield from (f"    {line}" for line in answers[:_MOST_LOOKUPS])
        if len(answers) > _MOST_LOOKUPS:
            yield f"    and {count(len(answers) - _MOST_LOOKUPS, 'more lookup')}"

    def _evidence(self, finding: FindingPart) -> Iterator[str]:
        places: dict[str, dict[str, None]] = {}
        for place in finding.evidence:
            places.setdefault(place.item, {}).update({place.xpath: None} if place.xpath else {})
        for item, xpaths in places.items():
            yield f"  evidence {self._item(item)}"
            if not xpaths:
                yield from self._instead(item)
            for xpath in list(xpaths)[:_MOST_PLACES]:
                yield from self._place(item, xpath)
            if len(xpaths) > _MOST_PLACES:
                yield f"    and {count(len(xpaths) - _MOST_PLACES, 'more place')}"

    def _instead(self, item: str) -> Iterator[str]:
        """The bytes that were received in place of a usable reply."""
        for rpc, one in self.bundle.items.items():
            if str(rpc) == item and one.raw and one.status not in ("ok", "partial"):
                yield f"    bytes 0 to {min(len(one.raw), _MOST_BYTES)} of {len(one.raw)}"
                yield from (f"      | {line}" for line in _text(one.raw))

    def _item(self, item: str) -> str:
        manifest = self.bundle.manifest
        path = f"evidence/{file_name(self.record.unit.host)}"
        if item == MANIFEST_NAME:
            ended = manifest.outcome if manifest is not None else None
            said = (
                f"session {ended.status} at {ended.stage}, attempts {ended.attempts}: {ended.detail}" if ended else ""
            )
            return f"{path}/{MANIFEST_NAME}, {said or self.bundle.damage or 'missing'}"
        known = next((one for one in manifest.items if one.id == item), None) if manifest is not None else None
        if known is None:
            return f"{item}: not listed in the evidence manifest"
        stored = next((one for rpc, one in self.bundle.items.items() if str(rpc) == item), None)
        if stored is None or stored.status == DAMAGED:
            return f"{path}/{item}.xml, DAMAGED: {stored.reason if stored is not None else 'not read'}"
        if not known.file:
            return f"{item}, {known.status}: no bytes stored; {known.error or known.status}"
        return f"{path}/{known.file}, {_stored(known)}"

    def _place(self, item: str, xpath: str) -> Iterator[str]:
        yield f"    {xpath}"
        raw = next((one.raw for rpc, one in self.bundle.items.items() if str(rpc) == item), None)
        if raw is None:
            yield "      its bytes are missing or damaged"
        elif self.refused.get(item):
            yield f"      cannot be read: {self.refused[item]}"
        elif (span := self.spans.get(item, {}).get(xpath)) is None:
            yield "      no such element"
        else:
            yield f"      bytes {span.start} to {span.end} of {len(raw)}"
            yield from (f"      | {line}" for line in _text(raw[span.start : span.end]))

    def _rest(self) -> Iterator[str]:
        """The findings that are not explained: one line for each that did not pass, and how many others there are."""
        if not self.findings:
            yield ""
            yield "No finding prevents a pass. Name a check to see its basis."
        shown = [] if self.check else [one for one in self.others if one.result in ("fail", "inconclusive")]
        if shown:
            yield ""
            # The entitlement lookup comes first, as in the record: it is free, and nothing else replaces it.
            first = sorted(shown, key=lambda one: one.check != _FIRST_OPEN)
            yield from (f"{_remark(one)}: {one.message} ({one.check})" for one in first)
        yield ""
        yield f"{count(len(self.others) - len(shown), 'other finding')}: name a check to see its findings."


_FIRST_OPEN = "identity.entitlement"


def _remark(finding: FindingPart) -> str:
    if finding.waiver is not None and finding.waiver.state == "applied":
        return WAIVERS["applied"]
    return (OPEN_ITEM if finding.noted else SEVERITIES["advice"]).capitalize()


def _decision(record: Record) -> str:
    return f"{VERDICT_WORDS[record.verdict]}, {DISPOSITION_WORDS[record.disposition]}"


def _badge(finding: FindingPart | ReasonPart) -> str:
    return badge(finding.model_dump(mode="json"))


def _values(finding: FindingPart) -> Iterator[tuple[str, str]]:
    """What is stated of expected and actual."""
    return ((label, text) for label, text in (("expected", finding.expected), ("actual", finding.actual)) if text)


def _reason(reason: ReasonPart) -> str:
    return f"{reason.message} ({reason.check}; {_badge(reason)})"


def _evidence(bundle: Bundle) -> Iterator[str]:
    if bundle.damage:
        yield f"NOT VERIFIED: {bundle.damage}"
        return
    if bundle.manifest is None:
        yield "no evidence bundle is stored"
        return
    damaged = [(str(rpc), item.reason) for rpc, item in bundle.items.items() if item.status == DAMAGED]
    whole = sum(item.raw is not None for item in bundle.items.values())
    matching = f"{whole} of {count(whole + len(damaged), 'stored reply', 'stored replies')}"
    yield f"verified: {MANIFEST_NAME} matches the digest recorded when collection ended ({bundle.sha256[:12]})"
    yield f"verified: {matching} match the evidence manifest"
    yield from (f"NOT VERIFIED: {item}: {reason}" for item, reason in damaged)


def _set(part: SetPart) -> str:
    age = "OUT OF DATE" if part.stale else "current"
    age += f" (maximum age {part.max_age_days} days)"
    return f"{part.name}, as of {part.as_of}, {age}, from {part.source} ({part.digest[:12]})"


def _answer(asked: Asked) -> Iterator[str]:
    """One lookup, and the rows that it found."""
    question = asked.question.replace("_", " ")
    about = ", ".join(_value(one) for one in asked.about)
    rows = asked.rows()
    reason = getattr(asked.answer, "reason", "")
    said = reason or (count(len(rows), "row") if rows else _value(asked.answer) or "nothing")
    yield f"{question} of {about}: {said}"
    for row in rows:
        stated = [one.name for one in fields(row) if getattr(row, one.name) not in (None, "", (), False, frozenset())]
        yield f"  row: {', '.join(f'{name} {_value(getattr(row, name))}' for name in stated)}"


def _value(value: Any) -> str:
    if value is None or value == ():
        return "not known"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, frozenset):
        return " or ".join(sorted(map(_value, value)))
    if isinstance(value, tuple | list):
        return " or ".join(map(_value, value))
    if is_dataclass(value) and not isinstance(value, type) and not (hasattr(value, "name") or hasattr(value, "text")):
        stated = [one.name for one in fields(value) if getattr(value, one.name) not in (None, "", (), frozenset())]
        return ", ".join(f"{name.replace('_', ' ')} {_value(getattr(value, name))}" for name in stated)[:_LONGEST_LINE]
    return str(getattr(value, "name", None) or getattr(value, "text", None) or value)[:_LONGEST_LINE]


def _stored(item: Item) -> str:
    when = f", requested {item.started}" if item.started else ""
    redacted = f", {count(item.redacted, 'secret')} redacted" if item.redacted else ""
    said = f": {item.error}" if item.error else ""
    return f"{item.status}{said}, {item.bytes} bytes{redacted}{when}, sha256 {item.sha256[:12]} verified"


def _text(content: bytes) -> Iterator[str]:
    lines = content[:_MOST_BYTES].decode("utf-8", "replace").splitlines()
    for line in lines[:_MOST_LINES]:
        yield line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}\N{HORIZONTAL ELLIPSIS}"
    if len(content) > _MOST_BYTES or len(lines) > _MOST_LINES:
        yield f"\N{HORIZONTAL ELLIPSIS} ({len(content)} bytes in all)"


def _history(record: Record) -> Iterator[str]:
    earlier = record.supersedes
    if earlier is not None and earlier.problem:
        yield f"Supersedes {earlier.unit} in {earlier.run_id}, which does not verify: {earlier.problem}"
    elif earlier is not None:
        decided = f"{earlier.verdict}, {earlier.disposition}"
        evaluated = f"{decided}, as of {earlier.as_of}, {earlier.digest[:12]}"
        yield f"Supersedes {earlier.unit} in {earlier.run_id} ({evaluated})"
        for title, many in (("resolved", earlier.remedied), ("remaining", earlier.remains), ("new", earlier.new)):
            yield from (f"  {title}: {_change(one)}" for one in many)
    for other in record.not_superseded:
        yield f"Does not supersede {other.unit} in {other.run_id}: {SAME_CHASSIS[other.answer]} ({other.why})"
    for hold in record.holds:
        since = f"since run {hold.since}" if hold.since else "since this run"
        ended = f"; {hold.ended}" if hold.ended else ""
        yield f"Hold {hold.id}, {HOLD_STATES[hold.state]}, {since}: {hold.cause} ({hold.shows}){ended}"
    for run in record.earlier_unread:
        yield f"The earlier run {run.run_id} can hold a newer record of the unit, but cannot be read: {run.problem}"


def _change(one: ChangePart) -> str:
    now = CHANGES[one.now]
    became = f"{CHANGES[one.then]} -> {now}" if one.then else now
    return f"{one.check} ({became})  {one.message}"
