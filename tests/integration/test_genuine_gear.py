"""No false alarm on genuine gear: what every check says against real devices is explained, row by row.

Real devices are those of the captured replies; ``genuine_gear.yml`` holds the explanations and says how to read them.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.checks.catalog import make_checks
from reinstate.decision.policy import reference_for, shipped_policy
from tests.integration.genuine import CAPTURES, Gear, Told, gear, told_of, unread_of

pytestmark = pytest.mark.skipif(not CAPTURES.is_dir(), reason=f"the captured replies are not there: {CAPTURES}")

TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("genuine_gear.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def devices() -> tuple[Gear, ...]:
    return gear(TABLE["devices"])


@pytest.fixture(scope="module")
def told(devices: tuple[Gear, ...]) -> Counter[Told]:
    reference, checks = reference_for(shipped_policy()), make_checks()
    return Counter(one for device in devices for one in told_of(device, reference, checks))


def explained() -> Counter[Told]:
    return Counter(
        Told(device, row["check"], subject, row["result"])
        for row in TABLE["findings"]
        for device in row["by"]
        for subject in row.get("of", ["~"])
    )


def listed(findings: Counter[Told]) -> str:
    return "\n".join(
        f"{one.device}: {one.check} {one.result} of {one.subject} ({count}): {one.message}"
        for one, count in sorted(findings.items(), key=lambda item: (item[0].check, item[0].device, item[0].subject))
    )


def test_the_devices_are_many_and_of_many_kinds(devices):
    asked = {item for device in devices for item in device.items}
    assert len(devices) > 90
    assert len(asked) > 15


def test_every_reply_is_read_but_those_that_are_broken(devices):
    unread = [name for device in devices for name in unread_of(device)]
    assert sorted(unread) == sorted(TABLE["unread"])


def test_every_finding_against_genuine_gear_is_explained(told):
    assert not told - explained(), f"without an explanation:\n{listed(told - explained())}"


def test_no_explanation_is_left_over(told):
    assert not explained() - told, f"explained, and found no more:\n{listed(explained() - told)}"


def test_every_explanation_says_why():
    assert all(str(row["why"]).strip() for row in TABLE["findings"])
    assert all(str(why).strip() for why in TABLE["unread"].values())
