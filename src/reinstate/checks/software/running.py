"""Which software runs on which engine of the unit."""

from __future__ import annotations

from reinstate.checks.framework import Case, Check, EvidenceRef, Finding, Lack, LackKind
from reinstate.checks.framework.common_steps import COLLECT_AGAIN
from reinstate.device.model import SoftwareEngine, SoftwareInformation
from reinstate.device.unit_rows import software_of
from reinstate.device.version import JunosVersion
from reinstate.plan.requests import Rpc
from reinstate.reference.releases import Releases

EVERY_ENGINE = (Rpc.SOFTWARE_ALL_ENGINES, Rpc.SOFTWARE_ALL_NODES)
LOOK_RELEASE_UP = "look the release up at Juniper, or install a standard release that the table knows"
Running = tuple[Rpc, SoftwareEngine]


def running_software(case: Case) -> tuple[Running, ...]:
    """The unit's engines with the item that tells most of them: that on every engine where it was asked."""
    for item in (*EVERY_ENGINE, Rpc.SOFTWARE):
        known = case.known_or_none(item, SoftwareInformation)
        rows = software_of(case.unit, known) if known else ()
        if rows:
            return tuple((item, row) for row in rows)
    return ()


def missing_train(version: JunosVersion) -> tuple[Lack, ...]:
    """The train that a table of releases would have to hold; none for builds that are on no list of releases."""
    listed_at_all = version.parsed and version.standard
    return (Lack(LackKind.RELEASE, Releases.listed(version)),) if listed_at_all else ()


def engine_subject(case: Case, engine: SoftwareEngine) -> str:
    """The unit, and which of its engines where it has several."""
    name = case.unit.name
    return f"{name} {engine.engine}" if engine.engine and len(running_software(case)) > 1 else name


def engine_place(item: Rpc, engine: SoftwareEngine) -> tuple[EvidenceRef, ...]:
    """Where the item speaks of that engine."""
    return (EvidenceRef(item, engine.xpath),)


def no_software(check: Check, case: Case) -> Finding:
    """The answer where nothing tells what runs."""
    return check.unknown(
        case.unit.name,
        "no reply states the software of this unit",
        expected="a Junos release",
        actual="none",
        evidence=(EvidenceRef(Rpc.SOFTWARE),),
        remedy=COLLECT_AGAIN,
    )


def no_release(check: Check, subject: str, where: tuple[EvidenceRef, ...]) -> Finding:
    """The answer of an engine that tells its packages and not its release."""
    return check.unknown(subject, "no release is stated", expected="a Junos release", actual="none", evidence=where)
