"""What a record says of the one that it supersedes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reinstate.checks.framework import Finding, Gravity, Result
from reinstate.decision.decide import decide_unit
from reinstate.decision.policy.waivers import Waiver, WaiverState, WaiverUse
from reinstate.decision.record import ChangePart, record_bytes
from reinstate.decision.record.supersedes import Earlier, Former, History, UnreadRun, read_earlier, superseded
from reinstate.decision.verdict import Judged
from reinstate.device.model import Device
from reinstate.errors import EvidenceError
from tests.unit.decision.examples import UNIT, Advice, Condition, bundle, finding, judging, policy_of

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = Result.PASS, Result.FAIL, Result.INCONCLUSIVE, Result.NOT_APPLICABLE
WAIVED = WaiverUse(Waiver("test.condition", "R. Owner", "spare", date(2027, 3, 31)), WaiverState.APPLIED)
PSU = "PSU 1"


def earlier_of(tmp_path: Path, *findings: Finding, waivers: str = "") -> Earlier:
    """The record of an earlier run that found this."""
    checks = (Condition(*findings),) if findings else (Condition(finding(PASS)),)
    record = decide_unit(UNIT, Device("ex-1"), bundle(), None, judging(policy_of(tmp_path, waivers), *checks))
    content = record_bytes(record.to_json())
    return Earlier("run-1", "ex-1", "a" * 64, read_earlier(content))


def now(*findings: Finding) -> list[Judged]:
    return [Judged(one) for one in findings]


# What was found then, what is found now, and what became of it: (subject, then, now) of each change.
BECAME: tuple[tuple[str, tuple[Finding, ...], list[Judged], dict[str, list[tuple[str, str, str]]]], ...] = (
    ("put right", (finding(FAIL),), now(finding(PASS)), {"remedied": [("ex-1", "fail", "pass")]}),
    ("told now", (finding(UNKNOWN),), now(finding(PASS)), {"remedied": [("ex-1", "inconclusive", "pass")]}),
    ("stands", (finding(FAIL),), now(finding(FAIL)), {"remains": [("ex-1", "fail", "fail")]}),
    ("can't be told now", (finding(FAIL),), now(finding(UNKNOWN)), {"remains": [("ex-1", "fail", "inconclusive")]}),
    ("known to be bad now", (finding(UNKNOWN),), now(finding(FAIL)), {"remains": [("ex-1", "inconclusive", "fail")]}),
    ("waived", (finding(FAIL),), [Judged(finding(FAIL), WAIVED)], {"remains": [("ex-1", "fail", "waived")]}),
    ("left out", (finding(FAIL),), now(finding(NOT_APPLICABLE)), {"remains": [("ex-1", "fail", "not_applicable")]}),
    ("its check is gone", (finding(FAIL),), [], {"remains": [("ex-1", "fail", "not-judged")]}),
    ("noted now", (finding(FAIL),), now(finding(UNKNOWN, noted=True)), {"remains": [("ex-1", "fail", "inconclusive")]}),
    ("advice now", (finding(FAIL),), now(finding(FAIL, Gravity.ADVICE)), {"remains": [("ex-1", "fail", "fail")]}),
    ("new", (), now(finding(FAIL)), {"new": [("ex-1", "", "fail")]}),
    ("it was advice", (finding(FAIL, Gravity.ADVICE),), now(finding(FAIL)), {"new": [("ex-1", "", "fail")]}),
    ("it was noted", (finding(UNKNOWN, noted=True),), now(finding(UNKNOWN)), {"new": [("ex-1", "", "inconclusive")]}),
    ("nothing then or now", (finding(PASS),), now(finding(PASS)), {}),
    (
        "the part was taken out",
        (finding(FAIL, subject=PSU),),
        now(finding(PASS, subject="PSU 0")),
        {"remedied": [(PSU, "fail", "gone")]},
    ),
    (
        "the part isn't seen, for nothing is",
        (finding(FAIL, subject=PSU),),
        now(finding(UNKNOWN)),
        {"remains": [(PSU, "fail", "inconclusive")], "new": [("ex-1", "", "inconclusive")]},
    ),
    (
        "one of two",
        (finding(FAIL, subject=PSU), finding(FAIL, subject="PSU 0")),
        now(finding(FAIL, subject=PSU), finding(PASS, subject="PSU 0")),
        {"remains": [(PSU, "fail", "fail")], "remedied": [("PSU 0", "fail", "pass")]},
    ),
    (
        "another part can't be told",
        (finding(FAIL, subject=PSU),),
        now(finding(PASS, subject=PSU), finding(UNKNOWN, subject="PSU 0")),
        {"remedied": [(PSU, "fail", "pass")], "new": [("PSU 0", "", "inconclusive")]},
    ),
)


@pytest.mark.parametrize(("then", "found", "expected"), [row[1:] for row in BECAME], ids=[row[0] for row in BECAME])
def test_what_became_of_each_obstacle(
    tmp_path: Path, then: tuple[Finding, ...], found: list[Judged], expected: dict[str, list[tuple[str, str, str]]]
) -> None:
    part = superseded(earlier_of(tmp_path, *then), found, "ex-1")
    assert part is not None
    told = {kind: _changes(getattr(part, kind)) for kind in ("remedied", "remains", "new")}
    assert {kind: changes for kind, changes in told.items() if changes} == expected
    assert (part.run_id, part.unit, part.digest, part.problem) == ("run-1", "ex-1", "a" * 64, "")


def _changes(parts: tuple[ChangePart, ...]) -> list[tuple[str, str, str]]:
    return [(one.subject, one.then, one.now) for one in parts]


def test_a_renamed_unit_is_compared_with_itself(tmp_path: Path) -> None:
    part = superseded(earlier_of(tmp_path, finding(FAIL)), now(finding(FAIL, subject="rack-7")), "rack-7")
    assert part is not None
    assert (_changes(part.remains), part.new) == ([("rack-7", "fail", "fail")], ())


def test_what_was_waived_then_did_not_stand_in_the_way(tmp_path: Path) -> None:
    waiver = "waivers: [{check: test.condition, scope: {unit: ex-1}, owner: R., reason: spare, expires: 2027-01-31}]\n"
    part = superseded(earlier_of(tmp_path, finding(FAIL), waivers=waiver), now(finding(FAIL)), "ex-1")
    assert part is not None
    assert (part.remains, _changes(part.new)) == ((), [("ex-1", "", "fail")])


UNREADABLE: tuple[tuple[str, bytes], ...] = (
    ("empty", b""),
    ("not JSON", b"{"),
    ("no record", b"{}"),
    ("another verdict", b'{"as_of": "", "unit": {"name": "", "serial_number": ""}, "verdict": "fine"}'),
)


@pytest.mark.parametrize("content", [row[1] for row in UNREADABLE], ids=[row[0] for row in UNREADABLE])
def test_what_is_no_record_is_an_error(content: bytes) -> None:
    with pytest.raises(EvidenceError, match="earlier record: cannot be read"):
        read_earlier(content)


# The past of the unit's serial, in upper case, and what its record says of it: run, problem, runs that weren't read.
UNREAD = UnreadRun("run-2", "no list")
PASTS: tuple[tuple[str, History, Any], ...] = (
    ("nothing", History(), (None, [])),
    ("another serial's", History({"OTHER": Former((Earlier("run-1", "ex-1", "", None, "changed"),))}), (None, [])),
    (
        "a record that was changed",
        History({"PX0123456789": Former((Earlier("run-1", "ex-1", "b" * 64, None, "it was changed"),))}),
        (("run-1", "it was changed", None), []),
    ),
    ("a run that can't be read", History({}, (UNREAD,)), (None, ["run-2"])),
)


@pytest.mark.parametrize(("history", "said"), [row[1:] for row in PASTS], ids=[row[0] for row in PASTS])
def test_the_record_names_its_past_and_is_judged_alike(tmp_path: Path, history: History, said: Any) -> None:
    basis = judging(policy_of(tmp_path), Condition(finding(FAIL)), Advice(finding(PASS, check="test.advice")))
    unit = replace(UNIT, serial_number="px0123456789")
    record = decide_unit(unit, Device("ex-1"), bundle(), None, replace(basis, history=history))
    part = record.supersedes
    told = None if part is None else (part.run_id, part.problem, part.verdict)
    assert (told, [one.run_id for one in record.earlier_unread]) == said
    without = decide_unit(unit, Device("ex-1"), bundle(), None, basis)
    assert record.model_copy(update={"supersedes": None, "earlier_unread": ()}) == without


def test_a_unit_of_unknown_serial_has_no_past() -> None:
    assert History({"": Former((Earlier("run-1", "ex-1", "", None),))}, (UNREAD,)).of("") == Former()
