"""Traces of tampering: the mechanism's own word, log lines, odd listeners, names of files."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.framework import Case
from reinstate.checks.framework.inputs import Baseline
from reinstate.checks.framework.run import run_check
from reinstate.checks.integrity.listeners import Listeners
from reinstate.checks.integrity.log_lines import LogLines
from reinstate.checks.integrity.runtime import RuntimeIntegrity
from reinstate.checks.integrity.sessions import OtherSessions
from reinstate.checks.integrity.tell_tale_files import TellTaleFiles
from reinstate.device.model import (
    Authorization,
    Configuration,
    File,
    FileListing,
    Log,
    LogLine,
    Session,
    Sessions,
    Statement,
    Statements,
)
from reinstate.device.model import Said as Text
from reinstate.plan.requests import FILE_LISTINGS, Rpc
from reinstate.reference.profiles import PlatformProfile
from tests.unit.checks.builders import (
    ADVICE,
    BLOCKER,
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

FACTORY = a_profile(factory_default=("system syslog *", "system services dhcp*"))


def case(
    readings: dict[Rpc, object] | None = None,
    *,
    profile: PlatformProfile | None = FACTORY,
    statements: tuple[str, ...] = (),
) -> Case:
    return a_case(readings, profile=profile, baseline=Baseline(frozenset({"inspector"}), statements=statements))


def says(*texts: str) -> dict[Rpc, object]:
    return {Rpc.INTEGRITY_CHECK: Statements(tuple(Text("", "output", text, "//output") for text in texts))}


def log(*lines: str, whole: bool = True) -> dict[Rpc, object]:
    return {Rpc.LOG_MESSAGES: Log(tuple(LogLine("", f"Nov 22 12:00:00 {line}") for line in lines), whole)}


def config(*lines: str) -> dict[Rpc, object]:
    stated = (line.partition(" = ") for line in ("system > services > ssh", *lines))
    return {
        Rpc.CONFIGURATION: Configuration(
            tuple(Statement(tuple(p.split(" > ")), v, xpath=f"/{p}") for p, _, v in stated)
        )
    }


def files(*names: str, item: Rpc = Rpc.FILES_CONFIG) -> dict[Rpc, object]:
    day = datetime(2026, 11, 22, tzinfo=UTC)
    empty: dict[Rpc, object] = {rpc: FileListing(()) for rpc in FILE_LISTINGS}
    return empty | {item: FileListing(tuple(File(name, "/config", 10, day, xpath=f"//{name}") for name in names))}


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

READER = {Rpc.AUTHORIZATION: Authorization("inspector", "ops", frozenset({"view"}))}
NAMES = (
    row("none", TellTaleFiles, case(files("juniper.conf.gz", "usage.db")), PASS),
    row(
        "the name of an implant",
        TellTaleFiles,
        case(files("lmpad", item=Rpc.FILES_VAR_TMP)),
        Said(FAIL, ADVICE, hold=False, text="lmpad (2026-11-22)"),
    ),
    row("nearly a file of Junos", TellTaleFiles, case(files("usage_db")), Said(FAIL, ADVICE, text="usage_db")),
    row(
        "one folder was not told",
        TellTaleFiles,
        case(files() | {Rpc.FILES_VAR_TMP: "denied"}),
        Said(INCONCLUSIVE, ADVICE, noted=True),
    ),
    row("no folder was asked", TellTaleFiles, case(), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("a reader can't tell", TellTaleFiles, case(files() | READER), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("no product", TellTaleFiles, case(profile=a_profile("vsrx", virtual=True)), NOT_APPLICABLE),
)


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

TABLE: tuple[Row, ...] = (*RUNTIME, *LOG, *LISTENERS, *NAMES, *SESSIONS)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_traces(one: Row) -> None:
    assert_row(one)


@given(st.lists(st.text(max_size=60), max_size=5), st.booleans())
def test_no_other_line_hides_a_changed_program(lines: list[str], whole: bool) -> None:
    findings = run_check(LogLines(), case(log(*lines, MISMATCH, *lines, whole=whole)))
    assert any(finding.result is FAIL and finding.hold for finding in findings)
