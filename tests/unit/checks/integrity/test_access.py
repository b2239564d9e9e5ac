"""Who can get in, and what the inspector's own login may see."""

from __future__ import annotations

import pytest

from reinstate.checks.integrity.access import Accounts, Services, Visibility
from reinstate.declared.kinds import Stage
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
from tests.unit.checks.integrity.evidence import FINGERPRINT, KEY, READER, case, config, login

VISIBILITY = (
    row("all", Visibility, case(), PASS),
    row("the three", Visibility, case(login("view-configuration", "secret", "maintenance")), PASS),
    row(
        "a reader",
        Visibility,
        case(READER),
        Said(
            INCONCLUSIVE,
            CONDITION,
            hold=True,
            noted=False,
            text="permission secret is missing, permission maintenance is missing",
        ),
    ),
    row(
        "a part of the configuration is denied",
        Visibility,
        case(login("all", denied=("system scripts",))),
        Said(INCONCLUSIVE, CONDITION, text="configuration system scripts is denied"),
    ),
    row("no reply", Visibility, case({Rpc.AUTHORIZATION: "timeout"}), Said(INCONCLUSIVE, CONDITION, hold=True)),
)
OPS = "system > login > user[ops] > class = super-user"
ACCOUNTS = (
    row("the bench's only", Accounts, case(), PASS),
    row(
        "an unknown super-user",
        Accounts,
        case(config(OPS)),
        Said(FAIL, CONDITION, hold=False, text="the account ops is not a bench account - Expected: bench accounts"),
    ),
    row(
        "that survived reinstalling",
        Accounts,
        case(config(OPS), stage=Stage.REIMAGED),
        Said(FAIL, CONDITION, hold=True),
    ),
    row(
        "in a group that nobody applies",
        Accounts,
        case(config("groups[old] > system > login > user[ops] > class = super-user")),
        Said(FAIL, CONDITION, text="groups old"),
    ),
    row("deactivated", Accounts, case(config(OPS, inactive=True)), Said(FAIL, text="inactive")),
    row(
        "without a class",
        Accounts,
        case(config("system > login > user[ops] > uid = 2001")),
        Said(FAIL, text="no class"),
    ),
    row(
        "an unknown key of the bench's login",
        Accounts,
        case(config(f"system > login > user[inspector] > authentication > ssh-ed25519[{KEY}]")),
        Said(FAIL, CONDITION, text=FINGERPRINT),
    ),
    row(
        "the bench's own key",
        Accounts,
        case(
            config(f"system > login > user[inspector] > authentication > ssh-ed25519[{KEY}]"),
            keys=frozenset({FINGERPRINT}),
        ),
        PASS,
    ),
    row(
        "an unknown key of root",
        Accounts,
        case(config(f"system > root-authentication > ssh-rsa[{KEY}]"), keys=frozenset({"SHA256:other"})),
        Said(FAIL, CONDITION, text="the SSH key of root"),
    ),
    row(
        "a key that can't be read",
        Accounts,
        case(config("system > root-authentication > ssh-rsa[ssh-rsa ???]")),
        Said(FAIL, text="a key that cannot be read"),
    ),
    row(
        "AAA servers",
        Accounts,
        case(
            config(
                "system > radius-server[192.0.2.5] > secret = REDACTED",
                "system > tacplus-server[192.0.2.6] > secret = REDACTED",
            )
        ),
        Said(FAIL, text="192.0.2.5"),
        Said(FAIL, text="192.0.2.6"),
    ),
    row("a reader can't tell", Accounts, case(READER), Said(INCONCLUSIVE, CONDITION, hold=True)),
    row("no reply", Accounts, case({Rpc.CONFIGURATION: "truncated"}), Said(INCONCLUSIVE, CONDITION, hold=True)),
    row("not expected", Accounts, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)
SERVICES = (
    row("ssh and netconf", Services, case(), PASS),
    row("telnet", Services, case(config("system > services > telnet")), Said(FAIL, ADVICE, text="telnet")),
    row(
        "two",
        Services,
        case(config("system > services > ftp", "system > services > outbound-ssh > client[x] > port = 22")),
        Said(FAIL, ADVICE, text="ftp, outbound-ssh"),
    ),
    row("declared", Services, case(config("system > services > ftp"), statements=("system services ftp*",)), PASS),
    row("no reply", Services, case({Rpc.CONFIGURATION: "timeout"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("family unknown", Services, case(profile=None), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("not expected", Services, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)
TABLE: tuple[Row, ...] = (*VISIBILITY, *ACCOUNTS, *SERVICES)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_access(one: Row) -> None:
    assert_row(one)
