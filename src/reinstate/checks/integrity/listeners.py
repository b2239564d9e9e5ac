"""Nonstandard ports, copied traffic, and exported data."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.configuration import SEES_ALL, accounted_for, as_printed, names
from reinstate.checks.framework import (
    MOST_PLACES,
    NONE,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Severity,
    listed,
)
from reinstate.checks.framework.common_steps import DECLARE_OR_ZEROIZE
from reinstate.device.model import Configuration, Statement
from reinstate.plan.requests import Rpc

# Services that every bench or factory default has, or that other checks evaluate.
_KNOWN_SERVICES = frozenset(
    {
        "ssh", "netconf", "telnet", "ftp", "finger", "rlogin", "rsh", "rest", "xnm-clear-text", "xnm-ssl",
        "web-management", "tftp-server", "outbound-ssh", "outbound-https", "reverse", "extension-service",
        "dhcp", "dhcp-local-server", "dhcp-proxy-client", "dns", "subscriber-management", "resource-monitor",
        "database-replication", "service-deployment",
    }
)  # fmt: skip
_USUAL_PORTS = {"ssh": "22", "netconf": "830"}


class Listeners(Check):
    """No nonstandard port, traffic copy, or data export is configured.

    An intruder keeps access through an unusual port, and collects data through a copy of traffic or logs.

    The check evaluates ports, unknown services, SNMP write access, and copies of traffic and logs. It skips the
    services of ``integrity.services``.
    """

    id = "integrity.listeners"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.CONFIGURATION,), permissions=SEES_ALL)
    remedy = DECLARE_OR_ZEROIZE

    def judge(self, case: Case) -> Iterator[Finding]:
        if case.profile is None:
            yield self.family_unknown(case)
            return
        unusual: dict[str, list[Statement]] = {}
        for statement in case.known(Rpc.CONFIGURATION, Configuration).statements:
            what = _unusual(statement)
            if what and not accounted_for(statement, case):
                unusual.setdefault(what, []).append(statement)
        for what, stated in unusual.items():
            yield self.failed(
                case.unit.name,
                what,
                expected=NONE,
                actual=listed(as_printed(one) for one in stated),
                evidence=tuple(EvidenceRef(Rpc.CONFIGURATION, one.xpath) for one in stated)[:MOST_PLACES],
            )
        if not unusual:
            yield self.passed(
                case.unit.name,
                "standard ports only; no copy of traffic or export of data is configured",
                evidence=(EvidenceRef(Rpc.CONFIGURATION),),
            )


_COPIED = "traffic or telemetry is copied"
_EXPORTED = "logs or configurations are exported"
_LEADS_OUT: tuple[tuple[tuple[str, ...], str], ...] = (
    (("forwarding-options", "port-mirroring"), _COPIED),
    (("forwarding-options", "analyzer"), _COPIED),
    (("ethernet-switching-options", "analyzer"), _COPIED),
    (("services", "analytics"), _COPIED),
    (("system", "syslog", "host"), _EXPORTED),
    (("system", "archival", "configuration"), _EXPORTED),
    (("system", "accounting", "destination"), _EXPORTED),
    (("system", "autoinstallation", "configuration-servers"), _EXPORTED),
)


def _unusual(statement: Statement) -> str:
    kind = names(statement.path)
    if kind[:2] == ("system", "services") and len(kind) > 2:
        return _unusual_service(kind, statement.value)
    if kind[:2] == ("snmp", "community") and statement.value == "read-write":
        return "SNMP write access is configured"
    return next((what for path, what in _LEADS_OUT if kind[: len(path)] == path), "")


def _unusual_service(kind: tuple[str, ...], value: str) -> str:
    if kind[2] not in _KNOWN_SERVICES:
        return "an unknown service is enabled"
    usual = _USUAL_PORTS.get(kind[2])
    return "SSH or NETCONF listens on a nonstandard port" if usual and kind[-1] == "port" and value != usual else ""
