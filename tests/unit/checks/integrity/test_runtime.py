"""What the integrity mechanism reports of itself."""

from __future__ import annotations

import pytest

from reinstate.checks.integrity.runtime import RuntimeIntegrity
from reinstate.device.model import Said as Text
from reinstate.device.model import (
    Statements,
)
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    BLOCKER,
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


def says(*texts: str) -> dict[Rpc, object]:
    return {Rpc.INTEGRITY_CHECK: Statements(tuple(Text("", "output", text, "//output") for text in texts))}


RUNTIME = (
    row(
        "not asked",
        RuntimeIntegrity,
        case(),
        Said(INCONCLUSIVE, BLOCKER, hold=False, noted=True, text="evidence.switch_on"),
    ),
    row(
        "it runs",
        RuntimeIntegrity,
        case(says("Integrity mechanism is running")),
        Said(PASS, text="does not prove integrity"),
    ),
    row("no violations", RuntimeIntegrity, case(says("enforced", "0 violations, no failures")), PASS),
    row("enforcing", RuntimeIntegrity, case(says("loaded active enforce")), PASS),
    row(
        "loaded and not enforcing",
        RuntimeIntegrity,
        case(says("loaded active")),
        Said(INCONCLUSIVE, BLOCKER, hold=True),
    ),
    *(
        row(
            text,
            RuntimeIntegrity,
            case(says("integrity check enabled", text)),
            Said(FAIL, BLOCKER, hold=True, text=text),
        )
        for text in (
            "Integrity mechanism is not running",
            "IMA is not currently enabled",
            "disabled",
            "3 violations",
            "signature mismatch in /usr/sbin/x",
            "malware found",
            "Integrity mechanism running: no",
            "off",
            "FALSE",
        )
    ),
    row(
        "words that take it back",
        RuntimeIntegrity,
        case(says("enabled", "state unknown")),
        Said(INCONCLUSIVE, BLOCKER, hold=True),
    ),
    row(
        "words of no meaning",
        RuntimeIntegrity,
        case(says("xyzzy")),
        Said(INCONCLUSIVE, BLOCKER, hold=True, noted=False),
    ),
    row(
        "asked and denied",
        RuntimeIntegrity,
        case({Rpc.INTEGRITY_CHECK: "denied"}),
        Said(INCONCLUSIVE, BLOCKER, hold=True, noted=False),
    ),
    row(
        "a platform that has no such request: by hand",
        RuntimeIntegrity,
        case(profile=a_profile(optional=frozenset())),
        Said(INCONCLUSIVE, noted=True, text="read security.mac.veriexec.state on the console and attest it"),
    ),
    row("no product", RuntimeIntegrity, case(profile=a_profile("vsrx", virtual=True)), NOT_APPLICABLE),
)
TABLE: tuple[Row, ...] = RUNTIME


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_runtime(one: Row) -> None:
    assert_row(one)
