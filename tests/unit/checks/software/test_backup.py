"""Software that would be booted when the running one fails."""

from __future__ import annotations

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.software.backup import BackupImage
from reinstate.device.model import Said as Text
from reinstate.device.model import Snapshot, Snapshots, SoftwareSet, Statements, VmHost, VmHostEngine
from reinstate.plan.requests import Rpc
from reinstate.reference.library import ReleaseState
from reinstate.reference.profiles import PlatformProfile
from tests.unit.checks.builders import (
    ADVICE,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    Row,
    Said,
    a_case,
    a_profile,
    a_reference,
    a_version,
    assert_row,
    named,
    row,
    software,
)

RUNNING = "23.4R2-S4.11"
RELEASES = {RUNNING: ReleaseState.ENGINEERING, "21.4R3.15": ReleaseState.ENDED, "15.1R7.9": ReleaseState.ENDED}


def case(*readings: dict[Rpc, object], running: str = RUNNING, profile: PlatformProfile | None = None) -> Case:
    stated: dict[Rpc, object] = {Rpc.SOFTWARE: software(running)}
    for reading in readings:
        stated |= reading
    return a_case(stated, profile=profile or a_profile(), reference=a_reference(releases=RELEASES))


def slices(*versions: str, item: Rpc = Rpc.SNAPSHOT_INTERNAL) -> dict[Rpc, object]:
    return {
        item: Snapshots(
            tuple(
                Snapshot("", f"internal (/dev/da0s{n}a)", (a_version(text),) if text else (), xpath=f"//medium[{n}]")
                for n, text in enumerate(versions, 1)
            )
        )
    }


def sets(**versions: str) -> dict[Rpc, object]:
    listed = tuple(SoftwareSet(name, a_version(text) if text else None, f"//{name}") for name, text in versions.items())
    return {Rpc.VMHOST: VmHost((VmHostEngine("", "10.3", "Primary", "p", listed),))}


def auto(*texts: str) -> dict[Rpc, object]:
    return {Rpc.AUTO_SNAPSHOT: Statements(tuple(Text("", "auto-snapshot-state", text, "//state") for text in texts))}


TABLE: tuple[Row, ...] = (
    row("not asked", BackupImage, case(), Said(INCONCLUSIVE, ADVICE, noted=True, text="evidence.switch_on")),
    row("the same in both slices", BackupImage, case(slices(RUNNING, RUNNING)), PASS, PASS),
    row("the same without its respin", BackupImage, case(slices("23.4R2-S4")), PASS),
    row(
        "an older one, past its end of support",
        BackupImage,
        case(slices(RUNNING, "21.4R3.15")),
        PASS,
        Said(FAIL, ADVICE, subject="internal (/dev/da0s2a)", text="an older release, past end of support"),
    ),
    row("service releases are numbers", BackupImage, case(slices("23.4R2-S10")), Said(FAIL, text="another release")),
    row("an older service release", BackupImage, case(slices("23.4R2-S3.9")), Said(FAIL, text="an older release - ")),
    row("of another branch", BackupImage, case(slices("15.1X49-D220"), running="15.1R7.9"), Said(FAIL, text="another")),
    row(
        "the same, and ended",
        BackupImage,
        case(slices("21.4R3.15"), running="21.4R3.15"),
        Said(FAIL, ADVICE, text="past end of support"),
    ),
    row("a slice that can't be read", BackupImage, case(slices("")), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("running release unknown", BackupImage, case(slices(RUNNING), running=""), Said(INCONCLUSIVE, noted=True)),
    row(
        "the other set of a VM host",
        BackupImage,
        case(sets(p=RUNNING, b="21.4R3.15")),
        PASS,
        Said(FAIL, ADVICE, subject="set b"),
    ),
    row("an empty set", BackupImage, case(sets(p=RUNNING, b="")), PASS, Said(INCONCLUSIVE, noted=True)),
    row("the automatic copy", BackupImage, case(auto("Disabled")), PASS),
    row("the automatic copy fails", BackupImage, case(auto("Disk error")), Said(FAIL, ADVICE, text="Disk error")),
    row(
        "asked and missing",
        BackupImage,
        case({Rpc.SNAPSHOT_INTERNAL: "timeout"}),
        Said(INCONCLUSIVE, ADVICE, noted=True, text="timeout"),
    ),
    row(
        "a platform that tells none of it",
        BackupImage,
        case(profile=a_profile(optional=frozenset(), expected=frozenset())),
        NOT_APPLICABLE,
    ),
)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_backup_images(one: Row) -> None:
    assert_row(one)
