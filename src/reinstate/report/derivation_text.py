"""A derivation as lines that people read. What a device said is shown, and acts on no terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from reinstate.checks.framework import Check, Result
from reinstate.decision.clauses import CLAUSES
from reinstate.decision.derivation import RULES, VERDICTS, WEIGHS, fired, gravity_source, weight
from reinstate.decision.policy import Policy
from reinstate.decision.record import ChangePart, FindingPart, ReasonPart, Record, SetPart
from reinstate.evidence.bundle import DAMAGED, Bundle
from reinstate.evidence.byte_places import Span
from reinstate.evidence.manifest import MANIFEST_NAME, Item
from reinstate.evidence.names import file_name
from reinstate.reference.tracing import Asked
from reinstate.report.figures import count
from reinstate.report.text import inert
from reinstate.report.views.unit_view import CHANGING, NOT_YET

_MOST_BYTES = 600
_MOST_LINES = 12
_LONGEST_LINE = 200
_MOST_PLACES = 8
_MOST_ANSWERS = 12
_STATEMENTS = {clause.id: clause.statement for clause in CLAUSES}


@dataclass(frozen=True, slots=True)
class Derivation:
    """One unit's record with all that it rests on.

    Attributes:
        run_id: of the run.
        unit: the unit's name.
        check: the one that was asked for; "" where all that stands in the way is explained.
        record: what is explained.
        problems: why the stored record can't be relied on; empty where it can.
        verified: what was found to be as it should, a sentence each.
        not_judged: why it wasn't held against what the evidence gives; "" where it was.
        findings: those that are explained, most important first.
        others: the rest of them.
        bundle: the evidence, its hashes verified now.
        policy: what it was judged by; None where the run keeps no copy.
        checks: by id.
        asked: by check, what it asked of the reference data.
        spans: by item and XPath, where the element stands in the stored reply.
        refused: by item, why its places can't be found.
    """

    run_id: str
    unit: str
    check: str
    record: Record
    problems: tuple[str, ...]
    verified: tuple[str, ...]
    not_judged: str
    findings: tuple[FindingPart, ...]
    others: tuple[FindingPart, ...]
    bundle: Bundle
    policy: Policy | None
    checks: Mapping[str, Check]
    asked: Mapping[str, tuple[Asked, ...]]
    spans: Mapping[str, Mapping[str, Span]]
    refused: Mapping[str, str]

    def lines(self) -> list[str]:
        """The whole derivation, a line each, without anything that acts."""
        return [inert(line) for line in self._lines()]

    def _lines(self) -> Iterator[str]:
        yield from self._head()
        yield from self._reliance()
        yield from self._decision()
        for number, finding in enumerate(self.findings, 1):
            yield ""
            yield from self._finding(number, finding)
        yield from self._rest()
        yield from _history(self.record)

    def _head(self) -> Iterator[str]:
        unit = self.record.unit
        serial = f"serial {unit.serial_number}" if unit.serial_number else "serial not known"
        model = unit.model or unit.description or "model not known"
        yield f"{self.unit}: {self.record.verdict}, {self.record.disposition} ({self.record.reason})"
        yield f"  {serial}, {model}, host {unit.host}, run {self.run_id}"
        policy = self.record.policy
        by = f"policy {policy.name} version {policy.version} ({policy.digest[:12]})"
        yield f"  judged as of {self.record.as_of} by {by}, {self.record.tool.name} {self.record.tool.version}"

    def _reliance(self) -> Iterator[str]:
        yield ""
        if self.problems:
            yield "THE STORED RECORD CAN'T BE RELIED ON:"
            yield from (f"  {problem}" for problem in self.problems)
            yield "  What follows is what the stored evidence gives now, as far as it could be judged again."
        else:
            yield "Can it be relied on?"
        yield from (f"  yes: {sentence}" for sentence in self.verified)
        yield from [f"  {self.not_judged}"] if self.not_judged else []
        yield from (f"  {sentence}" for sentence in _evidence(self.bundle))

    def _decision(self) -> Iterator[str]:
        record = self.record
        yield ""
        yield f"Verdict {record.verdict}: {VERDICTS[record.verdict]}. What weighs: {WEIGHS}."
        yield f"Disposition {record.disposition}: the first rule that fits."
        rule = fired(record)
        for number, one in enumerate(RULES, 1):
            yield f"  {number}. {one.when}: {one.disposition}{'   <- this one' if one is rule else ''}"
            if one is rule:
                break
        if record.deciding is not None:
            yield f"What decides: {_reason(record.deciding)}"
        yield from (f"Beside it: {_reason(one)}" for one in record.beside)

    def _finding(self, number: int, finding: FindingPart) -> Iterator[str]:
        check = self.checks.get(finding.check)
        marks = [str(finding.gravity), *(name for name in ("hold", "noted") if getattr(finding, name))]
        yield f"[{number}] {finding.result} ({', '.join(marks)})  {finding.check}"
        yield f"  {finding.message}"
        yield f"  asks: {finding.title}"
        if check is not None and check.rationale:
            yield f"  why: {check.rationale}"
        for clause in finding.clauses:
            yield f"  clause {clause}: {_STATEMENTS.get(clause, 'not one of the policy')}"
        source = gravity_source(finding, check, self.policy)
        yield f"  gravity {finding.gravity}: {source}; {weight(finding, self.policy)}"
        # As in a finding's message: of what stands in nobody's way, only what is stated of the two.
        stands = finding.result in (Result.FAIL, Result.INCONCLUSIVE) and (finding.expected or finding.actual)
        if finding.expected or stands:
            yield f"  expected: {finding.expected or 'nothing'}"
        if finding.actual or stands:
            yield f"  actual: {finding.actual or 'nothing'}"
        if finding.next_step:
            held = self.record.disposition == "hold" and finding.action in CHANGING
            yield f"  next ({finding.action or 'step'}): {NOT_YET if held else ''}{finding.next_step}"
        if finding.waiver is not None:
            told = finding.waiver
            scope = ", ".join(f"{what} {of}" for what, of in (("unit", told.unit), ("serial", told.serial)) if of)
            part = "" if told.subject == "*" else f", part {told.subject}"
            yield f"  waiver {told.state}: {told.reason}, {told.owner}, for {scope}{part}, until {told.expires}"
        if check is not None:
            yield from self._reference(check)
        yield from self._evidence(finding)

    def _reference(self, check: Check) -> Iterator[str]:
        asked = self.asked.get(check.id, ())
        named = {*check.evidence.reference, *(getattr(row, "table", "") for one in asked for row in one.rows())}
        for part in self.record.reference:
            if part.name in named:
                yield f"  reference {_set(part)}"
        answers = list(dict.fromkeys(line for one in asked for line in _answer(one)))
        yield from (f"    {line}" for line in answers[:_MOST_ANSWERS])
        if len(answers) > _MOST_ANSWERS:
            yield f"    and {count(len(answers) - _MOST_ANSWERS, 'more answer')}"

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
        """What came in the place of an answer."""
        for rpc, one in self.bundle.items.items():
            if str(rpc) == item and one.raw and one.status not in ("ok", "partial"):
                yield f"    bytes 0 to {min(len(one.raw), _MOST_BYTES)} of {len(one.raw)}"
                yield from (f"      | {line}" for line in _text(one.raw))

    def _item(self, item: str) -> str:
        manifest = self.bundle.manifest
        path = f"evidence/{file_name(self.record.unit.host)}"
        if item == MANIFEST_NAME:
            told = manifest.outcome if manifest is not None else None
            said = f"session {told.status} at {told.stage}, attempts {told.attempts}: {told.detail}" if told else ""
            return f"{path}/{MANIFEST_NAME}, {said or self.bundle.damage or 'missing'}"
        known = next((one for one in manifest.items if one.id == item), None) if manifest is not None else None
        if known is None:
            return f"{item}: the manifest doesn't name it"
        stored = next((one for rpc, one in self.bundle.items.items() if str(rpc) == item), None)
        if stored is None or stored.status == DAMAGED:
            return f"{path}/{item}.xml, DAMAGED: {stored.reason if stored is not None else 'not read'}"
        if not known.file:
            return f"{item}, {known.status}: no byte is stored; {known.error or known.status}"
        return f"{path}/{known.file}, {_stored(known)}"

    def _place(self, item: str, xpath: str) -> Iterator[str]:
        yield f"    {xpath}"
        raw = next((one.raw for rpc, one in self.bundle.items.items() if str(rpc) == item), None)
        if raw is None:
            yield "      its bytes aren't there, or aren't the ones that were collected"
        elif self.refused.get(item):
            yield f"      can't be read: {self.refused[item]}"
        elif (span := self.spans.get(item, {}).get(xpath)) is None:
            yield "      nothing stands there"
        else:
            yield f"      bytes {span.start} to {span.end} of {len(raw)}"
            yield from (f"      | {line}" for line in _text(raw[span.start : span.end]))

    def _rest(self) -> Iterator[str]:
        """The findings that aren't explained: those worth a line, and how many there are beside them."""
        if not self.findings:
            yield ""
            yield "Nothing stands in the way. Name a check to see what it rests on."
        shown = [] if self.check else [one for one in self.others if one.result in ("fail", "inconclusive")]
        if shown:
            yield ""
            # The look-up comes first, here as in the record: it costs nothing, and nothing else settles it.
            first = sorted(shown, key=lambda one: one.check != _FIRST_OPEN)
            yield from (f"{_aside(one)}: {one.message} ({one.check})" for one in first)
        yield ""
        yield f"{count(len(self.others) - len(shown), 'further finding')}, which a check's name shows."


_FIRST_OPEN = "identity.entitlement"


def _aside(finding: FindingPart) -> str:
    if finding.waiver is not None and finding.waiver.state == "applied":
        return "Waived"
    return "Open point" if finding.noted else "Worth knowing"


def _reason(reason: ReasonPart) -> str:
    marks = [str(reason.gravity)] + (["hold"] if reason.hold else [])
    return f"{reason.check}, {reason.result} ({', '.join(marks)}): {reason.message}"


def _evidence(bundle: Bundle) -> Iterator[str]:
    if bundle.damage:
        yield f"NO: {bundle.damage}"
        return
    if bundle.manifest is None:
        yield "no evidence bundle is stored"
        return
    damaged = [(str(rpc), item.reason) for rpc, item in bundle.items.items() if item.status == DAMAGED]
    whole = sum(item.raw is not None for item in bundle.items.values())
    fitting = f"{whole} of {count(whole + len(damaged), 'stored reply', 'stored replies')} fit their hash"
    yield f"yes: {MANIFEST_NAME} is as sealed ({bundle.sha256[:12]}), and {fitting}"
    yield from (f"NO: {item}: {reason}" for item, reason in damaged)


def _set(part: SetPart) -> str:
    age = "TOO OLD" if part.stale else "in date"
    return f"{part.name}, as of {part.as_of}, {age} ({part.max_age_days} days), from {part.source} ({part.digest[:12]})"


def _answer(asked: Asked) -> Iterator[str]:
    """What was asked, and the rows that answered."""
    question = asked.question.replace("_", " ")
    about = ", ".join(_value(one) for one in asked.about)
    rows = asked.rows()
    reason = getattr(asked.answer, "reason", "")
    said = reason or (count(len(rows), "row") if rows else _value(asked.answer))
    yield f"{question} of {about}: {said}"
    for row in rows:
        told = [f"{one.name} {_value(getattr(row, one.name))}" for one in fields(row) if _told(getattr(row, one.name))]
        yield f"  row: {', '.join(told)}"


def _told(value: Any) -> bool:
    return value not in (None, "", (), False)


def _value(value: Any) -> str:
    if value is None or value == ():
        return "not known"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple | list):
        return " or ".join(map(_value, value))
    return str(getattr(value, "name", None) or getattr(value, "text", None) or value)[:_LONGEST_LINE]


def _stored(item: Item) -> str:
    when = f", asked {item.started}" if item.started else ""
    left_out = f", {count(item.redacted, 'secret')} left out" if item.redacted else ""
    said = f": {item.error}" if item.error else ""
    return f"{item.status}{said}, {item.bytes} bytes{left_out}{when}, sha256 {item.sha256[:12]} verified now"


def _text(content: bytes) -> Iterator[str]:
    lines = content[:_MOST_BYTES].decode("utf-8", "replace").splitlines()
    for line in lines[:_MOST_LINES]:
        yield line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}\N{HORIZONTAL ELLIPSIS}"
    if len(content) > _MOST_BYTES or len(lines) > _MOST_LINES:
        yield f"\N{HORIZONTAL ELLIPSIS} ({len(content)} bytes in all)"


def _history(record: Record) -> Iterator[str]:
    earlier = record.supersedes
    if earlier is not None and earlier.problem:
        yield f"It supersedes {earlier.unit} in {earlier.run_id}, which can't be relied on: {earlier.problem}"
    elif earlier is not None:
        decided = f"{earlier.verdict}, {earlier.disposition}"
        judged = f"{decided}, as of {earlier.as_of}, {earlier.digest[:12]}"
        yield f"It supersedes {earlier.unit} in {earlier.run_id} ({judged})"
        for title, many in (("put right", earlier.remedied), ("remains", earlier.remains), ("new", earlier.new)):
            yield from (f"  {title}: {_change(one)}" for one in many)
    for run in record.earlier_unread:
        yield f"The earlier run {run.run_id} may hold a newer record of it, and can't be looked into: {run.problem}"


def _change(one: ChangePart) -> str:
    became = f"{one.then} -> {one.now}" if one.then else one.now
    return f"{one.check} ({became})  {one.message}"
