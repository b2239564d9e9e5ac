"""Units, findings, fees, licenses, and modules as rows: the one source of every export that has columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reinstate.report.formats.table import Cell, Column, Kind
from reinstate.report.labels import DISPOSITION_WORDS, RESULTS, SEVERITIES, VERDICT_WORDS, WITHOUT_FEES, WORTH
from reinstate.report.views.findings import Json, counts
from reinstate.report.views.unit_view import UnitView
from reinstate.report.views.worth import worth_of

_NUMBER, _DOLLARS, _DATE, _FLAG = Kind.NUMBER, Kind.DOLLARS, Kind.DATE, Kind.FLAG

_UNIT = Column("unit", "name of the unit", width=26)
_SERIAL = Column("serial_number", "chassis serial number", width=17)
_MODEL = Column("model", "model of the unit", width=16)
_COUNTED = Column("counted", "false for a further address of a chassis that another row counts", _FLAG, 10)

UNIT_COLUMNS: tuple[Column, ...] = (
    _UNIT,
    Column(
        "disposition",
        "what to do: reinstate, remediate, investigate, reject, or hold",
        width=12,
        words=DISPOSITION_WORDS,
    ),
    Column("verdict", "pass, fail, or inconclusive", width=12, words=VERDICT_WORDS),
    Column("reason", "the deciding finding", width=42),
    Column("next_step", "the first step of the shortest path to a decision", width=38),
    _SERIAL,
    _MODEL,
    Column("rack", "claimed rack", width=8),
    Column("position", "claimed position in the rack", width=9),
    Column("worth", "whether reinstatement is worth its cost: yes, no, depends, or unstated", width=18, words=WORTH),
    Column("lookup_first", "whether the free lookup of the serial number comes first", _FLAG, 10),
    Column("declared_value", "declared value", _DOLLARS, 10),
    Column("cost_low", "lowest cost of reinstatement, repairs, licenses, and freight included", _DOLLARS, 9),
    Column("cost_high", "highest cost; missing if there is no known upper limit", _DOLLARS, 9),
    Column("up_to", "highest total of the open lines with which it is worth its cost", _DOLLARS, 9),
    Column("fees_due", "false if no product inspection is requested: the unit is rejected or held", _FLAG, 10),
    Column("at_risk_low", "lowest amount that is lost if the product inspection fails", _DOLLARS, 10),
    Column("at_risk_high", "highest such amount; missing if there is no known upper limit", _DOLLARS, 10),
    Column("fee_low", "lowest sum of the fees that are known", _DOLLARS, 9),
    Column("fee_high", "highest sum of the fees; missing if there is no known upper limit", _DOLLARS, 9),
    Column("worth_reason", "the amounts that were compared, or why none were", width=42),
    Column("description", "what the chassis says about itself", width=22),
    Column("release", "installed Junos release; by Routing Engine where they differ", width=18),
    Column("supported_until", "announced end of support; missing if none is announced or known", _DATE, 13),
    Column("support_limited_by", "what ends support", width=18),
    Column("support_open", "whether support dates are unknown: supported_until is then the latest date", _FLAG, 10),
    Column("seller", "claimed seller", width=20),
    Column("order", "claimed order", width=12),
    Column("lot", "claimed lot", width=8),
    Column("host", "host in the inventory", width=18),
    Column("member", "member or node of a host with several units", width=10),
    Column("part_number", "part number of the chassis"),
    Column("model_number", "FRU model number of the chassis", width=16),
    Column("profile", "platform profile; missing if none matches", width=12),
    Column("deciding_check", "check of the deciding finding; all-passed if there is none", width=24),
    Column("steps", "number of steps of the shortest path to a decision", _NUMBER, 7),
    Column("failed", "failed findings", _NUMBER, 8),
    Column("inconclusive", "inconclusive findings, open items included", _NUMBER, 12),
    Column("passed", "passed findings", _NUMBER, 8),
    Column("not_applicable", "checks that do not apply", _NUMBER, 13),
    Column("waived", "failed findings with a waiver in effect", _NUMBER, 8),
    Column("open_items", "inconclusive findings that do not count toward the verdict", _NUMBER, 10),
    Column("outcome", "how the session with the host ended", width=14),
    _COUNTED,
    Column("same_as", "unit that counts in place of this one", width=18),
    Column("policy", "policy of the evaluation", width=12),
    Column("policy_version", "its version", _NUMBER, 13),
    Column("evaluated", "evaluation date", _DATE, 12),
    Column("collected", "date when the evidence of the host was complete", _DATE, 12),
    Column("run_id", "run", width=22),
    Column("record", "path of the inspection record in the run folder", width=26),
    Column("record_sha256", "digest of the inspection record", width=24),
)

FINDING_COLUMNS: tuple[Column, ...] = (
    _UNIT,
    Column("check", "id of the check", width=30),
    Column("subject", "unit or part that the finding is about", width=18),
    Column("result", "pass, fail, inconclusive, or not_applicable", width=12, words=RESULTS),
    Column(
        "severity",
        f"blocker, condition ({SEVERITIES['condition']}), or advice ({SEVERITIES['advice']})",
        width=13,
        words=SEVERITIES,
    ),
    Column("counts", "whether the finding prevents a pass", _FLAG, 10),
    Column("hold", "whether the finding, if it fails, puts the unit on hold", _FLAG, 10),
    Column("open_item", "inconclusive, and does not count toward the verdict", _FLAG, 10),
    Column("what", "what was found", width=44),
    Column("expected", "what was expected", width=26),
    Column("actual", "what was read", width=26),
    Column("next_step", "what to do about it", width=38),
    Column("action", "kind of the next step", width=10),
    Column("cause", "check whose inconclusive finding is the cause", width=20),
    Column("waiver", "applied, expired, or not-a-condition; missing without a waiver", width=10),
    Column("waiver_owner", "person who answers for the waiver"),
    Column("waiver_expires", "last day of the waiver", _DATE, 13),
    Column("clauses", "clauses of Juniper's policy, separated by blanks", width=12),
    Column("evidence", "evidence items, separated by blanks", width=30),
    _SERIAL,
    _MODEL,
    _COUNTED,
    Column("evaluated", "evaluation date", _DATE, 12),
    Column("run_id", "run", width=22),
)

FEE_COLUMNS: tuple[Column, ...] = (
    _UNIT,
    _SERIAL,
    _MODEL,
    Column("clause", "clause of Juniper's policy", width=8),
    Column("title", "fee", width=30),
    Column("sku", "SKU", width=22),
    Column("low", "lowest amount; missing if not known", _DOLLARS, 10),
    Column("high", "highest amount; missing if there is no known upper limit", _DOLLARS, 10),
    Column("due", "false for rejected and held units", _FLAG, 10),
    Column("stated", "whether a price list or quote of the policy states it", _FLAG, 10),
    Column("basis", "what the amount depends on", width=50),
    Column("source", "where the amount is from", width=40),
    Column("as_of", "date of the source", _DATE, 12),
    _COUNTED,
)

LICENSE_COLUMNS: tuple[Column, ...] = (
    _UNIT,
    _SERIAL,
    _MODEL,
    Column("of", "hardware, key, feature, or claim", width=10),
    Column("name", "license as the device reports it", width=32),
    Column("sku", "SKU", width=22),
    Column("license_class", "kind of license", width=14),
    Column("action", "what to do", width=50),
    Column("buy", "whether a new license has to be bought", _FLAG, 10),
    Column("clause", "clause of Juniper's policy", width=8),
    Column("list_complete", "whether the list of the unit's licenses is complete", _FLAG, 10),
    _COUNTED,
)

MODULE_COLUMNS: tuple[Column, ...] = (
    _UNIT,
    Column("place", "slot or position", width=20),
    Column("kind", "kind of module", width=15),
    Column("description", "description that the device reports", width=30),
    Column("module_serial_number", "serial number of the module", width=20),
    Column("part_number", "part number"),
    Column("version", "revision", width=9),
    Column("model_number", "FRU model number", width=18),
    Column("clei_code", "CLEI code", width=12),
    _SERIAL,
    _COUNTED,
)


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What every row says about the run.

    Attributes:
        digests: sha256 of each unit's record, as far as the summary states them.
    """

    run_id: str
    digests: Mapping[str, str]

    @classmethod
    def of(cls, run: Mapping[str, Any], summary: Mapping[str, Any]) -> RunFacts:
        """From what ``run.json`` and ``summary.json`` say."""
        stated = summary.get("records") or {}
        return cls(str(run["run_id"]), {name: str(one["sha256"]) for name, one in stated.items()})


def unit_row(unit: UnitView, run: RunFacts) -> Sequence[Cell]:
    """One unit, in the order of ``UNIT_COLUMNS``."""
    record = unit.record
    stated, number = record["unit"], record["counts"]
    return (
        unit.name,
        unit.disposition,
        unit.verdict,
        unit.reason,
        next((str(step["text"]) for step in unit.steps_to_a_decision["steps"]), None),
        stated["serial_number"],
        stated["model"],
        *_claimed(record, "rack", "position"),
        *_money(unit),
        stated["description"],
        unit.release,
        record["supportable"]["until"],
        record["supportable"]["limited_by"],
        bool(record["supportable"]["open"]),
        *_claimed(record, "seller", "order", "lot"),
        unit.host,
        *(stated[name] for name in ("member", "part_number", "model_number", "profile")),
        record["reason"],
        len(unit.steps_to_a_decision["steps"]),
        *(number[name] for name in ("fail", "inconclusive", "pass", "not_applicable", "waived", "noted")),
        unit.outcome,
        not record["same_as"],
        record["same_as"],
        record["policy"]["name"],
        record["policy"]["version"],
        _day(record["as_of"]),
        _day(record["evidence"]["finished"]),
        run.run_id,
        f"records/{unit.file}.json",
        run.digests.get(unit.name),
    )


def _money(unit: UnitView) -> Sequence[Cell]:
    worth, fees = worth_of(unit.record), unit.record["fees"]
    stated = (worth.answer, worth.lookup_first, worth.declared_value, *worth.cost, worth.up_to)
    return *stated, worth.pays, *worth.at_risk, fees["low"], fees["high"], worth.reason


def _claimed(record: Json, *names: str) -> Sequence[Cell]:
    claim = record["claim"] or {}
    return tuple(claim.get(name) for name in names)


def finding_rows(record: Json, run: RunFacts) -> Iterator[Sequence[Cell]]:
    """Every finding of a record, in the order of ``FINDING_COLUMNS``."""
    unit = record["unit"]
    after = (unit["serial_number"], unit["model"], not record["same_as"], _day(record["as_of"]), run.run_id)
    for one in record["findings"]:
        waiver = one["waiver"] or {}
        yield (
            unit["name"],
            one["check"],
            one["subject"],
            one["result"],
            one["gravity"],
            bool(counts(one)),
            one["hold"],
            one["noted"],
            one["what"],
            one["expected"],
            one["actual"],
            one["next_step"],
            one["action"],
            one["cause"],
            waiver.get("state"),
            waiver.get("owner"),
            waiver.get("expires"),
            " ".join(one["clauses"]),
            " ".join(dict.fromkeys(place["item"] for place in one["evidence"])),
            *after,
        )


def fee_rows(record: Json) -> Iterator[Sequence[Cell]]:
    """The fees of a record, in the order of ``FEE_COLUMNS``."""
    due = record["disposition"] not in WITHOUT_FEES
    for one in record["fees"]["lines"]:
        amounts = (one["clause"], one["title"], one["sku"], one["low"], one["high"], due, one["stated"])
        yield *_named(record), *amounts, one["basis"], one["source"], _day(one["as_of"]), not record["same_as"]


def license_rows(record: Json) -> Iterator[Sequence[Cell]]:
    """The licenses of a record, in the order of ``LICENSE_COLUMNS``."""
    names = ("of", "name", "sku", "license_class", "action", "buy", "clause")
    for one in record["licenses"]["licenses"]:
        yield *_named(record), *(one[name] for name in names), record["licenses"]["complete"], not record["same_as"]


def module_rows(record: Json) -> Iterator[Sequence[Cell]]:
    """The modules of a record, in the order of ``MODULE_COLUMNS``; none where the inventory is not known."""
    names = ("place", "kind", "description", "serial_number", "part_number", "version", "model_number", "clei_code")
    unit = record["unit"]
    for one in record["modules"] or ():
        yield unit["name"], *(one[name] for name in names), unit["serial_number"], not record["same_as"]


def _named(record: Json) -> Sequence[Cell]:
    unit = record["unit"]
    return unit["name"], unit["serial_number"], unit["model"]


def _day(moment: str | None) -> str | None:
    """The day of a moment in ISO 8601; None where there is none."""
    return moment[:10] if moment else None
