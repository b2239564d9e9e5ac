"""A batch with hostile devices: it ends, nobody is lost, and the sound ones are found as in a quiet run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.batches import BUDGET, FAULTS, add_rows, batch_of, differing, inspect, lost

pytestmark = pytest.mark.long
DEVICES, HOSTILE = 45, len(FAULTS)


def test_a_batch_with_every_fault(tmp_path: Path) -> None:
    batch = batch_of(DEVICES, HOSTILE, seed=1)
    assert set(batch.faults.values()) == set(FAULTS)
    for name in ("noisy", "quiet"):
        (tmp_path / name).mkdir()
    inspected = inspect(batch.specs, tmp_path / "noisy", deadline=240)
    assert lost(batch, inspected) == []
    assert differing(inspected, inspect(batch.sound, tmp_path / "quiet", deadline=240)) == []
    rows = {}
    add_rows(rows, batch, inspected)
    assert {fault: row.slowest for fault, row in rows.items() if row.slowest > BUDGET} == {}
