"""Classes of licenses, part numbers, assembly ids, fees and contacts."""

from __future__ import annotations

import pytest

from reinstate.reference.library import LicenseClass, Reference

PERPETUAL, SUBSCRIPTION, TRIAL, EMBEDDED, UNKNOWN = (
    LicenseClass.PERPETUAL,
    LicenseClass.SUBSCRIPTION,
    LicenseClass.TRIAL,
    LicenseClass.EMBEDDED,
    LicenseClass.UNKNOWN,
)


# (what differs from a key that says nothing of itself, class)
KEYS: list[tuple[dict[str, object], LicenseClass]] = [
    # P17: the four that the policy names
    ({"sku": "QFX5K-C1-AFL"}, PERPETUAL),
    ({"sku": "QFX5K-C1-PFL"}, PERPETUAL),
    ({"sku": "QFX5K-C2-AFL"}, PERPETUAL),
    ({"sku": "QFX5K-C2-PFL"}, PERPETUAL),
    # Terms in years
    ({"sku": "SRX240-IDP-3-R"}, SUBSCRIPTION),
    ({"sku": "SRX550-ATP-5"}, SUBSCRIPTION),
    ({"sku": "S-MPC10E-10C-A1-3"}, SUBSCRIPTION),
    ({"sku": "S-SRX1500DP-A1-7"}, SUBSCRIPTION),
    ({"sku": "SRX210-IDP"}, SUBSCRIPTION),
    # Without a term
    ({"sku": "SRX-RAC-10-LTU"}, PERPETUAL),
    ({"sku": "SRX-1400-LSYS-5"}, PERPETUAL),
    ({"sku": "SRX5K-SVCS-OFFLOAD-RTU"}, PERPETUAL),
    ({"sku": "MX10-40-UPG"}, PERPETUAL),
    ({"sku": "S-MX80-Q"}, PERPETUAL),
    ({"sku": "S-EX-A-C1-P"}, PERPETUAL),
    ({"sku": "ex-24-efl"}, PERPETUAL),
    ({"sku": "EX4550-AFL"}, PERPETUAL),
    ({"sku": "SRX1500-SYS-JB-AC"}, EMBEDDED),
    # Trials, by any sign of one, whatever else they say
    ({"sku": "(NCKT)S-CRPD-A-HR_TRIAL"}, TRIAL),
    ({"sku": "QFX5K-C1-AFL", "order_type": "trial"}, TRIAL),
    ({"license_type": "Evaluation"}, TRIAL),
    ({"name": "E2018101804", "validity": "permanent"}, TRIAL),
    ({"name": "E20210617001", "dated": True}, TRIAL),
    # Without a SKU: what the key says of its validity
    ({"name": "JUNOS123456", "validity": "permanent"}, PERPETUAL),
    ({"name": "E002300883", "validity": "permanent"}, PERPETUAL),
    ({"name": "JUNOS123456", "validity": "date-based"}, SUBSCRIPTION),
    ({"name": "JUNOS123456", "dated": True}, SUBSCRIPTION),
    ({"sku": "SOMETHING-NEW", "validity": "permanent"}, PERPETUAL),
    # Nothing to tell it by
    ({"name": "JUNOS123456"}, UNKNOWN),
    ({"name": "JUNOS123456", "validity": "invalid"}, UNKNOWN),
    ({"sku": "SOMETHING-NEW"}, UNKNOWN),
    ({}, UNKNOWN),
]


@pytest.mark.parametrize(("key", "told"), KEYS)
def test_class_of_a_key(shipped: Reference, key: dict[str, object], told: LicenseClass) -> None:
    silent = {"sku": "", "order_type": "", "license_type": "", "name": "", "validity": "", "dated": False}
    assert shipped.license_class(**{**silent, **key}) is told  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("feature", "told", "given"),
    [
        ("idp-sig", SUBSCRIPTION, None),
        ("APPID Signature", SUBSCRIPTION, None),
        ("Virtual Appliance", SUBSCRIPTION, None),
        ("mx5-to-mx10-upgrade", PERPETUAL, None),
        ("bgp", PERPETUAL, None),
        ("logical-system", PERPETUAL, 3),
        ("Remote-Access-IPsec-VPN-Client", PERPETUAL, 2),
        ("something-new", UNKNOWN, None),
        ("", UNKNOWN, None),
    ],
)
def test_features(shipped: Reference, feature: str, told: LicenseClass, given: int | None) -> None:
    assert shipped.feature_class(feature) is told
    assert shipped.given_count(feature) == given


@pytest.mark.parametrize(
    ("number", "description", "model_number"),
    [
        ("750-045715", "MPC5E 3D Q 24XGE+6XLGE", "MPC5EQ-40G10G"),
        ("740-051822", "RE-S-1800x4", "RE-S-1800X4-32G-S"),
        ("740-020957", "PS 320W AC", "EX-PWR-320-AC"),
        (" 740-031981", "SFP+-10G-LR", ""),
        ("750-016833", "", "DPCE-R-Q-4XGE-XFP"),
        ("750-069579", "JNP204 [MX204]", ""),
    ],
)
def test_part_numbers(shipped: Reference, number: str, description: str, model_number: str) -> None:
    rows = shipped.parts(number)
    assert (description, model_number) in [(row.description, row.model_number) for row in rows]
    assert all(row.source for row in rows)


def test_unknown_part_numbers_and_placeholders(shipped: Reference) -> None:
    for number in ("", "BUILTIN", "NON-JNPR", "740-000000", "750-999999"):
        assert shipped.parts(number) == ()


@pytest.mark.parametrize(
    ("assembly_id", "models"),
    [
        ("0x0926", ["EX4200-48T"]),
        ("0x091f", ["EX3200-24T"]),
        ("0X091F", ["EX3200-24T"]),
        ("0x05a0", ["MX204 chassis (JNP204-CHAS)"]),
        ("0x0000", []),
        ("", []),
    ],
)
def test_assembly_ids(shipped: Reference, assembly_id: str, models: list[str]) -> None:
    assert [row.model for row in shipped.assembly(assembly_id)] == models


def test_the_worked_example_of_the_policy(shipped: Reference) -> None:
    """P15: an ACX2200 costs 3,437 before any added license."""
    lines = shipped.fees("ACX2200")
    stated = [line for line in lines if line.stated]
    assert [(line.clause, line.sku, line.low) for line in stated] == [
        ("P11", "SVC-INSPECT-2", 1000),
        ("P12", "SVC-CP-ACX2200", 437),
        ("P13", "SVC-JUNOS-REG-4", 2000),
    ]
    assert sum(line.low or 0 for line in stated) == 3437
    assert [line.clause for line in lines if not line.stated] == ["P14"]


def test_fees_of_any_other_product_are_ranges(shipped: Reference) -> None:
    lines = shipped.fees("mx204")
    assert [(line.clause, line.low, line.high) for line in lines] == [
        ("P11", 500, 2500),
        ("P12", None, None),
        ("P13", 500, 10000),
        ("P14", None, None),
    ]
    assert all(line.source and line.as_of.year == 2019 and not line.stated for line in lines)


def test_contacts(shipped: Reference) -> None:
    contact = shipped.contact("gray-market")
    assert contact is not None
    assert contact.channel == "brandprotection@juniper.net"
    assert shipped.contact("nobody") is None
