"""Which platform profile a device gets, and what it is then asked."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.device.model import FruKind
from reinstate.plan.requests import CATALOG, Need, Rpc
from reinstate.reference.alarm_texts import matches_alarm
from reinstate.reference.library import Reference
from reinstate.reference.loading import load_shipped
from reinstate.reference.profiles import PlatformProfile

# (product model as the software prints it, chassis description, profile)
CASES = [
    ("ex2200-c-12t-2g", "EX2200-C-12T-2G", "ex2200"),
    ("ex2300-c-12p", "", "ex2300"),
    ("ex3300-48p", "", "ex3300"),
    ("ex3400-48p", "", "ex3400"),
    ("ex4100-48p", "", "ex4100"),
    ("ex4100-f-48p", "", "ex4100-f"),
    ("ex4200-48t", "EX4200-48T", "ex4200"),
    ("ex4300-48p", "", "ex4300"),
    ("ex4300-48mp", "", "ex4300-mp"),
    ("ex4400-48p", "", "ex4400"),
    ("ex4550-32f", "", "ex4500"),
    ("ex4600-40f", "", "ex4600"),
    ("ex4650-48y-8c", "JNP48Y8C-CHAS", "ex4650"),
    ("qfx5120-48y-8c", "JNP48Y8C-CHAS", "qfx5120"),
    ("ex9208", "EX9208", "ex9200"),
    ("qfx3500-48s4q", "", "qfx3500"),
    ("qfx5100-48s-6q", "QFX5100-48S-6Q", "qfx5100"),
    ("qfx5110-32q", "", "qfx5110"),
    ("qfx5200-32c-32q", "", "qfx5200"),
    ("qfx5130-32cd", "", "qfx5000-evo"),
    ("qfx10002-36q", "", "qfx10002"),
    ("qfx10002-60c", "", "qfx10002-60c"),
    ("qfx10008", "", "qfx10000"),
    ("mx5-t", "MX5-T", "mx5-80"),
    ("mx80", "MX80", "mx5-80"),
    ("mx80-48t", "", "mx5-80"),
    ("mx104", "MX104", "mx104"),
    ("mx204", "JNP204 [MX204]", "mx204"),
    ("mx480", "MX480", "mx240-960"),
    ("mx2020", "MX2020", "mx2000"),
    ("mx10003", "JNP10003 [MX10003]", "mx10003"),
    ("mx10008", "JNP10008 [MX10008]", "mx10000"),
    ("mx304", "", "mx304"),
    ("ptx5000", "PTX5000", "ptx3000-5000"),
    ("ptx10008", "JNP10008 [PTX10008]", "ptx10000"),
    ("ptx10001-36mr", "", "ptx-fixed-evo"),
    ("PTX10002-36QDD", "", "ptx-fixed-evo"),
    ("acx2200", "", "acx-small"),
    ("acx5048", "", "acx5000"),
    ("ACX7100-32C", "", "acx7000-fixed"),
    ("ACX7020_AC", "", "acx7000-fixed"),
    ("acx7509", "", "acx7000"),
    ("srx210he2", "", "srx100-240"),
    ("srx240h2", "", "srx100-240"),
    ("srx550-645ap", "", "srx550-650"),
    ("srx550m", "", "srx550m"),
    # One is a prefix of the other and of another kind
    ("srx340", "SRX340", "srx300"),
    ("srx3400", "SRX 3400", "srx1400-3600"),
    ("srx1500", "SRX1500", "srx1500"),
    ("srx4100", "", "srx4000"),
    ("srx5800", "SRX5800", "srx5000"),
    ("t1600", "", "t640-1600"),
    ("txp", "", "t4000"),
    ("m320", "", "m-series"),
    ("m7i", "", "m-small"),
    ("j2320", "", "j-series"),
    ("j6350", "", "j6300"),
    ("nfx250_s2_10_t", "", "nfx"),
    # No hardware
    ("vsrx", "VSRX", "vsrx"),
    ("vsrx3", "", "vsrx"),
    ("firefly-perimeter", "FIREFLY-PERIMETER", "vsrx"),
    ("vmx", "VMX", "vmx"),
    ("vqfx-10000", "", "vqfx"),
    ("olive", "", "olive"),
    ("crpd", "", "crpd"),
    ("cSRX", "", "csrx"),
    # The description alone: before the software tells a model, or where it tells none
    ("", "JNP204 [MX204]", "mx204"),
    ("", "EX4200-48T", "ex4200"),
    ("", "SRX 5800", "srx5000"),
    # Unknown is None
    ("", "Virtual Chassis", None),
    ("", "JNP48Y8C-CHAS", None),
    ("ex9999", "", None),
    ("mx4800", "", None),
    ("", "", None),
]


@pytest.mark.parametrize(("model", "description", "name"), CASES)
def test_profile_of_a_model(shipped: Reference, model: str, description: str, name: str | None) -> None:
    profile = shipped.profile_for(model, description)
    assert (profile.name if profile else None) == name


@pytest.mark.parametrize(
    ("model", "evolved", "name"),
    [
        ("ptx10008", True, "ptx10000-evo"),
        ("ptx10008", False, "ptx10000"),
        ("ptx10004", None, "ptx10000-evo"),
        ("mx204", True, "mx204"),
    ],
)
def test_the_same_hardware_under_either_system(shipped: Reference, model: str, evolved: bool | None, name: str) -> None:
    profile = shipped.profile_for(model, "", evolved=evolved)
    assert profile is not None
    assert profile.name == name


def test_no_model_fits_two_profiles(shipped: Reference) -> None:
    """But for hardware that runs either system, which has a profile for each."""
    for model in {model.lower() for model, _, _ in CASES if model}:
        fits = [p for p in shipped.profiles if any(fnmatchcase(model, glob) for glob in p.models)]
        names = {profile.name.removesuffix("-evo") for profile in fits}
        assert len(names) <= 1, model
        assert len({profile.evolved for profile in fits}) == len(fits), model


@given(model=st.text(max_size=200), description=st.text(max_size=200))
def test_whatever_a_device_calls_itself(model: str, description: str) -> None:
    """A profile is one whose globs fit something that the device said, or there is none."""
    profile = load_shipped().profile_for(model, description)
    said = "".join((model + description).split()).lower()
    if profile is not None:
        assert any(fnmatchcase(said, f"*{glob}*") for glob in profile.models)


EVERYWHERE = {
    Rpc.CONFIGURATION,
    Rpc.COMMITS,
    Rpc.MAC_ADDRESSES,
    Rpc.STORAGE,
    Rpc.CORE_DUMPS,
    Rpc.FILES_SCRIPTS_OP,
    Rpc.FILES_CERTIFICATES,
    Rpc.FILES_VAR_TMP,
}
_OTHERS = frozenset(
    {
        Rpc.VIRTUAL_CHASSIS,
        Rpc.CHASSIS_CLUSTER,
        Rpc.POWER,
        Rpc.ACTIVE_ERRORS,
        Rpc.SYSTEM_ERRORS,
        Rpc.VMHOST,
        Rpc.INVENTORY_EXTENSIVE,
        Rpc.INVENTORY_CLEI,
        Rpc.SOFTWARE_ALL_ENGINES,
        Rpc.SOFTWARE_ALL_NODES,
        Rpc.SOFTWARE_LOCAL,
    }
)
# What a platform is expected to answer beyond what every one is.
EXPECTED = {
    "ex4400-48p": {Rpc.VIRTUAL_CHASSIS, Rpc.INVENTORY_CLEI},
    "ex2200-24t-4g": {Rpc.VIRTUAL_CHASSIS, Rpc.INVENTORY_CLEI},
    "ex3200-24t": {Rpc.INVENTORY_CLEI},
    "ex9208": {Rpc.POWER, Rpc.INVENTORY_CLEI, Rpc.SOFTWARE_ALL_ENGINES},
    "qfx5100-48s-6q": {Rpc.VIRTUAL_CHASSIS, Rpc.ACTIVE_ERRORS, Rpc.INVENTORY_CLEI},
    "qfx10002-36q": {Rpc.ACTIVE_ERRORS, Rpc.POWER, Rpc.INVENTORY_EXTENSIVE},
    "mx204": {Rpc.ACTIVE_ERRORS, Rpc.POWER, Rpc.VMHOST, Rpc.INVENTORY_EXTENSIVE},
    "mx480": {Rpc.ACTIVE_ERRORS, Rpc.POWER, Rpc.INVENTORY_EXTENSIVE, Rpc.SOFTWARE_ALL_ENGINES},
    "mx10003": {Rpc.ACTIVE_ERRORS, Rpc.POWER, Rpc.VMHOST, Rpc.INVENTORY_EXTENSIVE, Rpc.SOFTWARE_ALL_ENGINES},
    "mx80": {Rpc.ACTIVE_ERRORS, Rpc.INVENTORY_EXTENSIVE},
    "ptx10001-36mr": {Rpc.ACTIVE_ERRORS, Rpc.SYSTEM_ERRORS, Rpc.POWER, Rpc.INVENTORY_EXTENSIVE},
    "acx7100-32c": {Rpc.ACTIVE_ERRORS, Rpc.SYSTEM_ERRORS, Rpc.POWER, Rpc.INVENTORY_CLEI},
    "acx7509": {Rpc.ACTIVE_ERRORS, Rpc.SYSTEM_ERRORS, Rpc.POWER, Rpc.INVENTORY_CLEI, Rpc.SOFTWARE_ALL_NODES},
    "srx340": {Rpc.CHASSIS_CLUSTER, Rpc.INVENTORY_CLEI},
    "srx5800": {Rpc.CHASSIS_CLUSTER, Rpc.INVENTORY_CLEI},
    "nfx250_s2_10_t": {Rpc.SOFTWARE_LOCAL, Rpc.INVENTORY_CLEI},
}


@pytest.mark.parametrize(("model", "items"), EXPECTED.items())
def test_expected_evidence(shipped: Reference, model: str, items: set[Rpc]) -> None:
    profile = shipped.profile_for(model, "")
    assert profile is not None
    assert profile.expected & _OTHERS == items
    assert profile.expected >= EVERYWHERE


def _all(shipped: Reference) -> list[PlatformProfile]:
    return list(shipped.profiles)


def test_profiles_hold_together(shipped: Reference) -> None:
    profiles = _all(shipped)
    assert len({profile.name for profile in profiles}) == len(profiles)
    for profile in profiles:
        assert profile.source, profile.name
        assert all(CATALOG[rpc].need is Need.EXPECTED for rpc in profile.expected), profile.name
        assert all(glob == glob.lower() for glob in (*profile.models, *profile.bench_normal_alarms)), profile.name
        assert profile.identity_free <= {kind.value for kind in FruKind}, profile.name
        assert profile.settle_minutes == (20 if profile.modular else 10), profile.name
        assert not (profile.cluster and profile.virtual_chassis), profile.name
        assert profile.cluster is (profile.family in ("srx", "j") and not profile.virtual), profile.name
        assert not (profile.redundant_engines and not profile.modular), profile.name
        assert bool(profile.expected) is not profile.virtual, profile.name
        # A line card's own serial is what a claim is held against: it is free on no family.
        assert FruKind.LINE_CARD.value not in profile.identity_free, profile.name


# (model, short description of an alarm, whether it is normal on a bench)
ALARMS = [
    ("mx204", "no-rescue", True),
    ("ex4400-48p", "autorecovery-save-r", True),
    ("mx204", "PEM 1 Not Powered", True),
    ("mx204", "fxp0: Ethernet Link Down", True),
    ("qfx5100-48s-6q", "FPC Management1 Ethernet Link Down", True),
    ("qfx5100-48s-6q", "FPC 0 PEM 1 is not powered", True),
    ("qfx5100-48s-6q", "BGP Routing Protocol(47) usage requires a license", True),
    ("ex4400-48p", "Management Ethernet Link Down", True),
    # One supply only, so it must be fed
    ("srx340", "PEM 1 Not Powered", False),
    ("mx204", "PEM 1 No Power", True),
    ("mx204", "PEM 1 Not OK", False),
    ("mx204", "PEM 1 Output Fail", False),
    ("mx204", "PEM 1 Output Failure", False),
    ("mx204", "FPC 0 Hard errors", False),
    ("mx204", "Plane 0 not online", False),
    ("mx204", "Fan Tray 1 Failure", False),
    ("mx204", "FPC Management1 Ethernet Link Down", False),
    ("mx480", "FPC 2 Major Errors", False),
]


@pytest.mark.parametrize(("model", "alarm", "normal"), ALARMS)
def test_alarms_of_a_bench(shipped: Reference, model: str, alarm: str, normal: bool) -> None:
    profile = shipped.profile_for(model, "")
    assert profile is not None
    assert any(matches_alarm(pattern, alarm) for pattern in profile.bench_normal_alarms) is normal


@pytest.mark.parametrize(
    ("model", "serial", "virtual"),
    [
        ("ex9214", "VM5B598A6585", True),
        ("ex9214", "vm5b598a6585 ", True),
        ("ex9214", "JN122D903RFA", False),
        ("mx204", "BK378", False),
        ("vmx", "JN1234567AFB", True),
    ],
)
def test_an_instance_that_calls_itself_by_a_product_name(
    shipped: Reference, model: str, serial: str, virtual: bool
) -> None:
    profile = shipped.profile_for(model, "")
    assert profile is not None
    assert shipped.looks_virtual(profile, serial) is virtual
