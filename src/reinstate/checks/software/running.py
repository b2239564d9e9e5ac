"""Which software runs on which Routing Engine of the unit."""

from __future__ import annotations

from reinstate.checks.framework import Case, Check, EvidenceRef, Finding, Lack, LackKind
from reinstate.checks.framework.common_steps import COLLECT_AGAIN
from reinstate.device.model import SoftwareEngine, SoftwareInformation
from reinstate.device.unit_rows import software_of
from reinstate.device.version import JunosVersion
from reinstate.plan.requests import Rpc
from reinstate.reference.releases import Releases

EVERY_ENGINE = (Rpc.SOFTWARE_ALL_ENGINES, Rpc.SOFTWARE_ALL_NODES)
LOOK_UP_RELEASE = "look up the release at Juniper, or install a standard release that the table lists"
Running = tuple[Rpc, SoftwareEngine]


def running_software(case: Case) -> tuple[Running, ...]:
    """The unit's Routing Engines with the item that covers most: the request to all of them, where it was sent."""
    for item in (*EVERY_ENGINE, Rpc.SOFTWARE):
        known = case.known_or_none(item, SoftwareInformation)
        rows = software_of(case.unit, known) if known else ()
        if rows:
            return tuple((item, row) for row in rows)
    return ()


def missing_train(version: JunosVersion) -> tuple[Lack, ...]:
    """The train that the release table lacks; none for builds that are on no list of releases."""
    can_be_listed = version.parsed and version.standard
    return (Lack(LackKind.RELEASE, Releases.listed(version)),) if can_be_listed else ()


def engine_subject(case: Case, engine: SoftwareEngine) -> str:
    """The unit, and its Routing Engine where it has several."""
    name = case.unit.name
    return f"{name} {engine.engine}" if engine.engine and len(running_software(case)) > 1 else name


def engine_place(item: Rpc, engine: SoftwareEngine) -> tuple[EvidenceRef, ...]:
    """The place of that Routing Engine in the item."""
    return (EvidenceRef(item, engine.xpath),)


def no_software(check: Check, case: Case) -> Finding:
    """The finding where no reply reports the software."""
    return check.unknown(
        case.unit.name,
        "no reply reports the software of this unit",
        expected="a Junos OS release",
        actual="none",
        evidence=(EvidenceRef(Rpc.SOFTWARE),),
        remedy=COLLECT_AGAIN,
    )


def no_release(check: Check, subject: str, where: tuple[EvidenceRef, ...]) -> Finding:
    """The finding for a Routing Engine that reports its packages but not its release."""
    what = "the Routing Engine reports no release"
    return check.unknown(subject, what, expected="a Junos OS release", actual="none", evidence=where)
