"""What a finding lacked is named as a fact of its own: by reference set, and by the name to enter it under."""

from __future__ import annotations

import pytest

from reinstate.checks.framework import Case, Check, LackKind
from reinstate.checks.framework.run import run_check
from reinstate.checks.frus.part_identity import PartNumberBelongs
from reinstate.checks.identity.product import IsHardware
from reinstate.checks.licenses import FormerOwner
from reinstate.checks.software.releases import SupportedRelease
from reinstate.device.model import FruKind, InstalledLicense, LicensedFeature, Licenses
from reinstate.plan.requests import Rpc
from reinstate.reference.library import LicenseClass, ReleaseState
from tests.unit.checks.builders import a_case, a_fru, a_reference, a_unit, software


def release(text: str) -> Case:
    return a_case({Rpc.SOFTWARE: software(text)}, reference=a_reference(releases={"23.4R2": ReleaseState.ENGINEERING}))


def key(sku: str = "", *features: str) -> Case:
    """A unit with one key, of a class that is known of one SKU alone."""
    told = tuple(LicensedFeature(name, "", "") for name in features)
    installed = InstalledLicense("", "JUNOS1", sku, "4", "", "", "", "", "", None, False, told)
    licenses = Licenses(usage=(), installed=(installed,))
    reference = a_reference(licenses={"S-KNOWN": LicenseClass.TRIAL})
    return a_case({Rpc.LICENSES: licenses, Rpc.LICENSE_SUMMARY: licenses}, reference=reference)


def modules(*numbers: str) -> Case:
    frus = [
        a_fru(FruKind.LINE_CARD, f"FPC {place}", part_number=number, serial_number=f"S{place}")
        for place, number in enumerate(numbers)
    ]
    return a_case(unit=a_unit(*frus))


# name: (check, case, what is missing)
LACKS: dict[str, tuple[type[Check], Case, list[tuple[LackKind, str]]]] = {
    "a train that the table hasn't": (SupportedRelease, release("27.2R1.9"), [(LackKind.RELEASE, "27.2")]),
    "a train of Evolved": (SupportedRelease, release("23.4R2-S1-EVO"), [(LackKind.RELEASE, "23.4-EVO")]),
    "an X-train": (SupportedRelease, release("15.1X54-D60"), [(LackKind.RELEASE, "15.1X54")]),
    "a build that is on no list": (SupportedRelease, release("18.3I20180716_1639"), []),
    "a supported release": (SupportedRelease, release("23.4R2"), []),
    "a key with a SKU": (FormerOwner, key("S-ODD", "bgp"), [(LackKind.LICENSE, "S-ODD")]),
    "a key with features alone": (
        FormerOwner,
        key("", "bgp", "isis"),
        [(LackKind.FEATURE, "bgp"), (LackKind.FEATURE, "isis")],
    ),
    "a key that says nothing": (FormerOwner, key(), []),
    "a key of a known class": (FormerOwner, key("S-KNOWN"), []),
    "part numbers, each once": (
        PartNumberBelongs,
        modules("750-900001", "750-900002", "750-900001"),
        [(LackKind.PART_NUMBER, "750-900001"), (LackKind.PART_NUMBER, "750-900002")],
    ),
    "a family without profile": (
        IsHardware,
        a_case({Rpc.SOFTWARE: software("23.4R2")}, unit=a_unit(model="fx9000"), profile=None),
        [(LackKind.PROFILE, "fx9000")],
    ),
    "control characters of a device": (
        IsHardware,
        a_case({Rpc.SOFTWARE: software("23.4R2")}, unit=a_unit(model="fx\x1b[31m" + "9" * 300), profile=None),
        [(LackKind.PROFILE, "fx\N{REPLACEMENT CHARACTER}[31m" + "9" * 120 + "\N{HORIZONTAL ELLIPSIS}")],
    ),
}


@pytest.mark.parametrize(("check", "case", "lacks"), LACKS.values(), ids=LACKS)
def test_what_is_missing_is_named(check: type[Check], case: Case, lacks: list[tuple[LackKind, str]]) -> None:
    assert [(one.kind, one.name) for finding in run_check(check(), case) for one in finding.lacks] == lacks
