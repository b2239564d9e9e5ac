"""Checks of integrity that look for traces: the integrity mechanism's own word, log lines, odd listeners and files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reinstate.checks.framework import Action, Case, Check, EvidenceRef, Finding, Gravity
from reinstate.checks.installed import dated
from reinstate.checks.statements import SEES_ALL, fits, is_factory, key_of, names, unwrapped
from reinstate.checks.wording import counted, listed, shown
from reinstate.device.model import (
    Authorization,
    Configuration,
    FileListing,
    Log,
    LogLine,
    Said,
    Sessions,
    Statement,
    Statements,
)
from reinstate.device.slices import files_of
from reinstate.plan.requests import FILE_LISTINGS, Rpc
from reinstate.reference.profiles import PlatformProfile

_MOST_EVIDENCE = 20

# "no violations", "0 failures": said of a sound mechanism. Taken out before faults are looked for.
_NONE_OF_IT = re.compile(
    r"\b(no|0|zero|without|not)\s+(\w+\s+)?"
    r"(failures?|faults?|errors?|mismatch(es)?|violations?|malware|tampering|tampered|corrupt(ed|ion)?|compromised)\b",
    re.IGNORECASE,
)
_NOT_SOUND = re.compile(
    r"\bnot\s+(\w+\s+)?(running|enabled|enforced|enforcing|active|loaded|verified|started)\b"
    r"|\b(disabled|inactive|stopped|fail(ed|ures?)?|faults?|mismatch(es)?|violations?|tamper(ed|ing)?|corrupt(ed|ion)?"
    r"|compromised|malware\s+(found|detected))\b",
    re.IGNORECASE,
)
# As a value of its own, or after what it is the value of.
_OFF = re.compile(r"(^|[:=]\s*|\bis\s+)(no|false|off)\s*\.?$", re.IGNORECASE)
_UNTOLD = re.compile(r"\b(unknown|unsupported|not supported|denied|error|invalid|can ?not|can't)\b", re.IGNORECASE)
_SOUND = re.compile(r"\b(running|enabled|enforced|enforcing|enforce|verified|passed)\b", re.IGNORECASE)


class RuntimeIntegrity(Check):
    """The words of the answer are recalled and not seen: what speaks neither for nor against it can't be told."""

    id = "integrity.runtime"
    title = "The mechanism that keeps unsigned programs from running is on"
    rationale = (
        "Where veriexec or its successor is off, anything may run. That it is on is no proof: code was injected past "
        "it (CVE-2025-21590), and its state didn't change. It is a question about its state alone, no scan."
    )
    clauses = ("P22",)
    gravity = Gravity.BLOCKER
    hold = True
    optional = True
    by_hand = (
        "attest what its console shows of security.mac.veriexec.state ('loaded active enforce'). Never run "
        "check-secureboot-status.sh for it: that script writes"
    )
    uses = (Rpc.INTEGRITY_CHECK,)
    next_step = "keep and isolate it, don't wipe it, report it"
    action = Action.REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        statements = case.known(Rpc.INTEGRITY_CHECK, Statements)
        said = [one for one in statements.said if case.unit.owns_engine(one.engine)]
        bad = [one for one in said if _speaks_against_it(one)]
        expected = "running"
        evidence = [EvidenceRef(Rpc.INTEGRITY_CHECK, one.xpath) for one in bad or said] or [
            EvidenceRef(Rpc.INTEGRITY_CHECK)
        ]
        told = listed(one.text for one in bad or said) or "nothing"
        if bad:
            yield self.failed(
                case.unit.name,
                "its integrity mechanism is off or failed",
                expected=expected,
                actual=told,
                evidence=evidence,
            )
        elif _speaks_for_it(said):
            what = "its integrity mechanism says that it runs, which is no proof"
            yield self.passed(case.unit.name, what, expected=expected, actual=told, evidence=evidence)
        else:
            yield self.unknown(
                case.unit.name,
                "whether its integrity mechanism runs can't be told from its words",
                expected=expected,
                actual=told,
                evidence=evidence,
                next_step=self.by_hand,
                action=Action.LOOK,
            )


def _speaks_against_it(one: Said) -> bool:
    text = _NONE_OF_IT.sub("", one.text)
    return bool(_NOT_SOUND.search(text) or _OFF.search(text))


def _speaks_for_it(said: list[Said]) -> bool:
    """Of ``loaded active enforce`` the last word counts: without it unsigned programs are logged and run."""
    texts = [_NONE_OF_IT.sub("", one.text) for one in said]
    return any(map(_SOUND.search, texts)) and not any(map(_UNTOLD.search, texts))


@dataclass(frozen=True, slots=True)
class _TellTale:
    """Log lines that tell of something, and how grave it is; ``by_user`` where the bench itself may do it."""

    what: str
    pattern: re.Pattern[str]
    gravity: Gravity
    hold: bool = False
    by_user: bool = False


# The first form is documented; the others are recalled, so they only advise.
_TELL_TALES = (
    _TellTale(
        "a program on its disk isn't the one that was installed (veriexec fingerprint)",
        re.compile(r"veriexec\b.{0,80}\bfingerprint\b.*(!=|mismatch)", re.IGNORECASE),
        Gravity.CONDITION,
        hold=True,
    ),
    _TellTale(
        "a program without a signature was refused",
        re.compile(r"veriexec\b.*\b(no (signatures?|fingerprints?)|unsigned|not (signed|verified))", re.IGNORECASE),
        Gravity.ADVICE,
    ),
    _TellTale(
        "a kernel module was loaded by hand", re.compile(r"\bkld(load|unload|_load)\b", re.IGNORECASE), Gravity.ADVICE
    ),
    _TellTale(
        "somebody started a shell",
        re.compile(r"UI_CMDLINE_READ_LINE: User '(?P<user>[^']*)', command '\s*start shell", re.IGNORECASE),
        Gravity.ADVICE,
        by_user=True,
    ),
)


class LogLines(Check):
    """What a cut-off log shows counts; that it shows nothing then tells nothing."""

    id = "integrity.log-lines"
    title = "The log has no line that tells of tampering"
    rationale = "A program that was changed on the disk is refused by veriexec, which logs both fingerprints."
    clauses = ("P22",)
    gravity = Gravity.CONDITION
    may_hold = True
    optional = True
    uses = (Rpc.LOG_MESSAGES,)
    next_step = "keep the evidence, reinstall from the vendor's media, inspect again as reimaged"
    action = Action.INSTALL

    def judge(self, case: Case) -> Iterator[Finding]:
        log = case.known(Rpc.LOG_MESSAGES, Log)
        lines = [line for line in log.lines if case.unit.owns_engine(line.engine)]
        findings = [finding for tale in _TELL_TALES for finding in self._told(case, tale, lines)]
        yield from findings
        if not log.whole:
            yield self.unknown(
                case.unit.name,
                "the log came cut off, and what it doesn't show isn't known",
                expected="the whole log",
                actual=f"its first {counted(len(log.lines), 'line')}",
                evidence=(EvidenceRef(Rpc.LOG_MESSAGES),),
                next_step="collect the host again; else read the log by hand",
                action=Action.COLLECT,
            )
        elif not findings:
            what = f"no line of {len(lines)} tells of tampering"
            yield self.passed(case.unit.name, what, evidence=(EvidenceRef(Rpc.LOG_MESSAGES),))

    def _told(self, case: Case, tale: _TellTale, lines: list[LogLine]) -> Iterator[Finding]:
        telling = [line for line in lines if _tells(line, tale, case)]
        if telling:
            yield self.failed(
                case.unit.name,
                tale.what,
                expected="no such line",
                actual=f"{counted(len(telling), 'line')}, the first: {shown(telling[0].text, 250)}",
                evidence=(EvidenceRef(Rpc.LOG_MESSAGES),),
                gravity=tale.gravity,
                hold=tale.hold,
            )


def _tells(line: LogLine, tale: _TellTale, case: Case) -> bool:
    match = tale.pattern.search(line.text)
    return match is not None and not (tale.by_user and match["user"] in case.inputs.baseline.logins)


class OtherSessions(Check):
    """Our own session is among those that are listed: the bench's logins are left out."""

    id = "integrity.sessions"
    title = "Nobody but the bench is logged in"
    rationale = "On an isolated bench nobody else can be; who is there came by a way that isn't known."
    clauses = ("P22",)
    gravity = Gravity.ADVICE
    optional = True
    needs = (Rpc.AUTHORIZATION,)
    uses = (Rpc.USERS,)
    unknown_is_noted = True
    next_step = "find out who it is before anything is changed; isolate the bench"
    action = Action.LOOK

    def judge(self, case: Case) -> Iterator[Finding]:
        sessions = [one for one in case.known(Rpc.USERS, Sessions).sessions if case.unit.owns_engine(one.engine)]
        own = {"root", case.known(Rpc.AUTHORIZATION, Authorization).user, *case.inputs.baseline.logins}
        others = [one for one in sessions if one.user not in own]
        if others:
            yield self.failed(
                case.unit.name,
                "others are logged in",
                expected=listed(sorted(own)),
                actual=listed(f"{one.user} from {one.origin or 'nowhere'}" for one in others),
                evidence=tuple(EvidenceRef(Rpc.USERS, one.xpath) for one in others)[:_MOST_EVIDENCE],
            )
        else:
            yield self.passed(case.unit.name, "nobody else is logged in", evidence=(EvidenceRef(Rpc.USERS),))


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
    """Beside the services that are judged on their own: odd ports, unknown services, write access by SNMP, copies of
    traffic and of logs."""

    id = "integrity.listeners"
    title = "Nothing listens on an odd port, copies traffic or sends data away"
    rationale = (
        "A door that isn't where one looks for it, or a copy of what passes through, is what an intruder leaves."
    )
    clauses = ("P22",)
    gravity = Gravity.ADVICE
    needs = (Rpc.CONFIGURATION,)
    permissions = SEES_ALL
    unknown_is_noted = True
    next_step = "declare what is the bench's own in the baseline; else zeroize"
    action = Action.ZEROIZE

    def judge(self, case: Case) -> Iterator[Finding]:
        if case.profile is None:
            yield self.unknown(case.unit.name, "the product's family is unknown, so is its factory default")
            return
        odd: dict[str, list[Statement]] = {}
        for statement in case.known(Rpc.CONFIGURATION, Configuration).statements:
            what = _odd(statement)
            if what and not _accounted_for(statement, case, case.profile):
                odd.setdefault(what, []).append(statement)
        for what, stated in odd.items():
            yield self.failed(
                case.unit.name,
                what,
                expected="nothing of the kind",
                actual=listed(_path(one) for one in stated),
                evidence=tuple(EvidenceRef(Rpc.CONFIGURATION, one.xpath) for one in stated)[:_MOST_EVIDENCE],
            )
        if not odd:
            yield self.passed(
                case.unit.name,
                "nothing listens on an odd port, copies traffic or sends data away",
                evidence=(EvidenceRef(Rpc.CONFIGURATION),),
            )


def _accounted_for(statement: Statement, case: Case, profile: PlatformProfile) -> bool:
    return is_factory(statement, profile) or fits(statement.path, case.inputs.baseline.statements)


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


# Names that samples of a known campaign had (recalled; they mimic daemons such as appidd), and names that an
# investigator's tool looks for. A name alone is a reason to look, no more.
_NAMES = frozenset({"appid", "to", "irad", "lmpad", "jdosd", "oemd", "usage_db", "libjucomm.so.1"})


class TellTaleFiles(Check):
    """Names alone, in the folders that are listed: a reason to look at the file."""

    id = "integrity.tell-tale-files"
    title = "No file has a name that known intrusions used"
    rationale = "Implants call themselves nearly as a daemon or a file of Junos does."
    clauses = ("P22",)
    gravity = Gravity.ADVICE
    uses = FILE_LISTINGS
    permissions = ("maintenance",)
    unknown_is_noted = True
    next_step = "look at the file before anything is wiped; report it where it is no leftover of Junos"
    action = Action.LOOK

    def judge(self, case: Case) -> Iterator[Finding]:
        listings = {rpc: known for rpc in FILE_LISTINGS if (known := case.known_or_none(rpc, FileListing))}
        found = [
            (rpc, file)
            for rpc, listing in listings.items()
            for file in files_of(case.unit, listing)
            if not file.is_directory and file.name.rsplit("/", 1)[-1] in _NAMES
        ]
        for rpc, file in found:
            yield self.failed(
                case.unit.name,
                "a file has a name that known intrusions used",
                expected="none",
                actual=dated(case, file),
                evidence=(EvidenceRef(rpc, file.xpath),),
            )
        if not listings:
            yield self.unknown(case.unit.name, "no folder was listed", expected="listings of folders")
        elif not found:
            where = (EvidenceRef(rpc) for rpc in listings)
            yield self.passed(case.unit.name, "no file has a name that known intrusions used", evidence=where)


CHECKS: tuple[type[Check], ...] = (RuntimeIntegrity, LogLines, OtherSessions, Listeners, TellTaleFiles)
