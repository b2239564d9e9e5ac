"""Integrity: what the bench and the factory have put on a device, and what somebody else has."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.configuration import fits, key_fingerprint
from reinstate.checks.framework import Case, SessionFacts
from reinstate.checks.framework.inputs import Baseline, Inputs
from reinstate.checks.integrity.access import Accounts, Services, Visibility
from reinstate.checks.integrity.clock import Clock
from reinstate.checks.integrity.files import TemporaryFiles
from reinstate.checks.integrity.scripts import ScriptFiles, Scripts
from reinstate.declared.kinds import Stage
from reinstate.device.model import (
    Authorization,
    Configuration,
    EngineUptime,
    File,
    FileListing,
    Package,
    Statement,
    Uptime,
)
from reinstate.plan.requests import SCRIPT_LISTINGS, Rpc
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
    software,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FACTORY = a_profile(
    factory_default=("system extensions providers*", "system processes dhcp-service *", "system syslog *"),
    management_port="vme",
)
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJqfBzYVYhbiKRTzPZ3kqXoXvSgQHn2LrQmDTqC0yC7b inspector@bench"
FINGERPRINT = "SHA256:UAjKofQPptjXZtAtOqICX7khtA2JVleNsrfd9rWbPzY"
BENCH = (
    "version = 23.4R2.13",
    "system > host-name = sw1",
    "system > root-authentication > encrypted-password = REDACTED",
    "system > login > user[inspector] > class = super-user",
    "system > services > ssh > root-login = deny",
    "system > services > netconf > ssh",
    "system > extensions > providers[juniper] > license-type[juniper] > deployment-scope = commercial",
    "system > processes > dhcp-service > traceoptions > file > filename = dhcp_logfile",
)


BUILT_2024 = software("23.4R2", packages=(Package("os-kernel", "JUNOS OS Kernel 64-bit [20240601.abc_builder]"),))
OF_TOMORROW = Package("os-kernel", "JUNOS OS Kernel 64-bit [20261123.abc_builder]")


def configuration(*lines: str, inactive: bool = False) -> Configuration:
    """``system > login > user[ops] > class = super-user`` per statement, after those of the bench."""
    return Configuration(
        (*(_statement(line) for line in BENCH), *(_statement(line, inactive=inactive) for line in lines))
    )


def _statement(line: str, *, inactive: bool = False) -> Statement:
    path, _, value = line.partition(" = ")
    return Statement(tuple(path.split(" > ")), value, inactive, f"/configuration/{path}")


def files(*names: str, mode: str = "-rw-r--r--", folder: bool = False) -> FileListing:
    return FileListing(tuple(File(name, "/var", 10, NOON, "root", mode, folder) for name in names))


NORMAL: dict[Rpc, object] = {
    Rpc.CONFIGURATION: configuration(),
    Rpc.UPTIME: Uptime((EngineUptime("", NOON, NOON, 9000),)),
    Rpc.FILES_VAR_TMP: files(),
    **{rpc: files() for rpc in SCRIPT_LISTINGS},
}


def case(
    changes: dict[Rpc, object] | None = None,
    *,
    stage: Stage = Stage.AS_RECEIVED,
    profile: PlatformProfile | None = FACTORY,
    keys: frozenset[str] = frozenset(),
    statements: tuple[str, ...] = (),
    offset: float | None = 0.0,
) -> Case:
    baseline = Baseline(frozenset({"inspector"}), keys, statements=statements)
    return a_case(
        {**NORMAL, **(changes or {})},
        profile=profile,
        inputs=Inputs(baseline=baseline, stage=stage),
        session=SessionFacts(clock_offset=offset),
    )


def config(*lines: str, inactive: bool = False) -> dict[Rpc, object]:
    return {Rpc.CONFIGURATION: configuration(*lines, inactive=inactive)}


def login(*permissions: str, denied: tuple[str, ...] = ()) -> dict[Rpc, object]:
    return {Rpc.AUTHORIZATION: Authorization("inspector", "ops", frozenset(permissions), (), denied)}


READER = login("view", "view-configuration")

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

SCRIPTS = (
    row("factory default only", Scripts, case(), PASS),
    *(
        row(line, Scripts, case(config(line)), Said(FAIL, CONDITION, hold=False))
        for line in (
            "system > scripts > op > file[tool.slax]",
            "system > scripts > commit > file[check.py] > optional",
            "system > scripts > load-scripts-from-flash",
            "event-options > policy[phone] > events = ui_commit",
            "event-options > event-script > file[boot.py]",
            "groups[old] > event-options > policy[phone] > events = ui_commit",
            "logical-systems[ls] > system > scripts > op > file[x.py]",
            "system > extensions > providers[somebody] > license-type[customer] > deployment-scope = any",
            "system > services > extension-service > request-response > grpc",
            "system > processes > app-engine-daemon > command = /var/tmp/x",
            "system > processes > dhcp-service > command = /var/tmp/x",
            "system > services > ssh > authorized-keys-command = /var/tmp/keys",
            "system > login > class[ops] > login-script = hello.slax",
        )
    ),
    row(
        "deactivated, after reinstalling",
        Scripts,
        case(config("event-options > policy[p] > events = ui_commit", inactive=True), stage=Stage.REIMAGED),
        Said(FAIL, CONDITION, hold=True, text="event-options policy p"),
    ),
    row(
        "two kinds are two findings",
        Scripts,
        case(
            config(
                "system > scripts > op > file[a.py]", "system > scripts > op > file[b.py]", "event-options > policy[p]"
            )
        ),
        Said(FAIL, text="file a.py, system scripts op file b.py"),
        Said(FAIL, text="policy p"),
    ),
    row("an empty container", Scripts, case(config("event-options", "system > scripts")), PASS),
    row(
        "a login class without a script", Scripts, case(config("system > login > class[ops] > idle-timeout = 5")), PASS
    ),
    row(
        "declared by the bench",
        Scripts,
        case(config("system > scripts > op > file[bench.py]"), statements=("system scripts op file[bench.py]*",)),
        PASS,
    ),
    row("a reader can't tell", Scripts, case(READER), Said(INCONCLUSIVE, CONDITION, hold=True, text="maintenance")),
    row("family unknown", Scripts, case(profile=None), Said(INCONCLUSIVE, CONDITION, hold=True)),
    row("no reply", Scripts, case({Rpc.CONFIGURATION: "denied"}), Said(INCONCLUSIVE, CONDITION, hold=True)),
    row("not expected", Scripts, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)

SCRIPT_FILES = (
    row("empty", ScriptFiles, case(), PASS),
    row(
        "a file",
        ScriptFiles,
        case({Rpc.FILES_SCRIPTS_EVENT: files("boot.py")}),
        Said(FAIL, CONDITION, hold=False, text="boot.py"),
    ),
    row(
        "a file that came after the software",
        ScriptFiles,
        case({Rpc.FILES_SCRIPTS_OP: files("x.slax"), Rpc.SOFTWARE: BUILT_2024}),
        Said(FAIL, CONDITION, text="x.slax (2026-11-22, newer than the running software)"),
    ),
    row(
        "a file that is older than the software",
        ScriptFiles,
        case({Rpc.FILES_SCRIPTS_OP: files("x.slax"), Rpc.SOFTWARE: software("26.2R1", packages=(OF_TOMORROW,))}),
        Said(FAIL, CONDITION, text="Actual: x.slax (2026-11-22)"),
    ),
    row("a folder", ScriptFiles, case({Rpc.FILES_SCRIPTS_LIB: files("x", folder=True)}), Said(FAIL, text="x/")),
    row(
        "two folders, after reinstalling",
        ScriptFiles,
        case({Rpc.FILES_SCRIPTS_OP: files("a"), Rpc.FILES_SCRIPTS_JET: files("b")}, stage=Stage.REIMAGED),
        Said(FAIL, hold=True, text="op scripts"),
        Said(FAIL, hold=True, text="jet scripts"),
    ),
    row(
        "one folder was not told",
        ScriptFiles,
        case({Rpc.FILES_SCRIPTS_LIB: "denied"}),
        Said(INCONCLUSIVE, CONDITION, hold=True),
    ),
    row("none asked", ScriptFiles, case(dict.fromkeys(SCRIPT_LISTINGS)), Said(INCONCLUSIVE, CONDITION, hold=True)),
    row("a reader can't tell", ScriptFiles, case(READER), Said(INCONCLUSIVE, CONDITION, hold=True)),
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

CLOCK = (
    row("right", Clock, case(offset=-299), PASS),
    row("ahead", Clock, case(offset=3600), Said(FAIL, ADVICE, text="3600 seconds ahead")),
    row("behind", Clock, case(offset=-86400.4), Said(FAIL, ADVICE, text="86400 seconds behind")),
    row("not compared", Clock, case(offset=None), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("no reply", Clock, case({Rpc.UPTIME: "timeout"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
)

TEMPORARY = (
    row("empty", TemporaryFiles, case(), PASS),
    row("logs and packages", TemporaryFiles, case({Rpc.FILES_VAR_TMP: files("cleanup-pkgs.log", "junos.tgz")}), PASS),
    row("a script", TemporaryFiles, case({Rpc.FILES_VAR_TMP: files("x.sh")}), Said(FAIL, ADVICE, text="x.sh")),
    row(
        "a script that came after the software",
        TemporaryFiles,
        case({Rpc.FILES_VAR_TMP: files("x.sh"), Rpc.SOFTWARE: BUILT_2024}),
        Said(FAIL, ADVICE, text="newer than the running software"),
    ),
    row("executable", TemporaryFiles, case({Rpc.FILES_VAR_TMP: files("x", mode="-rwxr-xr-x")}), Said(FAIL, ADVICE)),
    row(
        "executable, in numbers", TemporaryFiles, case({Rpc.FILES_VAR_TMP: files("x", mode="755")}), Said(FAIL, ADVICE)
    ),
    row("a folder", TemporaryFiles, case({Rpc.FILES_VAR_TMP: files("pics", mode="drwxr-xr-x", folder=True)}), PASS),
    row("no reply", TemporaryFiles, case({Rpc.FILES_VAR_TMP: "denied"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("not expected", TemporaryFiles, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)

TABLE: tuple[Row, ...] = (*VISIBILITY, *ACCOUNTS, *SCRIPTS, *SCRIPT_FILES, *SERVICES, *CLOCK, *TEMPORARY)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_integrity(one: Row) -> None:
    assert_row(one)


def test_fingerprint_is_the_one_that_openssh_prints() -> None:
    """As ``ssh-keygen -lf`` prints it for that key."""
    assert key_fingerprint(_statement(f"system > root-authentication > ssh-ed25519[{KEY}]")) == FINGERPRINT


GLOBS = (
    ("interfaces interface[ge-0/0/0] unit[0] family inet", "interfaces interface*", True),
    ("interfaces interface[ge-0/0/0] unit[0]", "interfaces interface? unit?", True),
    ("interfaces interface[ge-0/0/0] unit[0]", "interfaces interface unit", True),
    ("system ntp server[192.0.2.1]", "system ntp server[192.0.2.1]", True),
    ("system ntp server[192.0.2.1]", "system ntp server[192.0.2.2]", False),
    ("system ntp server[192.0.2.1]", "system ntp", False),
    ("groups[old] system ntp server[192.0.2.1]", "system ntp server*", True),
    ("protocols rstp interface[all]", "protocols rst[p]*", False),
)


@pytest.mark.parametrize(("path", "glob", "expected"), GLOBS)
def test_globs(path: str, glob: str, *, expected: bool) -> None:
    assert fits(tuple(path.split(" ")), [glob]) is expected


@given(st.text(), st.text())
def test_a_path_fits_itself_whatever_a_device_calls_its_things(name: str, key: str) -> None:
    """Brackets, dots and other pattern signs in a device's names are plain text to a glob, save for ``*`` and ``?``."""
    path = ("system", f"{name.replace('[', '')}[{key}]")
    assert fits(path, [" ".join(path)])
