"""One Routing Engine and one supply of the bench, moved through two chassis: they are nobody's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from reinstate.decision.record import FindingPart, Record
from reinstate.declared.kinds import BenchPart, Claim, ClaimedModule, Declared, DeclaredSet
from reinstate.lab.rack import start_rack
from reinstate.workflow.judge_run import decide_evidence
from reinstate.workflow.read_evidence import HostEvidence
from tests.integration.collected import AS_OF, LAB_POLICY, Judge, collect_rack

ENGINE, SUPPLY = ("750-054758", "CAFK9001"), ("740-029970", "QCS1441U901")
SHARED = {"Routing Engine 0": {"serial": ENGINE[1]}, "PEM 0": {"serial": SUPPLY[1]}}
RACK = tuple(
    {"name": name, "template": "mx480", "chassis": {"serial": serial}, "inventory": SHARED}
    for name, serial in (("shelf-1", "JN12A5180AFB"), ("shelf-2", "JN12A5181AFB"))
)
LOST: DeclaredSet[BenchPart] = DeclaredSet(declared=True, broken="declared bench_parts cannot be used: damaged")


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge.of(LAB_POLICY)


@pytest.fixture(scope="module")
def evidence(judge: Judge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[HostEvidence, ...]]:
    with start_rack(RACK) as rack:
        yield collect_rack(rack, tmp_path_factory.mktemp("bench") / "runs").read(judge)


def bench(*parts: tuple[str, str]) -> DeclaredSet[BenchPart]:
    return DeclaredSet(declared=True, rows=tuple(BenchPart(number, serial) for number, serial in parts))


def judged(judge: Judge, evidence: tuple[HostEvidence, ...], **declared: DeclaredSet[BenchPart]) -> dict[str, Record]:
    records = decide_evidence(evidence, judge.policy, judge.reference, AS_OF, Declared(**declared))  # type: ignore[arg-type]
    return {record.unit.name: record for record in records}


def not_tested(record: Record, words: str = "not tested: on a bench part") -> Mapping[str, FindingPart]:
    return {one.check: one for one in record.findings if one.what.startswith(words)}


def test_parts_that_are_not_declared_were_copied(judge: Judge, evidence: tuple[HostEvidence, ...]) -> None:
    for record in judged(judge, evidence).values():
        assert record.disposition == "hold"


def test_what_rests_on_parts_of_the_bench_is_not_tested(judge: Judge, evidence: tuple[HostEvidence, ...]) -> None:
    for record in judged(judge, evidence, bench_parts=bench(ENGINE, SUPPLY)).values():
        assert (record.verdict, record.disposition) == ("inconclusive", "investigate")
        untested = not_tested(record)
        domains = {check.partition(".")[0] for check in untested}
        assert {"software", "licenses", "sanitization", "integrity", "health"} <= domains
        assert {"software.supported-release", "licenses.readable", "health.supplies"} <= untested.keys()
        assert not any(check.startswith(("identity.", "frus.")) for check in untested.keys() - _ALLOWED)
        assert all(one.noted == (one.gravity == "advice") for one in untested.values())
        assert record.software is None
        assert not record.licenses.complete
        assert not {module.serial_number for module in record.modules or ()} & {ENGINE[1], SUPPLY[1]}
        assert any("install the unit's own parts" in step.text for step in record.shortest_path.steps)


_ALLOWED = {"identity.host-key", "frus.empty-slots", "frus.empty-card-slots", "frus.third-party-supply-or-fan"}


def test_a_supply_of_the_bench_leaves_software_alone(judge: Judge, evidence: tuple[HostEvidence, ...]) -> None:
    record = judged(judge, evidence, bench_parts=bench(SUPPLY))["shelf-1"]
    assert "health.supplies" in not_tested(record)
    assert not any(check.startswith(("software.", "licenses.")) for check in not_tested(record))


@pytest.mark.parametrize(
    "part", [(ENGINE[0], "CAFK9999"), ("750-000000", ENGINE[1])], ids=["another serial number", "another part number"]
)
def test_another_part_is_none_of_the_bench(
    judge: Judge, evidence: tuple[HostEvidence, ...], part: tuple[str, str]
) -> None:
    assert judged(judge, evidence, bench_parts=bench(part)) == {
        name: record.model_copy(update={"declared": one.declared})
        for (name, record), one in zip(
            judged(judge, evidence).items(), judged(judge, evidence, bench_parts=bench(part)).values(), strict=True
        )
    }


def test_a_declaration_that_was_lost_lets_nothing_pass(judge: Judge, evidence: tuple[HostEvidence, ...]) -> None:
    record = judged(judge, evidence[:1], bench_parts=LOST)["shelf-1"]
    assert record.verdict == "inconclusive"
    assert {"software.supported-release", "health.supplies"} <= not_tested(record, LOST.broken).keys()


def test_a_part_of_the_bench_completes_no_claim(judge: Judge, evidence: tuple[HostEvidence, ...]) -> None:
    """The seller sold two engines; one of those in the chassis is of the bench."""
    claim = Claim("JN12A5180AFB", modules=(ClaimedModule("RE-S-X6-64G-S", count=2),))
    claims = DeclaredSet(declared=True, rows=(claim,))
    own = judged(judge, evidence[:1], claims=claims)["shelf-1"]  # type: ignore[arg-type]
    borrowed = judged(judge, evidence[:1], claims=claims, bench_parts=bench(ENGINE))["shelf-1"]  # type: ignore[arg-type]
    assert results(own, "claims.modules") == {"pass", "fail"}, "the other modules are not claimed"
    assert results(borrowed, "claims.modules") == {"inconclusive"}


def test_a_part_of_the_bench_excuses_no_other_part(judge: Judge, evidence: tuple[HostEvidence, ...]) -> None:
    claim = Claim("JN12A5180AFB", modules=(ClaimedModule("SCBE2-MX-S", "CAEN0000"),))
    claims = DeclaredSet(declared=True, rows=(claim,))
    alone = judged(judge, evidence[:1], claims=claims)["shelf-1"]  # type: ignore[arg-type]
    beside = judged(judge, evidence[:1], claims=claims, bench_parts=bench(SUPPLY))["shelf-1"]  # type: ignore[arg-type]
    assert (alone.disposition, beside.disposition) == ("hold", "hold")


def results(record: Record, check: str) -> set[str]:
    return {str(one.result) for one in record.findings if one.check == check}
