"""Odd listeners, copied traffic and data that is sent away."""

from __future__ import annotations

import pytest

from reinstate.checks.integrity.listeners import Listeners
from reinstate.device.model import (
    Configuration,
    Statement,
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


def config(*lines: str) -> dict[Rpc, object]:
    stated = (line.partition(" = ") for line in ("system > services > ssh", *lines))
    return {
        Rpc.CONFIGURATION: Configuration(
            tuple(Statement(tuple(p.split(" > ")), v, xpath=f"/{p}") for p, _, v in stated)
        )
    }


LISTENERS = (
    row("the bench's", Listeners, case(config("system > services > netconf > ssh")), PASS),
    *(
        row(line, Listeners, case(config(line)), Said(FAIL, ADVICE, hold=False, text=text))
        for line, text in (
            ("system > services > ssh > port = 2222", "nonstandard port"),
            ("system > services > netconf > ssh > port = 22", "nonstandard port"),
            ("system > services > mystery > port = 4444", "mystery"),
            ("snmp > community[REDACTED] > authorization = read-write", "SNMP write access is configured"),
            ("forwarding-options > port-mirroring > instance[x] > input > rate = 1", "is copied"),
            ("groups[g] > forwarding-options > analyzer[x] > output > interface = ge-0/0/1.0", "is copied"),
            ("system > syslog > host[198.51.100.9] > any > any", "198.51.100.9"),
            ("system > archival > configuration > archive-sites[ftp://x]", "logs or configurations are exported"),
        )
    ),
    row("the usual ports", Listeners, case(config("system > services > ssh > port = 22")), PASS),
    row("SNMP that only reads", Listeners, case(config("snmp > community[x] > authorization = read-only")), PASS),
    row(
        "declared",
        Listeners,
        case(config("system > services > ssh > port = 2222"), statements=("system services ssh port",)),
        PASS,
    ),
    row("the factory's", Listeners, case(config("system > services > dhcp-local-server > x")), PASS),
    row("family unknown", Listeners, case(config(), profile=None), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("no reply", Listeners, case({Rpc.CONFIGURATION: "timeout"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("not expected", Listeners, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)
TABLE: tuple[Row, ...] = LISTENERS


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_listeners(one: Row) -> None:
    assert_row(one)
