"""Whether the device has settled after boot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.health.boot import RebootReason
from reinstate.checks.health.cards import Forwarding
from reinstate.checks.health.settled import Settled
from reinstate.device.model import (
    Fpcs,
)
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    BLOCKER,
    INCONCLUSIVE,
    PASS,
    Row,
    Said,
    assert_row,
    named,
    row,
)
from tests.unit.checks.health.evidence import CARDS, case, engine, engines, fpc, up

SETTLED = (
    row("up for a day", Settled, case(), PASS),
    row("up for 9 minutes", Settled, case({Rpc.UPTIME: up(540)}), Said(INCONCLUSIVE, BLOCKER, text="9 minutes")),
    row("up for 10 minutes", Settled, case({Rpc.UPTIME: up(600)}), PASS),
    row(
        "modular needs 20",
        Settled,
        case({Rpc.UPTIME: up(600)}, profile=CARDS),
        Said(INCONCLUSIVE, BLOCKER, noted=False, text="up for 20 minutes; collect evidence again"),
    ),
    row(
        "no up time stated",
        Settled,
        case({Rpc.UPTIME: up(None), Rpc.ROUTING_ENGINES: engines(replace(engine(), up_seconds=None))}),
        Said(INCONCLUSIVE, BLOCKER),
    ),
    row("no reply", Settled, case({Rpc.UPTIME: "timeout"}), Said(INCONCLUSIVE, BLOCKER)),
    row("family unknown", Settled, case(profile=None), Said(INCONCLUSIVE, BLOCKER)),
    row(
        "a dead board that is still booting is no dead board",
        Forwarding,
        case({Rpc.UPTIME: up(60), Rpc.FPCS: Fpcs((fpc("0", "Offline"),))}),
        Said(INCONCLUSIVE, BLOCKER, text="the FPC is not online, 1 minute after boot"),
        PASS,
    ),
    row(
        "advice waits too, and stays advice",
        RebootReason,
        case({Rpc.UPTIME: up(60), Rpc.ROUTING_ENGINES: engines(engine(reason="watchdog"))}),
        Said(INCONCLUSIVE, ADVICE, noted=True),
    ),
)
TABLE: tuple[Row, ...] = SETTLED


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_settled(one: Row) -> None:
    assert_row(one)
