"""Small cases that the tests of the decision share: checks that answer what they are told, and a unit to ask about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from reinstate.checks.framework import Case, Check, EvidenceRef, Finding, Gravity, Result, Severity
from reinstate.checks.framework.population import Population
from reinstate.decision.decide import Judging
from reinstate.decision.policy import Policy, load_policy
from reinstate.device.model import Unit
from reinstate.evidence.bundle import Bundle, StoredItem
from reinstate.evidence.manifest import Item, ItemStatus, Manifest
from reinstate.plan.requests import Rpc
from reinstate.reference.library import Reference
from reinstate.session.transcript import Outcome, SessionStage, SessionStatus

AS_OF = datetime(2026, 11, 22, 12, tzinfo=UTC)
UNIT = Unit("ex-1", "ex-1", serial_number="PX0123456789", model="ex4400-48p")
HEAD = "name: bench\nversion: 3\nstage: as-received\nfed_supplies: 1\n"


def finding(
    result: Result = Result.FAIL,
    gravity: Gravity = Gravity.CONDITION,
    *,
    check: str = "test.condition",
    subject: str = "ex-1",
    hold: bool = False,
    noted: bool = False,
    next_step: str = "",
) -> Finding:
    """One finding."""
    return Finding(
        check,
        subject,
        result,
        gravity,
        "it is so",
        "one thing",
        "another",
        hold,
        noted,
        (EvidenceRef("chassis-inventory", "/chassis-inventory/chassis[1]"),),
        next_step,
    )


class Telling(Check):
    """It is as it should be."""

    clauses = ("P8",)

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings

    def judge(self, case: Case) -> Iterator[Finding]:
        """The findings."""
        yield from self.findings


class Condition(Telling):
    id = "test.condition"
    severity = Severity(Gravity.CONDITION)


class Blocker(Telling):
    id = "test.blocker"
    severity = Severity(Gravity.BLOCKER)


class Hold(Telling):
    id = "test.hold"
    severity = Severity(Gravity.CONDITION, hold=True)


class ClaimedOtherwise(Hold):
    id = "claims.other"


class Advice(Telling):
    id = "test.advice"
    severity = Severity(Gravity.ADVICE)


class Entitlement(Telling):
    id = "identity.entitlement"
    severity = Severity(Gravity.BLOCKER, hold=True, unknown_counts=False)


CHECKS: tuple[Check, ...] = (Condition(), Blocker(), Hold(), Advice(), Entitlement())


def policy_of(folder: Path, text: str = "", head: str = HEAD) -> Policy:
    """The policy that a file with that text gives."""
    path = folder / "policy.yml"
    path.write_text(head + text, encoding="utf-8")
    return load_policy(path, CHECKS)


def judging(policy: Policy, *checks: Check, reference: Reference | None = None) -> Judging:
    """What a judgement rests on, beside the evidence."""
    return Judging(policy, reference or Reference(), Population(), AS_OF, checks or CHECKS)


def bundle(status: SessionStatus = SessionStatus.COMPLETE, *, stored: bool = True, host: str = "ex-1") -> Bundle:
    """A host's bundle, with one stored reply or none."""
    name = f"{Rpc.SOFTWARE}.xml" if stored else ""
    item_status = ItemStatus.OK if stored else ItemStatus.NOT_COLLECTED
    item = Item(Rpc.SOFTWARE, "get-software-information", {}, item_status, name, sha256="b" * 64 if stored else "")
    manifest = Manifest(host, Outcome(status, SessionStage.CONNECT, "as it was", 2), items=(item,))
    return Bundle(host, manifest, "a" * 64, items={Rpc.SOFTWARE: StoredItem(item_status, None, "")})
