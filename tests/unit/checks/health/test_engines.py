"""Routing Engines."""

from __future__ import annotations

import pytest

from reinstate.checks.health.engines import EnginesWork
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    PASS,
    Row,
    Said,
    assert_row,
    named,
    row,
)
from tests.unit.checks.health.evidence import CARDS, MEMBER, case, engine, engines, members, up

ENGINES = (
    row("sole engine OK", EnginesWork, case(), PASS),
    row(
        "sole engine failed",
        EnginesWork,
        case({Rpc.ROUTING_ENGINES: engines(engine(status="Fault"))}),
        Said(FAIL, BLOCKER),
    ),
    row(
        "sole engine without a status, on a fixed box",
        EnginesWork,
        case({Rpc.ROUTING_ENGINES: engines(engine(status=""))}),
        PASS,
    ),
    row(
        "testing",
        EnginesWork,
        case({Rpc.ROUTING_ENGINES: engines(engine(status="Testing"))}),
        Said(INCONCLUSIVE, BLOCKER),
    ),
    row(
        "one of two failed",
        EnginesWork,
        case({Rpc.ROUTING_ENGINES: engines(engine(), engine("1", "Present"))}, profile=CARDS),
        PASS,
        Said(FAIL, CONDITION, "Routing Engine 1"),
    ),
    row(
        "backup missing",
        EnginesWork,
        case(profile=CARDS),
        PASS,
        Said(FAIL, ADVICE, text="one routing engine is fitted of two"),
    ),
    row(
        "slot of the second is empty",
        EnginesWork,
        case({Rpc.ROUTING_ENGINES: engines(engine(), engine("1", "Empty"))}, profile=CARDS),
        PASS,
        Said(FAIL, ADVICE),
    ),
    row("none listed", EnginesWork, case({Rpc.ROUTING_ENGINES: engines()}), Said(INCONCLUSIVE, BLOCKER)),
    row(
        "a line-card member's engine stays idle",
        EnginesWork,
        case(
            members(("0", "Prsnt", "Master*"), ("2", "Prsnt", "Linecard")) | {Rpc.UPTIME: up(engine="fpc2")},
            unit=MEMBER,
        ),
        Said(INCONCLUSIVE, ADVICE, noted=True),
    ),
    row("no reply", EnginesWork, case({Rpc.ROUTING_ENGINES: "denied"}), Said(INCONCLUSIVE, BLOCKER)),
)
TABLE: tuple[Row, ...] = ENGINES


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_engines(one: Row) -> None:
    assert_row(one)
