"""Who else is logged in."""

from __future__ import annotations

import pytest

from reinstate.checks.integrity.sessions import OtherSessions
from reinstate.device.model import (
    Session,
    Sessions,
)
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
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


def sessions(*users: str) -> dict[Rpc, object]:
    return {Rpc.USERS: Sessions(tuple(Session("", user, "198.51.100.7", f"//{user}") for user in users))}


SESSIONS = (
    row("not asked", OtherSessions, case(), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("ours, by whatever login, and the bench's", OtherSessions, case(sessions("bench", "inspector", "root")), PASS),
    row(
        "somebody else",
        OtherSessions,
        case(sessions("bench", "netops")),
        Said(FAIL, ADVICE, text="netops from 198.51.100.7"),
    ),
    row("asked and missing", OtherSessions, case({Rpc.USERS: "timeout"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("a platform that doesn't tell", OtherSessions, case(profile=a_profile(optional=frozenset())), NOT_APPLICABLE),
)
TABLE: tuple[Row, ...] = SESSIONS


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_sessions(one: Row) -> None:
    assert_row(one)
