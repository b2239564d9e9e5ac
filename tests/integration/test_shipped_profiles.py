"""Products whose modules report less than others do, and which pass all the same where they are sound."""

from __future__ import annotations

import csv
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.lab.rack import start_rack
from tests.integration.collected import LAB_POLICY
from tests.integration.test_own_profile import HOST, inspected, judged

pytestmark = pytest.mark.xdist_group("law")

UNNUMBERED = {"part": "", "version": "", "model": "", "clei": ""}
# A route reflector appliance, built by another manufacturer: its serial number and its power supplies are that one's.
APPLIANCE = {
    "name": HOST,
    "template": "ex4400-24t",
    "model": "jrr200",
    "chassis": {"serial": "MDW0118H00042", "description": "JRR200", "model": "JRR200"},
    "inventory": {
        "FPC 0": {"description": "JRR200", "model": "JRR200"},
        "Power Supply 0": UNNUMBERED,
        "Power Supply 1": UNNUMBERED,
    },
}


def policy_with(model: str, folder: Path) -> Path:
    """The rack's policy, with a look-up of that model."""
    table = folder / "looked-up.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("sku", "looked_up"), (model, "2026-11-20")])
    stated: dict[str, Any] = yaml.safe_load(LAB_POLICY.read_text())
    pin = {"file": table.name, "sha256": sha256(table.read_bytes()).hexdigest()}
    path = folder / "policy.yml"
    path.write_text(yaml.safe_dump({**stated, "reference": {"lifecycle_tables": [pin]}}))
    return path


def test_a_sound_appliance_passes_without_part_numbers_on_its_supplies(tmp_path: Path) -> None:
    policy = policy_with("JRR200", tmp_path)
    with start_rack([APPLIANCE]) as rack:
        record = judged(inspected(rack, tmp_path / "runs", policy), None)
    assert (record.unit.profile, record.verdict, record.deciding) == ("jrr200", "pass", None)
    standing = {one.check for one in record.findings if one.result in ("fail", "inconclusive") and not one.noted}
    assert standing & {"frus.identity-present", "frus.serial-shape", "identity.model-agrees"} == set()
