"""The one list of everything that runs didn't know."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from reinstate.checks.framework import Finding, Gravity, Lack, LackKind, Result
from reinstate.checks.framework.population import Population
from reinstate.cli.main import main
from reinstate.decision.decide import Judging, decide_unit
from reinstate.decision.policy import shipped_policy
from reinstate.device.model import Device
from reinstate.errors import EvidenceError
from reinstate.evidence.run_folder import RUN_FILE
from reinstate.reference.loading import load_shipped
from reinstate.workflow.unknowns import COLUMNS, unknowns_csv
from tests.unit.decision.examples import AS_OF, UNIT, Condition, bundle

UNKNOWN = Result.INCONCLUSIVE
BLOCKER, CONDITION, ADVICE = Gravity.BLOCKER, Gravity.CONDITION, Gravity.ADVICE


def lacking(kind: LackKind, *names: str, gravity: Gravity = BLOCKER, **fields: object) -> Finding:
    """A finding that lacked these."""
    lacks = tuple(Lack(kind, name) for name in names)
    stated: dict[str, object] = {"subject": "ex-1", "what": "no row", "lacks": lacks, **fields}
    return Finding("test.condition", result=UNKNOWN, gravity=gravity, **stated)  # type: ignore[arg-type]


def run_of(folder: Path, units: dict[str, Iterable[Finding]], run_id: str = "one") -> Path:
    """A judged run whose units have these findings."""
    run = folder / run_id
    (run / "records").mkdir(parents=True)
    (run / RUN_FILE).write_text("{}", encoding="utf-8")
    for name, findings in units.items():
        unit = replace(UNIT, host=name, name=name, serial_number=f"PX{name}")
        judging = Judging(shipped_policy(), load_shipped(), Population(), AS_OF, (Condition(*findings),))
        record = decide_unit(unit, Device(name), bundle(host=name), None, judging)
        (run / "records" / f"{name}.json").write_bytes(record.to_bytes())
    return run


def listed(*runs: Path) -> list[dict[str, str]]:
    """The list without the prices, which come last."""
    content, lines = unknowns_csv(runs)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == lines
    facts = [row for row in rows if row["kind"] != "price-list"]
    assert rows[: len(facts)] == facts
    return facts


LIFECYCLE = LackKind.LIFECYCLE


def test_one_line_for_each_model_and_not_for_each_unit(tmp_path: Path) -> None:
    mx = lacking(LIFECYCLE, "MX204")
    run = run_of(tmp_path, {f"mx-{n}": [mx, replace(mx, subject=f"FPC {n}")] for n in range(5)})
    (line,) = listed(run)
    assert (line["kind"], line["name"], line["gravity"]) == ("hardware-lifecycle", "MX204", "blocker")
    assert (line["units"], line["places"], line["seen_in"]) == ("5", "10", "mx-0, mx-1, mx-2 and 2 more")
    assert line["looked_up"] == ""
    assert tuple(line) == COLUMNS


def test_the_same_unit_in_two_runs_is_one(tmp_path: Path) -> None:
    runs = [run_of(tmp_path, {"mx-1": [lacking(LIFECYCLE, "MX204")]}, run_id) for run_id in ("one", "two")]
    (line,) = listed(*runs)
    assert line["units"] == "1"


def test_most_blocking_first(tmp_path: Path) -> None:
    run = run_of(
        tmp_path,
        {
            "a": [
                lacking(LackKind.PART_NUMBER, "750-000001", gravity=CONDITION, noted=True),
                lacking(LackKind.LICENSE, "S-X", gravity=CONDITION),
                lacking(LIFECYCLE, "RARE"),
                lacking(LIFECYCLE, "COMMON"),
                lacking(LackKind.PROFILE, "fx9000", hold=True),
            ],
            "b": [lacking(LIFECYCLE, "COMMON"), lacking(LackKind.PART_NUMBER, "S-X", gravity=ADVICE, noted=True)],
        },
    )
    assert [(line["name"], line["gravity"]) for line in listed(run)] == [
        ("fx9000", "blocker, hold"),
        ("COMMON", "blocker"),
        ("RARE", "blocker"),
        ("S-X", "condition"),
        ("750-000001", "condition, noted"),
        ("S-X", "advice, noted"),
    ]


def test_the_gravest_finding_speaks_for_its_line(tmp_path: Path) -> None:
    noted = lacking(LIFECYCLE, "MX204", gravity=ADVICE, noted=True, what="an open point")
    (line,) = listed(run_of(tmp_path, {"a": [noted, lacking(LIFECYCLE, "MX204", what="a blocker")], "b": [noted]}))
    assert (line["gravity"], line["what"], line["units"]) == ("blocker", "a blocker", "2")


@pytest.mark.parametrize("name", ["MX2*", "=1+1", "@cmd", "\x1b[31mMX204", "MX204\nMX304", "x" * 300])
def test_what_a_device_calls_itself_is_never_entered_unseen(tmp_path: Path, name: str) -> None:
    (line,) = listed(run_of(tmp_path, {"a": [lacking(LIFECYCLE, name)]}))
    assert line["name"].isprintable()
    assert not line["name"].startswith(("=", "@"))
    if name != "MX204\nMX304":  # white space is folded, and what is left names no product
        assert line["to_do"].startswith("enter it by hand")


# (kind, name, the proposal)
PROPOSALS = [
    (LIFECYCLE, "EX 4300 48T", "same spelling as SKU EX4300-48T"),
    (LIFECYCLE, "EX430048T", "same spelling as SKU EX4300-48T"),
    (LIFECYCLE, "EX4300-48X", ""),
    # An unusual name can't be entered as it is, and other kinds have no SKUs.
    (LIFECYCLE, "\N{EN DASH}EX4300-48T", ""),
    (LackKind.PART_NUMBER, "EX 4300 48T", ""),
]


@pytest.mark.parametrize(("kind", "name", "proposal"), PROPOSALS)
def test_a_sku_from_which_only_the_spelling_differs_is_proposed(
    tmp_path: Path, kind: LackKind, name: str, proposal: str
) -> None:
    (line,) = listed(run_of(tmp_path, {"a": [lacking(kind, name)]}))
    assert (line["proposal"], line["alias_of"]) == (proposal, "")


def test_a_sku_of_an_operators_table_is_proposed_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = run_of(tmp_path, {"a": [lacking(LIFECYCLE, "OWN 1000 X")]})
    table = b"sku,looked_up\nOWN1000-X,2026-11-20\n"
    (tmp_path / "own.csv").write_bytes(table)
    policy = tmp_path / "policy.yml"
    digest = hashlib.sha256(table).hexdigest()
    policy.write_text(
        "name: bench\nversion: 1\nstage: as-received\nfed_supplies: 1\nlists: {none_held: true}\n"
        f"reference:\n  lifecycle_tables:\n    - {{file: own.csv, sha256: {digest}}}\n",
        encoding="utf-8",
    )
    assert main(["reference", "unknown", str(run), "--policy", str(policy)]) == 0
    assert "same spelling as SKU OWN1000-X" in capsys.readouterr().out
    assert main(["reference", "unknown", str(run)]) == 0
    assert "same spelling" not in capsys.readouterr().out


def test_every_kind_says_what_to_do(tmp_path: Path) -> None:
    findings = [lacking(kind, "MX204") for kind in LackKind]
    lines = listed(run_of(tmp_path, {"a": findings}))
    assert {line["kind"] for line in lines} == set(LackKind)
    assert all(line["to_do"] for line in lines)


def test_a_run_that_was_not_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / RUN_FILE).write_text("{}", encoding="utf-8")
    with pytest.raises(EvidenceError, match="not evaluated yet"):
        unknowns_csv([tmp_path])
    assert main(["reference", "unknown", str(tmp_path / "nowhere")]) == 2
    assert "not a run folder" in capsys.readouterr().err


def test_it_is_printed_where_no_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = run_of(tmp_path, {"a": [lacking(LIFECYCLE, "MX204")]})
    assert main(["reference", "unknown", str(run)]) == 0
    assert capsys.readouterr().out.startswith("kind,name,gravity")
