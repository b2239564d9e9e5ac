"""A unit that runs some release."""

from __future__ import annotations

from reinstate.checks.framework import Case
from reinstate.device.model import Unit
from reinstate.plan.requests import Rpc
from reinstate.reference.library import ReleaseState
from tests.unit.checks.builders import (
    a_case,
    a_profile,
    a_reference,
    software,
)

RELEASES = {
    "23.4R2-S3.9": ReleaseState.ENGINEERING,
    "22.4R3": ReleaseState.SUPPORT_ONLY,
    "21.4R3-S3.4": ReleaseState.ENDED,
    "21.4": ReleaseState.ENDED,
    "23.4": ReleaseState.ENGINEERING,
}
NOW, LIMITED, OLD, NEWER = "23.4R2-S3.9", "22.4R3", "21.4R3-S3.4", "27.2R1.5"


def running(*versions: str, last_release: str = "", unit: Unit | None = None) -> Case:
    return a_case(
        {Rpc.SOFTWARE: software(*versions)},
        unit=unit,
        profile=a_profile(last_release=last_release),
        reference=a_reference(releases=RELEASES),
    )
