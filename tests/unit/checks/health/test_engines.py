"""Routing Engines."""

from __future__ import annotations

import pytest

from reinstate.checks.health.engines import EnginesWork
from reinstate.device.model import FruKind
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
    a_fru,
    a_profile,
    a_unit,
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
    *(
        row(
            f"in state {status}",
            EnginesWork,
            case({Rpc.ROUTING_ENGINES: engines(engine(status=status))}),
            Said(INCONCLUSIVE, BLOCKER, noted=False, text=text),
        )
        for status, text in (
            ("Testing", "the Routing Engine is running its tests"),
            ("testing", "the Routing Engine is running its tests"),
            ("Diagnostic", "is running its diagnostics"),
            ("Ready", "is ready and not yet online"),
            ("Announce online", "is coming online"),
            ("announceOnline", "is coming online"),
            ("Probed", "is detected and not yet started"),
            ("Standby", "is on standby"),
            ("Spare", "is a spare"),
            ("unknown", "reports its state as unknown"),
            ("Purple", "is in a state that is not recognized"),
        )
    ),
    *(
        row(
            f"in state {status}",
            EnginesWork,
            case({Rpc.ROUTING_ENGINES: engines(engine(status=status))}),
            Said(FAIL, BLOCKER, text=text),
        )
        for status, text in (
            ("Present", "is present and not started"),
            ("Offline", "the Routing Engine is offline"),
            ("Announce offline", "is going offline"),
            ("Unresponsive", "does not respond"),
            ("Hardware error", "reports a fault"),
            ("Failed", "reports a fault"),
        )
    ),
    row(
        "one of two is testing",
        EnginesWork,
        case({Rpc.ROUTING_ENGINES: engines(engine(), engine("1", "Testing"))}, profile=CARDS),
        PASS,
        Said(INCONCLUSIVE, CONDITION, "Routing Engine 1", noted=False, text="is running its tests"),
    ),
    row(
        "a second one of a chassis that has no backup is present: it may serve the link of a cluster",
        EnginesWork,
        case({Rpc.ROUTING_ENGINES: engines(engine(), engine("1", "Present"))}, profile=a_profile("srx5800")),
        PASS,
        Said(INCONCLUSIVE, CONDITION, "Routing Engine 1", noted=False, text="is present and not started"),
    ),
    row("online", EnginesWork, case({Rpc.ROUTING_ENGINES: engines(engine(status="Online"))}), PASS),
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
        Said(FAIL, ADVICE, text="1 of 2 Routing Engines is installed"),
    ),
    row(
        "the inventory lists a second one, which reports no status",
        EnginesWork,
        case(profile=CARDS, unit=a_unit(*(a_fru(FruKind.ROUTING_ENGINE, f"Routing Engine {n}") for n in (0, 1)))),
        PASS,
        Said(INCONCLUSIVE, CONDITION, noted=False, text="the inventory lists more Routing Engines"),
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
