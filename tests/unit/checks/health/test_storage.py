"""Disks and core dumps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reinstate.checks.framework import SessionFacts
from reinstate.checks.health.storage import NoCoreDumps, StorageSound
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    Row,
    Said,
    a_profile,
    assert_row,
    named,
    row,
    software,
)
from tests.unit.checks.health.evidence import DAY, case, chassis_alarm, core, disk

STORAGE = (
    row("sound", StorageSound, case(), PASS),
    row("disk error", StorageSound, case(chassis_alarm("RE 0 /dev/ad1 disk error")), Said(FAIL, CONDITION)),
    row("disk missing", StorageSound, case(chassis_alarm("Host 0 Disk 1 Missing", "Minor")), Said(FAIL, CONDITION)),
    row("disk usage", StorageSound, case(chassis_alarm("RE 0 disk usage is high", "Minor")), Said(FAIL, ADVICE)),
    row("read-only image, 100 %", StorageSound, case(disk("/dev/md0.uzip", "/", 100)), PASS),
    row("stated as read-only, 100 %", StorageSound, case(disk("/dev/x", "/y", 100, read_only=True)), PASS),
    row("writable, 94 %", StorageSound, case(disk("/dev/gpt/var", "/var", 94)), PASS),
    row("writable, 95 %", StorageSound, case(disk("/dev/gpt/var", "/var", 95)), Said(FAIL, ADVICE, "/var")),
    row("asked and didn't come", StorageSound, case({Rpc.STORAGE: "timeout"}), Said(INCONCLUSIVE, CONDITION)),
    row("not asked of the family", StorageSound, case({Rpc.STORAGE: None}), PASS),
)
CORES = (
    row("none", NoCoreDumps, case(), PASS),
    *(
        row(name, NoCoreDumps, case(core(name)), Said(FAIL, CONDITION, text=name))
        for name in (
            "vmcore.direct.0",
            "kernel.1",
            "core.riot.mpc0.1565307741.gz",
            "fxpc.core-tarball.0.tgz",
            "core-FPC0.gz",
        )
    ),
    row("a daemon's", NoCoreDumps, case(core("rpd.core.0.gz")), Said(FAIL, ADVICE)),
    row(
        "a kernel core older than the build of the running software",
        NoCoreDumps,
        case(core("vmcore.0", modified=datetime(2024, 5, 31, tzinfo=UTC))),
        Said(FAIL, ADVICE),
    ),
    row(
        "the same by a clock that is a year behind",
        NoCoreDumps,
        replace(
            case(core("vmcore.0", modified=datetime(2024, 5, 31, tzinfo=UTC))),
            session=SessionFacts(clock_offset=-365.0 * DAY),
        ),
        Said(FAIL, CONDITION, text="of 2025-05-31"),
    ),
    row("a kernel core of no date", NoCoreDumps, case(core("vmcore.0", modified=None)), Said(FAIL, CONDITION)),
    row(
        "a kernel core under software of no date",
        NoCoreDumps,
        case(core("vmcore.0", modified=datetime(2001, 1, 1, tzinfo=UTC)) | {Rpc.SOFTWARE: software("23.4R2")}),
        Said(FAIL, CONDITION),
    ),
    row("no reply", NoCoreDumps, case({Rpc.CORE_DUMPS: "timeout"}), Said(INCONCLUSIVE, CONDITION)),
    row("not expected of the family", NoCoreDumps, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)
TABLE: tuple[Row, ...] = (*STORAGE, *CORES)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_storage(one: Row) -> None:
    assert_row(one)
