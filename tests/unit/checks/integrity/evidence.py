"""A unit with nothing but the bench's own configuration, which a row changes in what it is about."""

from __future__ import annotations

from datetime import UTC, datetime

from reinstate.checks.framework import Case, SessionFacts
from reinstate.checks.framework.inputs import Baseline, Inputs
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
    a_case,
    a_profile,
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


def configuration(*lines: str, inactive: bool = False) -> Configuration:
    """``system > login > user[ops] > class = super-user`` per statement, after those of the bench."""
    return Configuration(
        (*(statement(line) for line in BENCH), *(statement(line, inactive=inactive) for line in lines))
    )


def statement(line: str, *, inactive: bool = False) -> Statement:
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
