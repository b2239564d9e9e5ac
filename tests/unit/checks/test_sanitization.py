"""Sanitization: what counts as a former owner's, and what as the bench's or the factory's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.framework import Action, Case, Result
from reinstate.checks.framework.common_steps import DECLARE_THE_BENCH
from reinstate.checks.framework.inputs import Baseline, Inputs
from reinstate.checks.framework.run import run_check
from reinstate.checks.sanitization import Certificates, FormerConfiguration, LogsAndHistory
from reinstate.declared.kinds import Stage
from reinstate.device.model import (
    Authorization,
    Commit,
    CommitHistory,
    Configuration,
    File,
    FileListing,
    Log,
    LogLine,
    Statement,
)
from reinstate.plan.requests import Rpc
from reinstate.reference.loading import load_shipped
from reinstate.reference.profiles import PlatformProfile
from tests.unit.checks.builders import (
    ADVICE,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    Row,
    Said,
    a_case,
    a_profile,
    assert_row,
    named,
    row,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SWITCH = a_profile(
    management_port="vme",
    factory_default=(
        "system syslog *",
        "system extensions providers*",
        "protocols rstp interface*",
        "chassis auto-image-upgrade*",
    ),
)
ROUTER = a_profile("srx345", management_port="ge-0/0/0 (SRX300), fxp0 (SRX345)")
SRX300 = next(one for one in load_shipped().profiles if one.name == "srx300")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJqfBzYVYhbiKRTzPZ3kqXoXvSgQHn2LrQmDTqC0yC7b inspector@bench"
FINGERPRINT = "SHA256:UAjKofQPptjXZtAtOqICX7khtA2JVleNsrfd9rWbPzY"
BENCH = (
    "version = 23.4R2.13",
    "system > host-name = sw1",
    "system > root-authentication > encrypted-password = REDACTED",
    "system > login > user[inspector] > class = super-user",
    "system > login > user[inspector] > authentication > encrypted-password = REDACTED",
    "system > services > ssh > root-login = deny",
    "system > services > netconf > ssh",
    "interfaces > interface[vme] > unit[0] > family > inet > address[192.0.2.21/24]",
)


def configuration(*lines: str) -> Configuration:
    return Configuration(tuple(_statement(line) for line in (*BENCH, *lines)))


def _statement(line: str) -> Statement:
    path, _, value = line.partition(" = ")
    return Statement(tuple(path.split(" > ")), value, xpath=f"/configuration/{path}")


def files(*names: str, folder: bool = False) -> FileListing:
    return FileListing(tuple(File(name, "/var", 10, NOON, "root", is_directory=folder) for name in names))


def commits(*users: str, rescue: bool = False) -> dict[Rpc, object]:
    made = tuple(Commit(number, user, "cli", NOON) for number, user in enumerate(users))
    return {Rpc.COMMITS: CommitHistory(made, rescue)}


def log(*lines: str) -> dict[Rpc, object]:
    return {Rpc.LOG_MESSAGES: Log(tuple(LogLine("", f"Nov 22 12:00:00 {line}") for line in lines))}


NORMAL: dict[Rpc, object] = {
    Rpc.CONFIGURATION: configuration(),
    Rpc.FILES_CERTIFICATES: files(),
    Rpc.FILES_VAR_HOME: files("inspector", folder=True),
    **commits("inspector", "root"),
}


def case(
    changes: dict[Rpc, object] | None = None,
    *,
    profile: PlatformProfile | None = SWITCH,
    stage: Stage = Stage.PREPARED,
    prefixes: tuple[str, ...] = ("192.0.2.0/24", "2001:db8::/64"),
    keys: frozenset[str] = frozenset(),
    statements: tuple[str, ...] = (),
) -> Case:
    baseline = Baseline(frozenset({"inspector"}), keys, prefixes, statements)
    return a_case({**NORMAL, **(changes or {})}, profile=profile, inputs=Inputs(baseline=baseline, stage=stage))


def config(*lines: str) -> dict[Rpc, object]:
    return {Rpc.CONFIGURATION: configuration(*lines)}


READER = {Rpc.AUTHORIZATION: Authorization("inspector", "ops", frozenset({"view", "view-configuration"}))}

OURS = (
    "chassis > auto-image-upgrade",
    "system > syslog > file[messages] > contents[any] > notice",
    "system > extensions > providers[chef] > license-type[juniper] > deployment-scope = commercial",
    "protocols > rstp > interface[all]",
    "interfaces > interface[ge-0/0/0]",
    "interfaces > interface[ge-0/0/0] > unit[0]",
    "interfaces > interface[ge-0/0/0] > unit[0] > family > ethernet-switching",
    "interfaces > interface[me0] > unit[0] > family > inet > dhcp",
    "interfaces > interface[vme] > unit[0] > family > inet6 > address[2001:db8::5/64] > primary",
    "groups[re0] > system > host-name = sw1-re0",
    "groups[re0] > interfaces > interface[fxp0] > unit[0] > family > inet > address[192.0.2.22/24]",
    "apply-groups = re0",
    "policy-options",
)
THEIRS = (
    "interfaces > interface[vme] > unit[0] > family > inet > address[198.51.100.2/24]",
    "interfaces > interface[vme] > unit[0] > family > inet > address[rubbish]",
    "interfaces > interface[vme] > unit[0] > family > inet > filter > input-list = x",
    "interfaces > interface[ge-0/0/0] > unit[0] > family > inet > address[192.0.2.30/24]",
    "interfaces > interface[ge-0/0/1] > description = core uplink",
    "interfaces > interface[ge-0/0/1] > unit[0] > family > ethernet-switching > vlan > members = users",
    "vlans > vlan[users] > vlan-id = 20",
    "protocols > bgp > group[upstream] > peer-as = 64500",
    "routing-options > static > route[0.0.0.0/0] > next-hop = 198.51.100.1",
    "policy-options > prefix-list[customers]",
    "security > ike > proposal[p] > authentication-method = pre-shared-keys",
    "firewall > family > inet > filter[f] > term[t] > then > accept",
    "snmp > community[REDACTED] > authorization = read-only",
    "system > syslog > host[198.51.100.9] > contents[any] > any",
    "system > syslog > file[messages] > archive > archive-sites[scp://log@198.51.100.9/] > password = REDACTED",
    "system > ntp > server[198.51.100.9]",
    "system > name-server[198.51.100.9]",
    "system > login > user[ops] > class = super-user",
    "system > login > message = property of Example Networks",
    "system > extensions > providers[somebody] > license-type[customer] > deployment-scope = any",
    f"system > root-authentication > ssh-ed25519[{KEY}]",
    f"system > login > user[inspector] > authentication > ssh-ed25519[{KEY}]",
    "groups[old] > protocols > ospf > area[0.0.0.0] > interface[all]",
    "logical-systems[ls] > routing-options > autonomous-system > as-number = 64500",
    "tenants[t] > routing-instances > instance[x] > instance-type = virtual-router",
)

CONFIGURATION = (
    row("the bench's only", FormerConfiguration, case(), PASS),
    *(row(f"ours: {line}", FormerConfiguration, case(config(line)), PASS) for line in OURS),
    *(
        row(
            f"theirs: {line}",
            FormerConfiguration,
            case(config(line)),
            Said(FAIL, CONDITION, hold=False, text="Actual: 1 statement: "),
        )
        for line in THEIRS
    ),
    row(
        "counted by area",
        FormerConfiguration,
        case(config(*THEIRS[6:9])),
        Said(FAIL, text="Actual: 3 statements: vlans vlan (1), protocols bgp (1), routing-options static (1)"),
    ),
    row(
        "as received it is usual, and still a condition",
        FormerConfiguration,
        case(config(THEIRS[6]), stage=Stage.AS_RECEIVED),
        Said(FAIL, CONDITION, text="as is usual at stage as-received"),
    ),
    row(
        "the bench's own key by its fingerprint",
        FormerConfiguration,
        case(config(THEIRS[20], THEIRS[21]), keys=frozenset({FINGERPRINT})),
        PASS,
    ),
    row(
        "no prefix declared: no address is the bench's",
        FormerConfiguration,
        case(config(THEIRS[0]), prefixes=()),
        FAIL,
    ),
    row(
        "a management port of the platform's own",
        FormerConfiguration,
        case(config(THEIRS[3]), profile=ROUTER),
        PASS,
    ),
    row(
        "declared by the bench",
        FormerConfiguration,
        case(config(THEIRS[8]), statements=("routing-options static route[0.0.0.0/0]*",)),
        PASS,
    ),
    row("a reader can't tell", FormerConfiguration, case(READER), Said(INCONCLUSIVE, CONDITION)),
    row("family unknown", FormerConfiguration, case(profile=None), Said(INCONCLUSIVE, CONDITION)),
    row("no reply", FormerConfiguration, case({Rpc.CONFIGURATION: "timeout"}), Said(INCONCLUSIVE, CONDITION)),
    row("not expected", FormerConfiguration, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)

UNDECLARED = {
    "its account and address": ((), True),
    "with a key": ((f"system > login > user[inspector] > authentication > ssh-ed25519[{KEY}]",), True),
    "a key of root": ((f"system > root-authentication > ssh-ed25519[{KEY}]",), False),
    "another account": (("system > login > user[ops] > class = super-user",), False),
    "another port": (("interfaces > interface[ge-0/0/0] > unit[0] > family > inet > address[192.0.2.3/24]",), False),
    "a network": (("vlans > vlan[users] > vlan-id = 20",), False),
}


@pytest.mark.parametrize(("lines", "ours"), UNDECLARED.values(), ids=UNDECLARED.keys())
def test_what_the_inspection_itself_needs_is_first_to_be_declared(lines: tuple[str, ...], ours: bool) -> None:
    login = {Rpc.AUTHORIZATION: Authorization("inspector", "super-user", frozenset({"all"}))}
    asked = a_case({**NORMAL, **config(*lines), **login}, profile=SWITCH, inputs=Inputs())
    (finding,) = run_check(FormerConfiguration(), asked)
    assert finding.result is FAIL
    assert finding.next_step == (DECLARE_THE_BENCH if ours else FormerConfiguration.remedy).text
    assert (finding.action is Action.DECLARE) == ours


def test_without_an_answer_of_whose_session_it_is_nothing_is_taken_for_the_benchs() -> None:
    asked = a_case({**NORMAL, Rpc.AUTHORIZATION: Authorization("", "", frozenset({"all"}))}, profile=SWITCH)
    (finding,) = run_check(FormerConfiguration(), asked)
    assert (finding.result, finding.action) == (FAIL, FormerConfiguration.remedy.action)


CERTIFICATES = (
    row("none", Certificates, case(), PASS),
    row(
        "a file",
        Certificates,
        case({Rpc.FILES_CERTIFICATES: files("vpn.cert")}),
        Said(FAIL, CONDITION, text="vpn.cert"),
    ),
    row(
        "configured",
        Certificates,
        case(config("security > pki > auto-re-enrollment > certificate-id[corp] > ca-profile-name = corp")),
        Said(FAIL, CONDITION, text="certificates are configured - Expected: none Actual: security pki"),
    ),
    row(
        "a CA profile of a public root is no certificate",
        Certificates,
        case(config("security > pki > ca-profile[ISRG_Root_X1] > ca-identity = ISRG_Root_X1"), profile=SRX300),
        Said(FAIL, ADVICE, text="CA profiles of public roots are configured"),
    ),
    row(
        "the same name with the enrollment of another",
        Certificates,
        case(config("security > pki > ca-profile[ISRG_Root_X1] > enrollment > url = http://ca.corp"), profile=SRX300),
        Said(FAIL, CONDITION, text="CA profiles of a previous owner"),
    ),
    row(
        "a CA profile of an owner is no certificate either",
        Certificates,
        case(config("security > pki > ca-profile[corp] > ca-identity = corp")),
        Said(FAIL, CONDITION, text="CA profiles of a previous owner"),
    ),
    row(
        "declared",
        Certificates,
        case(config("security > pki > ca-profile[lab] > ca-identity = lab"), statements=("security pki *",)),
        PASS,
    ),
    row(
        "folders are not looked into",
        Certificates,
        case({Rpc.FILES_CERTIFICATES: files("local", folder=True)}),
        Said(INCONCLUSIVE, noted=True, text="local"),
    ),
    row("a reader can't tell", Certificates, case(READER), Said(INCONCLUSIVE, CONDITION, noted=False)),
    row("no reply", Certificates, case({Rpc.FILES_CERTIFICATES: "denied"}), Said(INCONCLUSIVE, CONDITION, noted=False)),
    row("not expected", Certificates, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)

HISTORY = (
    row("the bench's only", LogsAndHistory, case(), PASS),
    row(
        "commits of others",
        LogsAndHistory,
        case(commits("inspector", "ops", "ops")),
        Said(FAIL, ADVICE, text="2 commits by ops"),
    ),
    row(
        "a rescue configuration", LogsAndHistory, case(commits("root", rescue=True)), Said(FAIL, ADVICE, text="rescue")
    ),
    row(
        "a home", LogsAndHistory, case({Rpc.FILES_VAR_HOME: files("ops", folder=True)}), Said(FAIL, ADVICE, text="ops")
    ),
    row("homes not asked", LogsAndHistory, case({Rpc.FILES_VAR_HOME: None}), PASS),
    row("homes denied", LogsAndHistory, case({Rpc.FILES_VAR_HOME: "denied"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row(
        "a core dump",
        LogsAndHistory,
        case({Rpc.CORE_DUMPS: files("/var/crash/rpd.core.0.gz")}),
        Said(FAIL, ADVICE, text="rpd.core.0.gz (2026-11-22)"),
    ),
    row(
        "logins of others in the log, where it was asked for",
        LogsAndHistory,
        case(
            log(
                "sw1 sshd[4]: Accepted publickey for ops from 198.51.100.7 port 22 ssh2",
                "sw1 mgd[5]: UI_LOGIN_EVENT: User 'noc' login, class 'j-super-user' [6]",
                "sw1 mgd[5]: UI_LOGIN_EVENT: User 'inspector' login, class 'j-super-user' [6]",
                "sw1 login: LOGIN_INFORMATION: User root logged in from host [unknown]",
            )
        ),
        Said(FAIL, ADVICE, text="Actual: ops, noc"),
    ),
    row(
        "only ours in the log",
        LogsAndHistory,
        case(log("sw1 sshd[4]: Accepted password for inspector from 192.0.2.10 port 22 ssh2")),
        PASS,
    ),
    row("log denied", LogsAndHistory, case({Rpc.LOG_MESSAGES: "denied"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("no reply", LogsAndHistory, case({Rpc.COMMITS: "timeout"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("not expected", LogsAndHistory, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)

TABLE: tuple[Row, ...] = (*CONFIGURATION, *CERTIFICATES, *HISTORY)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_sanitization(one: Row) -> None:
    assert_row(one)


@given(st.lists(st.sampled_from(OURS)), st.lists(st.sampled_from(THEIRS), min_size=1))
def test_nothing_of_ours_hides_what_is_theirs(ours: list[str], theirs: list[str]) -> None:
    (finding,) = run_check(FormerConfiguration(), case(config(*ours, *theirs)))
    assert finding.result is Result.FAIL
    assert f"{len(theirs)} statement" in finding.message
