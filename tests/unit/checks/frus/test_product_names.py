"""Whether two names can be of one product."""

from __future__ import annotations

import pytest

from reinstate.checks.frus.product_names import disagree

AGREEING = (
    ("mx204", "JNP204 [MX204]"),
    ("mx204", "JNP204-CHAS"),
    ("mx960", "CHAS-BP3-MX960-S"),
    ("mx10-t", "CHAS-MX80-S"),
    ("ptx10008", "JNP10008 [PTX10008]"),
    ("qfx5100-48s-6q", "QFX5100-48S-D-AFO"),
    ("ex2300-c-12p", "EX2300-C-12P"),
    ("srx5800", "SRX 5800"),
    ("srx345", "SRX345"),
    ("acx7020_ac", "ACX7020"),
    ("mx104-40g", "CHAS-MX104-S"),
    ("ex4400-48p", "Virtual Chassis"),
    ("ex4650-48y-8c", "JNP48Y8C-CHAS"),
    ("qfx5120-48y-8c", "JNP48Y8C-CHAS"),
    ("xre200", "EX-XRE200"),
    ("ocx1100-48sx", "OCX1100-48SX"),
)
DISAGREEING = (
    ("mx480", "MX240"),
    ("ex4200-48t", "EX4200-24T"),
    ("ex4300-48t", "qfx4300"),
    ("qfx10002-36q", "QFX10002-72Q"),
    ("srx340", "SRX3400"),
    ("mx204", "JNP10003-CHAS"),
    ("ex4300-48t", "JNP48Y8C-CHAS"),
    ("qfx5120-32c", "JNP48Y8C-CHAS"),
)


@pytest.mark.parametrize(("one", "other"), AGREEING)
def test_names_of_one_product_agree(one: str, other: str) -> None:
    assert not disagree(one, other)
    assert not disagree(other, one)


@pytest.mark.parametrize(("one", "other"), DISAGREEING)
def test_names_of_two_products_disagree(one: str, other: str) -> None:
    assert disagree(one, other)
    assert disagree(other, one)
