"""SSH algorithms that the session needed."""

from __future__ import annotations

import pytest

from reinstate.checks.framework import SessionFacts
from reinstate.checks.software.ssh_algorithms import WeakSsh
from tests.unit.checks.builders import (
    ADVICE,
    FAIL,
    INCONCLUSIVE,
    PASS,
    Row,
    Said,
    a_case,
    assert_row,
    named,
    row,
)

WEAK_SSH = (
    row("current algorithms", WeakSsh, a_case(), PASS),
    row(
        "old ones were needed",
        WeakSsh,
        a_case(session=SessionFacts(("ssh-rsa", "hmac-sha1"), "SHA256:x")),
        Said(FAIL, ADVICE, text="ssh-rsa, hmac-sha1"),
    ),
    row("no SSH session", WeakSsh, a_case(session=SessionFacts()), Said(INCONCLUSIVE, ADVICE, noted=True)),
)
TABLE: tuple[Row, ...] = WEAK_SSH


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_ssh_algorithms(one: Row) -> None:
    assert_row(one)
