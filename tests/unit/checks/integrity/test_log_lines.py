"""Log lines that tell of tampering."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.framework.run import run_check
from reinstate.checks.integrity.log_lines import LogLines
from reinstate.device.model import (
    Log,
    LogLine,
)
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
)
from tests.unit.checks.integrity.traced import case


def log(*lines: str, whole: bool = True) -> dict[Rpc, object]:
    return {Rpc.LOG_MESSAGES: Log(tuple(LogLine("", f"Nov 22 12:00:00 {line}") for line in lines), whole)}


MISMATCH = "sw1 /kernel: veriexec: fingerprint for dev 87, file 1234 aa11bb22 != cc33dd44"
LOG = (
    row("not asked", LogLines, case(), Said(INCONCLUSIVE, CONDITION, hold=False, noted=True)),
    row("nothing in it", LogLines, case(log("sw1 mgd[1]: hello")), PASS),
    row(
        "a changed program",
        LogLines,
        case(log(MISMATCH)),
        Said(FAIL, CONDITION, hold=True, text="aa11bb22 != cc33dd44"),
    ),
    row(
        "a changed program in a log that was cut off",
        LogLines,
        case(log(MISMATCH, whole=False)),
        Said(FAIL, CONDITION, hold=True),
        Said(INCONCLUSIVE, CONDITION, hold=True, noted=False),
    ),
    row(
        "nothing in a log that was cut off tells nothing",
        LogLines,
        case(log("sw1 mgd[1]: hello", whole=False)),
        Said(INCONCLUSIVE, CONDITION, hold=True, noted=False, text="the log is incomplete"),
    ),
    row(
        "an unsigned program, twice, and a kernel module",
        LogLines,
        case(
            log(
                "sw1 /kernel: veriexec: no signatures for device. file='/tmp/x'",
                "sw1 /kernel: veriexec: no signatures for device. file='/tmp/x'",
                "sw1 kldload: /tmp/x.ko",
            )
        ),
        Said(FAIL, ADVICE, hold=False, text="2 lines"),
        Said(FAIL, ADVICE, hold=False, text="kernel module"),
    ),
    row(
        "a shell",
        LogLines,
        case(log("sw1 mgd[1]: UI_CMDLINE_READ_LINE: User 'ops', command 'start shell '")),
        Said(FAIL, ADVICE, text="User 'ops'"),
    ),
    row(
        "a changed program in a file that is named after the bench's login",
        LogLines,
        case(log(f"{MISMATCH} /tmp/User 'inspector'")),
        Said(FAIL, CONDITION, hold=True),
    ),
    row(
        "the bench's own shell",
        LogLines,
        case(log("sw1 mgd[1]: UI_CMDLINE_READ_LINE: User 'inspector', command 'start shell '")),
        PASS,
    ),
    row("asked and missing", LogLines, case({Rpc.LOG_MESSAGES: "no-data"}), Said(INCONCLUSIVE, hold=True, noted=False)),
    row("a platform that doesn't tell", LogLines, case(profile=a_profile(optional=frozenset())), NOT_APPLICABLE),
)


@given(st.lists(st.text(max_size=60), max_size=5), st.booleans())
def test_no_other_line_hides_a_changed_program(lines: list[str], whole: bool) -> None:
    findings = run_check(LogLines(), case(log(*lines, MISMATCH, *lines, whole=whole)))
    assert any(finding.result is FAIL and finding.hold for finding in findings)


TABLE: tuple[Row, ...] = LOG


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_log_lines(one: Row) -> None:
    assert_row(one)
