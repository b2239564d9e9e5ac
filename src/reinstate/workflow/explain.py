"""Why a unit got its verdict: the derivation, from the disposition down to the bytes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lxml import etree

from reinstate.decision.record import read_record
from reinstate.device.xml import find
from reinstate.errors import EvidenceError
from reinstate.evidence.names import file_name
from reinstate.evidence.run import RunFolder, find_run
from reinstate.evidence.xml import ParseRefused, read_xml
from reinstate.session.text import printable

_MOST_BYTES = 600
# In an element's own tag: declarations that serialising repeats from the elements around it.
_NAMESPACE = re.compile(r' xmlns(?::[\w.-]+)?="[^"]*"')


def explain_unit(path: Path, unit: str, check: str | None = None) -> str:
    """The derivation of one unit's verdict as text; EvidenceError where the run has no such unit or check."""
    folder = find_run(path)
    record = _record(folder, unit)
    findings = [finding for finding in record["findings"] if check in (None, finding["check"])]
    if not findings:
        known = sorted({finding["check"] for finding in record["findings"]})
        raise EvidenceError(f"{unit}: no finding of {check}", expected=", ".join(known), actual=str(check))
    lines = [f"{unit}: {record['verdict']}, {record['disposition']} ({record['reason']})"]
    shown = [finding for finding in findings if check is not None or finding["result"] in ("fail", "inconclusive")]
    for finding in sorted(shown, key=_weight):
        lines += ["", *_finding(folder, record, finding)]
    if not shown:
        lines += ["", f"All {len(findings)} findings passed or don't apply. Name a check to see its evidence."]
    return "\n".join(lines)


def _record(folder: RunFolder, unit: str) -> dict[str, Any]:
    path = folder.records / f"{file_name(unit)}.json"
    if not path.is_file():
        units = sorted(read_record(one.read_bytes()).unit.name for one in folder.records.glob("*.json"))
        raise EvidenceError(f"{unit}: no such unit in {folder.run_id}", expected=", ".join(units[:30]), actual=unit)
    return read_record(path.read_bytes()).to_json()


def _weight(finding: dict[str, Any]) -> tuple[int, int, str]:
    results = ("fail", "inconclusive", "pass", "not_applicable")
    gravities = ("blocker", "condition", "advice")
    return results.index(finding["result"]), gravities.index(finding["gravity"]), finding["check"]


def _finding(folder: RunFolder, record: dict[str, Any], finding: dict[str, Any]) -> list[str]:
    marks = [name for name in ("hold", "noted") if finding[name]]
    lines = [
        f"{finding['result']} ({', '.join([finding['gravity'], *marks])})  {finding['check']}",
        f"  {printable(finding['message'], 2000)}",
    ]
    if finding["next_step"]:
        lines.append(f"  next: {finding['next_step']}")
    if finding["waiver"]:
        waiver = finding["waiver"]
        lines.append(f"  waiver ({waiver['state']}): {waiver['reason']}, {waiver['owner']}, until {waiver['expires']}")
    for place in finding["evidence"]:
        lines += _place(folder, record["unit"]["host"], place)
    return lines


def _place(folder: RunFolder, host: str, place: dict[str, str]) -> list[str]:
    path = folder.evidence(host) / f"{place['item']}.xml"
    lines = [f"  evidence: {path.relative_to(folder.path)} {place['xpath']}".rstrip()]
    if not place["xpath"] or not path.is_file():
        return lines
    try:
        element = find(read_xml(path.read_bytes()), place["xpath"])
    except ParseRefused as refused:
        return [*lines, f"    can't be read: {refused.reason}"]
    if element is None:
        return [*lines, "    nothing stands there"]
    tag, end, rest = etree.tostring(element, encoding="unicode", with_tail=False).partition(">")
    content = _NAMESPACE.sub("", tag) + end + rest
    return [*lines, *(f"    {printable(line, 200)}" for line in content[:_MOST_BYTES].splitlines())]
