"""Years after a release, with nothing updated: what is still told, what is not and why, and what an import adds."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.checks.framework import Check
from reinstate.cli.main import main
from reinstate.decision.record import FindingPart, Record
from reinstate.reference.importing import KINDS
from reinstate.reference.loading import SHIPPED_SETS, load_shipped
from reinstate.workflow.arguments import DecideArguments, ReportArguments
from reinstate.workflow.judge_run import decide_evidence, decide_run
from reinstate.workflow.reference_tables import ImportArguments, import_reference
from reinstate.workflow.write_report import report_run
from tests.integration.collected import AS_OF, LAB_POLICY, ROOT, Collected, Judge, clock_ahead

NEWEST = max(info.as_of for info in load_shipped().sets.values())
LATER = {
    "13 months": datetime(NEWEST.year, NEWEST.month, 1, tzinfo=UTC) + timedelta(days=400),
    "3 years": datetime(NEWEST.year, NEWEST.month, 1, tzinfo=UTC) + timedelta(days=3 * 366),
    "10 years": datetime(NEWEST.year, NEWEST.month, 1, tzinfo=UTC) + timedelta(days=10 * 366),
}
# What depends on the day itself, whatever the reference data: a letter or a license that expires.
BY_THE_DAY = frozenset({"licenses.former-owner", "licenses.trial-or-expired", "lifecycle.supportable-for-a-year"})
LIFECYCLE, RELEASE = "lifecycle.chassis-end-of-support", "software.supported-release"
EXPLOITED = "software.known-exploited"
DATA = ROOT / "src/reinstate/reference/data"


def told(collected: Collected, judge: Judge, on: datetime) -> tuple[Record, ...]:
    return decide_evidence(collected.read(judge), judge.policy, judge.reference, on)


def by_place(records: Iterable[Record]) -> dict[tuple[str, str, str, str], FindingPart]:
    findings = ((record.unit.name, one) for record in records for one in record.findings)
    return {(unit, one.check, one.subject, one.what): one for unit, one in findings}


def aged(judge: Judge, on: datetime) -> dict[str, str]:
    """Why each shipped set supports no pass on that day."""
    why = {name: judge.reference.weakness(name, on.date()) for name in SHIPPED_SETS}
    return {name: text for name, text in why.items() if text}


@pytest.mark.parametrize("on", LATER.values(), ids=LATER)
def test_what_rests_on_no_aged_set_is_told_as_today(collected: Collected, on: datetime) -> None:
    judge = Judge.of(LAB_POLICY)
    today, later = told(collected, judge, AS_OF), told(collected, judge, on)
    weak = aged(judge, on)
    assert {"hardware-lifecycle", "junos-releases", "advisories"} <= set(weak)
    resting = {check.id for check in judge.policy.catalog if weak.keys() & set(check.evidence.reference)}
    assert len(resting) < len(judge.policy.catalog) / 2
    untouched = [
        {place: one for place, one in by_place(records).items() if place[1] not in resting | BY_THE_DAY}
        for records in (today, later)
    ]
    assert untouched[0] == untouched[1]
    assert len(untouched[0]) > 1000
    assert not [one for one in by_place(later).values() if "internal error" in one.what]
    assert {record.unit.name for record in later} == {record.unit.name for record in today}


@pytest.mark.parametrize("on", LATER.values(), ids=LATER)
def test_what_cannot_be_told_says_why(collected: Collected, on: datetime) -> None:
    """A pass of today that is none any more names each aged set with its age and maximum; a failure stays one."""
    judge = Judge.of(LAB_POLICY)
    catalog = {check.id: check for check in judge.policy.catalog}
    weak = aged(judge, on)
    today, later = told(collected, judge, AS_OF), told(collected, judge, on)
    weakened = [one for one in by_place(later).values() if "reference data cannot be used" in one.what]
    assert len(weakened) > 50
    for one in weakened:
        own = [name for name in catalog[one.check].evidence.reference if name in weak]
        assert own
        assert one.result == "inconclusive"
        assert all(f"{name} {weak[name]}" in one.actual for name in own), one.actual
        assert all(f"(maximum age {judge.reference.sets[name].max_age_days} days)" in one.actual for name in own)
        assert one.next_step.startswith("update the ")
    assert not [record.unit.name for record in later if record.verdict == "pass"]
    failed = [
        {place for place, one in by_place(all_told).items() if one.result == "fail"} for all_told in (today, later)
    ]
    assert {place for place in failed[0] - failed[1] if place[1] not in BY_THE_DAY} == set()


@pytest.mark.parametrize("on", LATER.values(), ids=LATER)
def test_an_aged_set_carries_no_pass(collected: Collected, on: datetime) -> None:
    """The lab's own table is valid for 10 years: only rows of it carry anything beside an aged set."""
    judge = Judge.of(LAB_POLICY)
    catalog: dict[str, Check] = {check.id: check for check in judge.policy.catalog}
    weak = aged(judge, on)
    passed = [one for one in by_place(told(collected, judge, on)).values() if one.result == "pass"]
    beside = [one for one in passed if weak.keys() & set(catalog[one.check].evidence.reference)]
    own_is_fresh = not judge.reference.sets["lab-lifecycle"].stale(on.date())
    assert bool(beside) is own_is_fresh
    assert {one.check.partition(".")[0] for one in beside} == ({"lifecycle"} if own_is_fresh else set())


def test_one_import_brings_back_what_it_covers(collected: Collected, tmp_path: Path) -> None:
    """As an operator goes: list what the aged run lacks, look it up, import it, evaluate again."""
    on = LATER["13 months"]
    run = tmp_path / collected.folder.run_id
    shutil.copytree(collected.folder.path, run)
    before = evaluated(run, policy(tmp_path, 1), on)
    assert results(before, LIFECYCLE) <= {"inconclusive", "fail", "not_applicable"}
    assert results(before, RELEASE) <= {"inconclusive", "fail", "not_applicable"}

    listed = tmp_path / "unknown.csv"
    assert main(["reference", "unknown", str(run), "--output", str(listed)]) == 0
    looked_up = {"looked_up": (on - timedelta(days=5)).date().isoformat()}
    ahead = on - datetime.now(UTC)
    with clock_ahead(ahead):
        tables = [
            imported(tmp_path, listed, "hardware-lifecycle", lambda name: looked_up),
            imported(tmp_path, listed, "junos-releases", dates_of),
        ]
    after = evaluated(run, policy(tmp_path, 2, tables), on)
    for check in (LIFECYCLE, RELEASE):
        back = {
            record.unit.name
            for record in after
            for one in record.findings
            if one.check == check and one.result == "pass"
        }
        assert {"ex4400-clean", "mx204-clean"} <= back, check
        still_failing = {name for name, result in by_unit(before, check).items() if result == "fail"}
        assert {by_unit(after, check)[name] for name in still_failing} <= {"fail"}
    assert "pass" not in results(after, EXPLOITED), "no lookup covers the advisories"
    assert not [record.unit.name for record in after if record.verdict == "pass"]

    listed_anew = policy(tmp_path, 3, [*tables, advisories(tmp_path, on)])
    whole = {record.unit.name for record in evaluated(run, listed_anew, on) if record.verdict == "pass"}
    assert {"ex4400-clean", "mx204-clean"} <= whole
    assert main(["verify", str(run)]) == 0
    assert main(["explain", str(run), "ex4400-clean", LIFECYCLE]) == 0
    without_one = policy(tmp_path, 4, [*tables, advisories(tmp_path, on, left_out=1)])
    assert "pass" not in results(evaluated(run, without_one, on), EXPLOITED)


def test_the_run_warns_a_month_ahead_and_afterwards(collected: Collected, tmp_path: Path) -> None:
    """A line for each set, in ``summary.json`` and on the index page; none while all is in date."""
    run = tmp_path / collected.folder.run_id
    shutil.copytree(collected.folder.path, run)
    releases = load_shipped().sets["junos-releases"]
    last = releases.as_of + timedelta(days=releases.max_age_days)
    step = "update the package, or import newer facts (reinstate reference import)."
    expected = {
        last - timedelta(days=31): None,
        last - timedelta(days=30): f"Reference set junos-releases supports no pass after {last}: {step}",
        last: f"Reference set junos-releases supports no pass after {last}: {step}",
        last + timedelta(days=1): (
            f"Reference set junos-releases has supported no pass since {last + timedelta(days=1)}: {step}"
        ),
    }
    for day, line in expected.items():
        summary = decide_run(DecideArguments(run=run, policy=LAB_POLICY, as_of=day)).summary
        told = [one for one in summary.get("notices", []) if "junos-releases" in one]
        assert told == ([] if line is None else [line])
        index, *_ = report_run(ReportArguments(run=run, own_templates=ROOT / "roles/report/templates"))
        assert ("Reference set junos-releases" in index.read_text()) is (line is not None)


def test_only_lookups_about_the_run_are_named(collected: Collected, tmp_path: Path) -> None:
    looked_up = AS_OF.date() - timedelta(days=70)
    skus = ("EX4400-*", "MX204", "DEMO100", "MPC5EQ-40G10G*")
    rows = [f'  - {{sku: "{sku}", looked_up: {looked_up}}}' for sku in skus]
    head = f"name: mine\nas_of: {looked_up}\nsource: a test\nmax_age_days: 90\nrows:\n"
    table = tmp_path / "mine.yml"
    table.write_text(head + "\n".join(rows), "utf-8")
    entry = {"file": table.name, "sha256": sha256(table.read_bytes()).hexdigest()}
    run = tmp_path / collected.folder.run_id
    shutil.copytree(collected.folder.path, run)
    asked = DecideArguments(run=run, policy=policy(tmp_path, 1, [entry]), as_of=AS_OF.date())
    assert decide_run(asked).summary["notices"] == [
        f"Table mine has 3 lookups valid only until {looked_up + timedelta(days=90)} "
        "(EX4400-*, MPC5EQ-40G10G*, MX204): "
        "look up the facts of mine again, and import them (reinstate reference import)."
    ]


def evaluated(run: Path, named: Path, on: datetime) -> tuple[Record, ...]:
    return decide_run(DecideArguments(run=run, policy=named, as_of=on.date())).records


def results(records: Iterable[Record], check: str) -> set[str]:
    return {one.result for record in records for one in record.findings if one.check == check}


def by_unit(records: Iterable[Record], check: str) -> dict[str, str]:
    return {record.unit.name: one.result for record in records for one in record.findings if one.check == check}


class _WrittenOut(yaml.SafeDumper):
    """A day that several rows state is written in each: a table has no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def advisories(folder: Path, on: datetime, left_out: int = 0) -> dict[str, str]:
    """The policy's entry for the advisories, imported anew: all that are shipped, or all but some."""
    stated, table = folder / f"advisories-{left_out}.yml", folder / f"exploited-{left_out}.yml"
    rows = yaml.safe_load((DATA / "advisories.yml").read_text())["rows"][left_out:]
    stated.write_text(yaml.dump({"rows": rows}, Dumper=_WrittenOut), "utf-8")
    day = (on - timedelta(days=3)).date().isoformat()
    command = ["reference", "import", str(stated), "--kind", "advisories", "--output", str(table), "--as-of", day]
    assert main(command) == 0
    return {"file": table.name, "sha256": sha256(table.read_bytes()).hexdigest()}


def dates_of(train: str) -> dict[str, str]:
    """What the shipped table states for a train, as Juniper's page would still do."""
    row = load_shipped().releases.trains.get(train)
    if row is None or row.end_of_engineering is None or row.end_of_support is None:
        return {}
    return {
        "end_of_engineering": row.end_of_engineering.isoformat(),
        "end_of_support": row.end_of_support.isoformat(),
    }


def imported(folder: Path, listed: Path, kind: str, answer: Any) -> dict[str, str]:
    """The policy's entry for the list's lines of a kind, filled in and imported."""
    rows = [row for row in csv.DictReader(io.StringIO(listed.read_text("utf-8-sig"))) if row["kind"] == kind]
    assert rows
    filled, table = folder / f"{kind}.csv", folder / f"own-{kind}.yml"
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(row | answer(row["name"]) for row in rows)
    filled.write_text(out.getvalue(), "utf-8")
    told = import_reference(ImportArguments(filled, KINDS[kind], table))
    assert told.paste is not None, told.table.complaints
    [entry] = yaml.safe_load(told.paste.lines)["reference"]["lifecycle_tables"]
    return dict(entry)


def policy(folder: Path, version: int, tables: Iterable[Mapping[str, str]] = ()) -> Path:
    stated = {
        "name": "bench",
        "version": version,
        "stage": "as-received",
        "fed_supplies": 1,
        "lists": {"none_held": True},
        "baseline": {"logins": ["inspector"], "management_prefixes": ["192.0.2.0/24"]},
        "reference": {"lifecycle_tables": list(tables)},
    }
    path = folder / "policy.yml"
    path.write_text(yaml.safe_dump(stated), encoding="utf-8")
    return path
