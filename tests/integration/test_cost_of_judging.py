"""Judging stays cheap: counted in calls, which no machine's load changes. ``benchmarks/judging.py`` gives milliseconds.

5 ms of CPU for an ordinary unit and 50 ms for a full MX2020 are some 15,000 and 150,000 calls on a machine of 2024.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
from benchmarks.judging import judge_of_the_lab, ordinary_devices
from benchmarks.mx2020 import mx2020

from reinstate.lab.spec import DeviceSpec

JUDGE = judge_of_the_lab()


def calls_of(work: Callable[[], object]) -> int:
    """How many functions, of Python and of C, the work calls when it is done again."""
    work()
    counted = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


def cost(spec: DeviceSpec, folder: Path) -> tuple[int, int]:
    """Calls of judging a device, and its units."""
    batch = (JUDGE.read(JUDGE.store(spec, folder / spec.name)),)
    units = len(JUDGE.judge(batch))
    return calls_of(lambda: JUDGE.judge(batch)), units


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> int:
    return cost(mx2020(), tmp_path_factory.mktemp("full"))[0]


def test_an_ordinary_unit_is_cheap(tmp_path):
    costs = [cost(spec, tmp_path) for spec in ordinary_devices()]
    assert sum(calls for calls, _ in costs) / sum(units for _, units in costs) < 25_000


def test_a_full_mx2020_is_cheap(full):
    assert full < 250_000


def test_the_cost_grows_no_faster_than_the_inventory(full, tmp_path):
    half = cost(mx2020(cards=10), tmp_path)[0]
    assert full < 2 * half
