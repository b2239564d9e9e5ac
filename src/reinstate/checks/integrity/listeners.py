"""Odd listeners, copied traffic and data that is sent away."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.configuration import SEES_ALL, accounted_for, key_of, names, unwrapped
from reinstate.checks.framework import (
    MOST_PLACES,
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Severity,
    listed,
)
from reinstate.device.model import Configuration, Statement
from reinstate.plan.requests import Rpc

# Services that every bench or factory has, or that other checks answer for.
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
    """Nothing listens on an odd port, copies traffic or sends data away.

    A door that isn't where one looks for it, or a copy of what passes through, is what an intruder leaves.

    Beside the services that are judged on their own: odd ports, unknown services, write access by SNMP, copies of
    traffic and of logs.
    """

    id = "integrity.listeners"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.CONFIGURATION,), permissions=SEES_ALL)
    remedy = Remedy(Action.ZEROIZE, "declare what is the bench's own in the baseline; else zeroize")

    def judge(self, case: Case) -> Iterator[Finding]:
        if case.profile is None:
            yield self.unknown(case.unit.name, "the product's family is unknown, so is its factory default")
            return
        odd: dict[str, list[Statement]] = {}
        for statement in case.known(Rpc.CONFIGURATION, Configuration).statements:
            what = _odd(statement)
            if what and not accounted_for(statement, case, case.profile):
                odd.setdefault(what, []).append(statement)
        for what, stated in odd.items():
            yield self.failed(
                case.unit.name,
                what,
                expected="nothing of the kind",
                actual=listed(_path(one) for one in stated),
                evidence=tuple(EvidenceRef(Rpc.CONFIGURATION, one.xpath) for one in stated)[:MOST_PLACES],
            )
        if not odd:
            yield self.passed(
                case.unit.name,
                "nothing listens on an odd port, copies traffic or sends data away",
                evidence=(EvidenceRef(Rpc.CONFIGURATION),),
            )


_COPIED = "traffic or telemetry is copied"
_SENT_AWAY = "logs or configurations are sent away"
_LEADS_OUT: tuple[tuple[tuple[str, ...], str], ...] = (
    (("forwarding-options", "port-mirroring"), _COPIED),
    (("forwarding-options", "analyzer"), _COPIED),
    (("ethernet-switching-options", "analyzer"), _COPIED),
    (("services", "analytics"), _COPIED),
    (("system", "syslog", "host"), _SENT_AWAY),
    (("system", "archival", "configuration"), _SENT_AWAY),
    (("system", "accounting", "destination"), _SENT_AWAY),
    (("system", "autoinstallation", "configuration-servers"), _SENT_AWAY),
)


def _odd(statement: Statement) -> str:
    kind = names(statement.path)
    if kind[:2] == ("system", "services") and len(kind) > 2:
        return _odd_service(kind, statement.value)
    if kind[:2] == ("snmp", "community") and statement.value == "read-write":
        return "SNMP may change the configuration"
    return next((what for path, what in _LEADS_OUT if kind[: len(path)] == path), "")


def _odd_service(kind: tuple[str, ...], value: str) -> str:
    if kind[2] not in _KNOWN_SERVICES:
        return "a service is on that isn't among the known ones"
    usual = _USUAL_PORTS.get(kind[2])
    return "SSH or NETCONF listens on an odd port" if usual and kind[-1] == "port" and value != usual else ""


def _path(statement: Statement) -> str:
    told = " ".join(
        " ".join(filter(None, (name, key_of(one)))) for one in unwrapped(statement.path) if (name := _name(one))
    )
    return f"{told} {statement.value}".strip()


def _name(element: str) -> str:
    return element.split("[", 1)[0]
