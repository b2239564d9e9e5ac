"""The law over what people declare: a claim, an answer or a statement that is lost never makes a unit better."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.decision.record import Record
from reinstate.declared.kinds import Declared
from reinstate.declared.store import Handed, declare, read_declared
from reinstate.device.model import Device
from reinstate.errors import EvidenceError
from reinstate.evidence.completion import note_completed
from reinstate.evidence.run_folder import RunFolder, open_run
from reinstate.workflow.arguments import DecideArguments
from reinstate.workflow.judge_run import decide_evidence, decide_run
from reinstate.workflow.read_evidence import HostEvidence
from tests.integration.collected import AS_OF, LAB_POLICY, Collected, Judge
from tests.integration.test_law import EXAMPLES, better


class Desk:
    """The whole rack with something declared of each unit, and the folder that keeps it."""

    def __init__(self, collected: Collected, folder: Path) -> None:
        self.judge = Judge.of(LAB_POLICY)
        self.evidence = collected.read(self.judge)
        self.run = folder / "run"
        self.serials = {
            record.unit.name: record.unit.serial_number
            for record in self.records(Declared())
            if record.unit.serial_number
        }
        self.stated = declare(self.run, {}, self._hand_in(folder))
        # What a careless hand could damage, with what is in it.
        self.files = {path: path.read_bytes() for path in (self.run / "declared").rglob("*") if path.is_file()}

    def _hand_in(self, folder: Path) -> Handed:
        claims, answers, statements = (folder / f"{name}.csv" for name in ("claims", "entitlement", "attestations"))
        claims.write_text("serial,host,model,modules,stage,fed_supplies\n" + "".join(map(self._claim, self.serials)))
        answers.write_text("serial,answer,on,asked_by\n" + "".join(map(self._answer, self.serials)))
        statements.write_text("serial,kind,by,on,holds,reads,files\n" + "".join(map(self._statement, self.serials)))
        (folder / "photo.jpg").write_bytes(b"a photo")
        return Handed(claims, answers, statements)

    def _claim(self, unit: str) -> str:
        host, _, _ = unit.partition(".")
        serial = self.serials[unit]
        model, modules, stage, fed = "", "", "", ""
        match unit:
            case "mx204-clean":
                model = "MX480"  # sold as another
            case "ex4400-clean":
                serial = "XX9999999999"  # the label says another serial
            case "mx480-card":
                modules = "MPC5EQ-40G10G=XX1111; RE-S-X6-64G x2"
            case "ex4400-leftover":
                stage = "reimaged"
            case "mx204-unplugged":
                fed = "2"
            case "srx345-cluster.node0" | "ex4400-twin-b" | "ex4400-leftover-restricted":
                return ""  # seen, not claimed; of two units with one serial, the other is
        return f"{serial},{host},{model},{modules},{stage},{fed}\n"

    def _answer(self, unit: str) -> str:
        answer = "registered-to-another" if unit == "qfx5120-optics" else "registered-to-us"
        return "" if unit == "ex4400-vc.fpc1" else f"{self.serials[unit]},{answer},2026-11-20,A. Partner\n"

    def _statement(self, unit: str) -> str:
        serial = self.serials[unit]
        damaged = "no" if unit == "qfx5120-rfc" else "yes"
        label = f"{serial},label,B. Bench,2026-11-20,yes,{serial},photo.jpg\n"
        return f"{serial},condition,B. Bench,2026-11-20,{damaged},,\n" + (label if unit == "mx204-clean" else "")

    def records(self, declared: Declared, evidence: tuple[HostEvidence, ...] | None = None) -> tuple[Record, ...]:
        return decide_evidence(evidence or self.evidence, self.judge.policy, self.judge.reference, AS_OF, declared)

    def told(self) -> Declared:
        return read_declared(self.run, self.stated)

    def restore(self) -> None:
        for path, content in self.files.items():
            path.write_bytes(content)


@pytest.fixture(scope="module")
def desk(collected: Collected, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(collected, tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def before(desk: Desk) -> tuple[Record, ...]:
    return desk.records(desk.told())


@pytest.fixture(autouse=True)
def whole(desk: Desk) -> Iterator[None]:
    yield
    desk.restore()


def test_what_is_declared_decides(desk: Desk, before: tuple[Record, ...]) -> None:
    """What the law is tried on: units that only a declaration keeps where they are."""
    undeclared = {one.unit.name: one for one in desk.records(Declared())}
    declared = {one.unit.name: one for one in before}
    decided = {
        "mx204-clean": ("reinstate", "hold", "claims.model-agrees"),
        "ex4400-clean": ("reinstate", "hold", "claims.serial-agrees"),
        "qfx5120-optics": ("reinstate", "hold", "identity.entitlement"),
        "qfx5120-rfc": ("reinstate", "reject", "attested.condition"),
        "mx480-card": ("investigate", "hold", "claims.modules"),
        "ex4400-leftover": ("remediate", "hold", "integrity.accounts"),
    }
    for unit, (was, now, check) in decided.items():
        assert (undeclared[unit].disposition, declared[unit].disposition) == (was, now), unit
        assert declared[unit].reason == check


LOSSES = {
    "removed": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
    "cut in half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "a byte changed": lambda path: path.write_bytes(path.read_bytes()[:-9] + b"x" + path.read_bytes()[-8:]),
    "a row taken out": lambda path: path.write_bytes(_without_a_row(path)),
    "no rows left": lambda path: path.write_bytes(b'{"kind": "claims", "rows": [], "files": {}}'),
    "backwards": lambda path: path.write_bytes(path.read_bytes()[::-1]),
}


def _without_a_row(path: Path) -> bytes:
    if path.suffix != ".json":
        return path.read_bytes() + b"x"
    content = json.loads(path.read_bytes())
    content["rows"].pop(random.Random(3).randrange(len(content["rows"])))
    return json.dumps(content).encode()


@pytest.mark.parametrize("how", LOSSES)
def test_no_unit_is_better_for_a_damaged_declaration(desk: Desk, before: tuple[Record, ...], how: str) -> None:
    for path in desk.files:
        LOSSES[how](path)
        after = desk.records(desk.told())
        assert better(before, after) == [], path
        assert _bytes(after) != _bytes(before), f"the loss of {path.name} goes unnoticed"
        desk.restore()


def _bytes(records: tuple[Record, ...]) -> list[bytes]:
    return [record.to_bytes() for record in records]


def test_no_unit_is_better_for_a_digest_that_is_gone(desk: Desk, before: tuple[Record, ...]) -> None:
    for kind in desk.stated:
        for left in ({}, {"sha256": ""}, {"sha256": "f" * 64}):
            after = desk.records(read_declared(desk.run, {**desk.stated, kind: left}))
            assert better(before, after) == [], kind


@pytest.mark.hypothesis
def test_no_unit_is_better_for_any_damage_to_declarations_and_to_evidence(
    desk: Desk, before: tuple[Record, ...]
) -> None:
    paths = sorted(desk.files)

    @EXAMPLES
    @given(
        st.lists(st.tuples(st.sampled_from(paths), st.sampled_from(sorted(LOSSES))), max_size=2),
        st.sets(st.sampled_from([host.host for host in desk.evidence]), max_size=3),
    )
    def law(damage: list[tuple[Path, str]], silent: set[str]) -> None:
        desk.restore()
        for path, how in dict(damage).items():
            LOSSES[how](path)
        evidence = tuple(_damaged(host) if host.host in silent else host for host in desk.evidence)
        assert better(before, desk.records(desk.told(), evidence)) == []

    law()


def _damaged(host: HostEvidence) -> HostEvidence:
    bundle = replace(host.bundle, manifest=None, damage="the folder is gone", items={})
    return replace(host, bundle=bundle, device=Device(host.host), profile=None)


LOST = {
    "removed": lambda run: (run / "evidence" / "ex4400-clean" / "evidence.json").unlink(),
    "changed": lambda run: (run / "evidence" / "ex4400-clean" / "evidence.json").write_text("{}"),
    "removed, and run.json's copy as well": lambda run: (LOST["removed"](run), _without(run, "inventory_claims")),
    "run.json's copy alone": lambda run: _restated(run, inventory_claims={}),
}


@pytest.mark.parametrize("how", LOST)
def test_a_claim_of_the_inventory_outlasts_the_evidence_of_its_host(
    collected: Collected, tmp_path: Path, how: str
) -> None:
    """The inventory may claim at one host the box that answers at another."""
    run = tmp_path / "r1"
    stated = {**collected.stated, "run_id": "r1", "hosts": ["ex4400-clean", "mx204-clean"], "sealed": None}
    open_run(RunFolder(tmp_path, "r1"), {**stated, "finished": None}, resume=False)
    for host in ("ex4400-clean", "mx204-clean"):
        shutil.copytree(collected.folder.evidence(host), run / "evidence" / host)
    manifest = run / "evidence" / "ex4400-clean" / "evidence.json"
    claim = {"serial": "DK417", "model": "MX480"}  # the serial of mx204-clean, sold as another model
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "claim": claim}))
    for host, own in (("ex4400-clean", claim), ("mx204-clean", None)):
        note_completed(run / "evidence" / host, own)

    def judged() -> dict[str, str]:
        decided = decide_run(DecideArguments(run=run, policy=LAB_POLICY, as_of=AS_OF.date()))
        return {record.unit.name: record.disposition for record in decided.records}

    assert judged()["mx204-clean"] == "hold"
    LOST[how](run)
    if "run.json" in how:  # its digest stands in the judgement
        with pytest.raises(EvidenceError, match=r"run\.json: changed after judgement 1"):
            judged()
        shutil.rmtree(run / "judgements")
        (run / "summary.json").unlink()
        shutil.rmtree(run / "records")
        with pytest.raises(EvidenceError, match=r"run\.json: changed after collection ended"):  # and in the log
            judged()
        return
    assert judged()["mx204-clean"] in ("hold", "investigate")


def _restated(run: Path, **changes: object) -> None:
    (run / "run.json").write_text(json.dumps({**json.loads((run / "run.json").read_text()), **changes}))


def _without(run: Path, key: str) -> None:
    stated = json.loads((run / "run.json").read_text())
    del stated[key]
    (run / "run.json").write_text(json.dumps(stated))
