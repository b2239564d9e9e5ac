"""What class a license key or a feature is of."""

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
