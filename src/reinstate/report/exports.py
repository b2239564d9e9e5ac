"""What other programs read: ``summary.csv`` for spreadsheets, ``junit.xml`` for CI."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from reinstate.report.labels import OPEN_ITEM, RESULTS, SEVERITIES, WITHOUT_FEES, badge
from reinstate.report.spreadsheet import csv_file
from reinstate.report.text import visible
from reinstate.report.views.findings import counts, waived
from reinstate.report.views.unit_view import UnitView

COLUMNS = (
    "run_id",
    "unit",
    "host",
    "member",
    "serial_number",
    "model",
    "description",
    "release",
    "verdict",
    "disposition",
    "deciding_check",
    "reason",
    "fee_low",
    "fee_high",
    "outcome",
    "record",
    "declared_value",
    "worth",
    "worth_reason",
    "up_to",
    "lookup_first",
    "cost_low",
    "cost_high",
    "at_risk_low",
    "at_risk_high",
    "seller",
    "order",
    "lot",
    "rack",
    "position",
    "same_as",
    "counted",
    "fees_due",
)


_MOST_PLACES = 20  # of a finding
_YES_NO: Mapping[bool, str] = {True: "yes", False: "no"}


def summary_csv(units: Iterable[UnitView], run: Mapping[str, Any]) -> bytes:
    """One row per unit, in their order: a header, and no cell that a spreadsheet would run.

    ``same_as`` names the unit that counts in place of this one (then ``counted`` is no): leave such rows out of sums.
    ``fees_due`` is no where no product inspection is requested, for the unit is rejected or held.
    Unknown values are empty. Amounts are whole US dollars; an empty ``fee_high``, ``cost_high``, or ``at_risk_high``
    has no known upper limit.
    """
    return csv_file(COLUMNS, (_row(unit, run) for unit in units))


def _row(unit: UnitView, run: Mapping[str, Any]) -> Sequence[object]:
    record = unit.record
    stated, claim = record["unit"], record["claim"] or {}
    return (
        run["run_id"],
        unit.name,
        unit.host,
        stated["member"],
        stated["serial_number"],
        stated["model"],
        stated["description"],
        unit.release,
        unit.verdict,
        unit.disposition,
        record["reason"],
        unit.reason,
        record["fees"]["low"],
        record["fees"]["high"],
        unit.outcome,
        f"records/{unit.file}.json",
        record["economy"]["declared_value"],
        *_money(record["economy"]),
        *(claim.get(name, "") for name in ("seller", "order", "lot", "rack", "position")),
        record["same_as"],
        _YES_NO[not record["same_as"]],
        _YES_NO[unit.disposition not in WITHOUT_FEES],
    )


def _money(economy: Mapping[str, Any]) -> Sequence[object]:
    cost, at_risk = economy["cost"]["total"], economy["at_risk_now"]
    return (
        economy["worth"],
        economy["reason"],
        economy["up_to"],
        _YES_NO[economy["lookup_first"]],
        cost["low"],
        cost["high"],
        at_risk["low"],
        at_risk["high"],
    )


# Worst first: a test case that several findings share shows the worst of them.
_WORST = ("failure", "error", "skipped", "")


@dataclass(frozen=True, slots=True)
class _Case:
    """One test case: ``kind`` is the element inside it, "" where it passed."""

    classname: str
    name: str
    kind: str
    message: str
    detail: str


def junit_xml(units: Iterable[UnitView], run: Mapping[str, Any]) -> bytes:
    """One suite per unit, one case per check and subject; ``classname`` and ``name`` together are unique and stable.

    A finding that fails the unit is a ``failure``. An inconclusive one that counts is an ``error``, which every CI
    shows as red: unknown is no success. Informational findings, waived failures, open items, and checks that are not
    applicable are ``skipped``, with the reason. So a suite is red exactly where the unit's verdict is not ``pass``.
    """
    root = etree.Element("testsuites", name="reinstate")
    totals = [0, 0, 0]
    for unit in units:
        cases = _cases(unit)
        numbers = [len(cases), *(sum(case.kind == kind for case in cases) for kind in ("failure", "error"))]
        totals = [total + number for total, number in zip(totals, numbers, strict=True)]
        _add_suite(root, unit, run, cases)
    _count(root, totals)
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _cases(unit: UnitView) -> list[_Case]:
    cases: dict[tuple[str, str], _Case] = {}
    for finding in unit.record["findings"]:
        case = _case(unit, finding)
        same = cases.get((case.classname, case.name))
        cases[case.classname, case.name] = case if same is None else _merged(same, case)
    if unit.verdict != "pass" and not any(case.kind in ("failure", "error") for case in cases.values()):
        # The basis of the verdict is no finding of a check, such as a host that was not reached.
        kind = "failure" if unit.verdict == "fail" else "error"
        case = _Case(visible(unit.name), "verdict", kind, visible(unit.reason), visible(unit.disposition))
        cases[case.classname, case.name] = case
    return list(cases.values())


def _case(unit: UnitView, finding: Mapping[str, Any]) -> _Case:
    kind, why = _kind(finding)
    message = visible(why + str(finding["message"]))
    named = [visible(f"{one['item']} {one['xpath']}") for one in finding["evidence"][:_MOST_PLACES]]
    more = len(finding["evidence"]) - len(named)
    places = "; ".join(named + ([f"and {more} more"] if more else []))
    detail = [badge(finding)]
    detail += [f"Next step: {visible(unit.next_step(finding))}"] if finding["next_step"] else []
    detail += [f"Evidence: {places}"] if places else []
    check = visible(finding["check"])
    name = f"{check} [{visible(finding['subject'])}]"
    return _Case(f"{visible(unit.name)}.{check.partition('.')[0]}", name, kind, message, "\n".join(detail))


def _kind(finding: Mapping[str, Any]) -> tuple[str, str]:
    """The element that a finding becomes, and the words before its message."""
    result = finding["result"]
    if counts(finding):
        return ("failure" if result == "fail" else "error"), ""
    if result == "fail" and waived(finding):
        waiver = finding["waiver"]
        return "skipped", f"waived until {waiver['expires']} by {waiver['owner']} ({waiver['reason']}): "
    if result == "pass":
        return "", ""
    words = {"fail": SEVERITIES["advice"], "inconclusive": OPEN_ITEM, "not_applicable": RESULTS["not_applicable"]}
    return "skipped", f"{words[result]}: "


def _merged(one: _Case, other: _Case) -> _Case:
    worse, better = sorted((one, other), key=lambda case: _WORST.index(case.kind))
    return _Case(
        worse.classname, worse.name, worse.kind, worse.message, f"{worse.detail}\n{better.message}\n{better.detail}"
    )


def _add_suite(root: etree._Element, unit: UnitView, run: Mapping[str, Any], cases: Sequence[_Case]) -> None:
    suite = etree.SubElement(root, "testsuite", name=visible(unit.name), hostname=visible(unit.host))
    _count(suite, [len(cases), *(sum(case.kind == kind for case in cases) for kind in ("failure", "error"))])
    suite.set("skipped", str(sum(case.kind == "skipped" for case in cases)))
    suite.set("timestamp", _timestamp(str(run["started"])))
    properties = etree.SubElement(suite, "properties")
    stated = unit.record["unit"]
    left = ((f"omitted_{name}", number) for name, number in unit.omitted.items())
    for name, value in (
        *left,
        ("run_id", run["run_id"]),
        ("serial_number", stated["serial_number"]),
        ("model", stated["model"]),
        ("verdict", unit.verdict),
        ("disposition", unit.disposition),
        *((("same_as", unit.record["same_as"]),) if unit.record["same_as"] else ()),
    ):
        etree.SubElement(properties, "property", name=name, value=visible(str(value)))
    for case in cases:
        element = etree.SubElement(suite, "testcase", classname=case.classname, name=case.name, time="0")
        if case.kind == "skipped":
            etree.SubElement(element, "skipped", message=case.message)
        elif case.kind:
            etree.SubElement(
                element, case.kind, message=case.message, type=case.name.partition(" ")[0]
            ).text = case.detail


def _count(element: etree._Element, numbers: Sequence[int]) -> None:
    for name, number in zip(("tests", "failures", "errors"), numbers, strict=True):
        element.set(name, str(number))
    element.set("time", "0")


def _timestamp(started: str) -> str:
    """The form that consumers of JUnit expect: ISO 8601 in UTC without fraction and zone."""
    return datetime.fromisoformat(started).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
