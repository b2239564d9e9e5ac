"""Checks of integrity: what could let somebody else in, or run on the device without its owner's wish."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reinstate.checks.framework import Action, Case, Check, EvidenceRef, Finding, Gravity
from reinstate.checks.inputs import Inputs
from reinstate.checks.installed import dated
from reinstate.checks.statements import (
    SEES_ALL,
    entry,
    fits,
    is_factory,
    is_key,
    key_fingerprint,
    key_of,
    name_of,
    names,
    starts,
    unwrapped,
)
from reinstate.checks.steps import LOG_IN_TO_SEE_ALL
from reinstate.checks.wording import listed, shown
from reinstate.declared.model import Stage
from reinstate.device.model import Authorization, Configuration, File, FileListing, Statement
from reinstate.device.slices import files_of
from reinstate.plan.requests import SCRIPT_LISTINGS, Rpc
from reinstate.reference.profiles import PlatformProfile

_REINSTALL = "keep the evidence, reinstall from the vendor's media, zeroize, inspect again as reimaged"
_FAMILY_UNKNOWN = "the product's family is unknown, so is its factory default"
_MOST_EVIDENCE = 20


def _after_reinstall(inputs: Inputs) -> bool:
    """What should be gone after a reinstallation and isn't has survived it: that is no leftover."""
    return inputs.stage is Stage.REIMAGED


def _at(statements: Iterable[Statement]) -> tuple[EvidenceRef, ...]:
    places = dict.fromkeys(EvidenceRef(Rpc.CONFIGURATION, statement.xpath) for statement in statements)
    return tuple(places)[:_MOST_EVIDENCE]


class Visibility(Check):
    """The login sees all that integrity and sanitisation are judged by."""

    id = "integrity.visibility"
    title = "The login sees scripts, event policies, secrets and files"
    rationale = (
        "Without the maintenance permission a device leaves scripts and event policies out of its configuration and "
        "says nothing about it, so that an empty answer would look like a clean device."
    )
    clauses = ("P22",)
    gravity = Gravity.CONDITION
    may_hold = True
    needs = (Rpc.AUTHORIZATION,)
    next_step = LOG_IN_TO_SEE_ALL
    action = Action.COLLECT

    def judge(self, case: Case) -> Iterator[Finding]:
        authorization = case.known(Rpc.AUTHORIZATION, Authorization)
        lacking = [permission for permission in SEES_ALL if not authorization.may(permission)]
        hidden = [shown(pattern) for pattern in authorization.denied_configuration]
        evidence = (EvidenceRef(Rpc.AUTHORIZATION, authorization.xpath),)
        expected = "the permissions " + ", ".join(SEES_ALL)
        if lacking or hidden:
            missing = [f"{permission} is lacking" for permission in lacking]
            yield self.unknown(
                case.unit.name,
                f"the login {shown(authorization.user)} doesn't see everything",
                expected=expected,
                actual=listed(missing + [f"configuration {pattern} is denied" for pattern in hidden]),
                evidence=evidence,
                next_step=self.next_step,
                action=self.action,
                about="login",
            )
        else:
            yield self.passed(
                case.unit.name, "the login sees everything", expected=expected, actual="all of them", evidence=evidence
            )


class Accounts(Check):
    """Nobody but the bench can log in."""

    id = "integrity.accounts"
    title = "No account, SSH key or AAA server but the bench's"
    rationale = "An account, a key or an authentication server left behind is a way in for whoever left it."
    clauses = ("P22",)
    rests_on = ("claims",)  # of its stage
    gravity = Gravity.CONDITION
    may_hold = True
    needs = (Rpc.CONFIGURATION,)
    permissions = SEES_ALL
    next_step = "declare what is the bench's own in the baseline; else keep the evidence, zeroize, inspect again"
    action = Action.ZEROIZE

    def judge(self, case: Case) -> Iterator[Finding]:
        statements = case.known(Rpc.CONFIGURATION, Configuration).statements
        findings = [*self._users(case, statements), *self._keys(case, statements), *self._servers(case, statements)]
        yield from findings
        if not findings:
            logins = listed(sorted({"root", *case.inputs.baseline.logins}))
            evidence = _at(statement for statement in statements if starts(statement, "system", "login", "user"))
            yield self.passed(
                case.unit.name,
                "only the bench can log in",
                expected=logins,
                actual="no other",
                evidence=evidence or (EvidenceRef(Rpc.CONFIGURATION),),
            )

    def _users(self, case: Case, statements: tuple[Statement, ...]) -> Iterator[Finding]:
        users: dict[str, list[Statement]] = {}
        for statement in statements:
            if user := entry(statement, "system", "login", "user"):
                users.setdefault(user, []).append(statement)
        for user, stated in users.items():
            if user not in {"root", *case.inputs.baseline.logins}:
                login_class = next((one.value for one in stated if name_of(one.path[-1]) == "class"), "") or "no class"
                yield self._fail(
                    case,
                    f"the account {shown(user)} is not the bench's",
                    "the bench's logins and root",
                    f"class {shown(login_class)}{_where(stated[0])}",
                    stated,
                )

    def _keys(self, case: Case, statements: tuple[Statement, ...]) -> Iterator[Finding]:
        known = {"", *case.inputs.baseline.logins, "root"}
        for statement in statements:
            if not is_key(statement.path) or entry(statement, "system", "login", "user") not in known:
                continue
            fingerprint = key_fingerprint(statement)
            if fingerprint not in case.inputs.baseline.key_fingerprints:
                whose = entry(statement, "system", "login", "user") or "root"
                yield self._fail(
                    case,
                    f"an SSH key of {shown(whose)} is not the bench's",
                    "the bench's own keys",
                    (fingerprint or "a key that can't be read") + _where(statement),
                    [statement],
                )

    def _servers(self, case: Case, statements: tuple[Statement, ...]) -> Iterator[Finding]:
        kinds = (
            ("system", "radius-server"),
            ("system", "tacplus-server"),
            ("system", "ldap-server"),
            ("access", "radius-server"),
            ("access", "ldap-server"),
        )
        for kind in kinds:
            stated = [
                one for one in statements if starts(one, *kind) and not fits(one.path, case.inputs.baseline.statements)
            ]
            if stated:
                servers = listed(entry(one, *kind) or "a server" for one in stated)
                what = f"{' '.join(kind)} can admit logins"
                yield self._fail(case, what, "no authentication server", servers + _where(stated[0]), stated)

    def _fail(self, case: Case, what: str, expected: str, actual: str, stated: Iterable[Statement]) -> Finding:
        return self.failed(
            case.unit.name,
            what,
            expected=expected,
            actual=actual,
            evidence=_at(stated),
            hold=_after_reinstall(case.inputs),
        )


def _where(statement: Statement) -> str:
    """Where a statement hides, if it does."""
    wrappers = statement.path[: len(statement.path) - len(unwrapped(statement.path))]
    hidden = [f"{name_of(wrapper)} {key_of(wrapper)}".strip() for wrapper in wrappers]
    hidden += ["inactive"] if statement.inactive else []
    return f" ({shown(', '.join(hidden))})" if hidden else ""


# What runs on the device by configuration, and how a person calls it.
_RUNS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("system", "scripts"), "scripts run"),
    (("event-options",), "event policies run"),
    (("system", "extensions"), "extensions of others may be installed"),
    (("system", "services", "extension-service"), "an extension service listens"),
    (("system", "processes"), "processes are overridden"),
    (("system", "services", "ssh", "authorized-keys-command"), "a command decides who may log in"),
    (("system", "services", "ssh", "authorized-keys-command-user"), "a command decides who may log in"),
    (("system", "login", "class"), "a script runs at login"),
)


class Scripts(Check):
    """Nothing runs on the device that the factory or the bench hasn't put there."""

    id = "integrity.scripts"
    title = "No script, event policy, extension or process override is configured"
    rationale = (
        "Scripts, event policies, extension services and process overrides run code at every commit, event or boot. "
        "They are looked for in groups, logical systems and deactivated statements too."
    )
    clauses = ("P22",)
    rests_on = ("claims",)  # of its stage
    gravity = Gravity.CONDITION
    may_hold = True
    needs = (Rpc.CONFIGURATION,)
    permissions = SEES_ALL
    next_step = _REINSTALL
    action = Action.INSTALL

    def judge(self, case: Case) -> Iterator[Finding]:
        statements = case.known(Rpc.CONFIGURATION, Configuration).statements
        if case.profile is None:
            yield self.family_unknown(case, _FAMILY_UNKNOWN)
            return
        left = [one for one in statements if _runs(one) and not _accounted_for(one, case, case.profile)]
        for what in dict.fromkeys(_runs(one) for one in left):
            stated = [one for one in left if _runs(one) == what]
            yield self.failed(
                case.unit.name,
                f"{what} that neither factory nor bench has configured",
                expected="none",
                actual=listed(_said(one) for one in stated),
                evidence=_at(stated),
                hold=_after_reinstall(case.inputs),
            )
        if not left:
            yield self.passed(
                case.unit.name,
                "nothing runs by configuration beyond the factory default",
                evidence=(EvidenceRef(Rpc.CONFIGURATION),),
            )


def _runs(statement: Statement) -> str:
    kind = names(statement.path)
    if kind[:3] == ("system", "login", "class") and "login-script" not in kind:
        return ""
    # A container that was left empty runs nothing.
    empty = not statement.value and kind in (("system", "scripts"), ("event-options",), ("system", "processes"))
    return next((what for path, what in _RUNS if kind[: len(path)] == path and not empty), "")


def _accounted_for(statement: Statement, case: Case, profile: PlatformProfile) -> bool:
    return is_factory(statement, profile) or fits(statement.path, case.inputs.baseline.statements)


def _said(statement: Statement) -> str:
    below = unwrapped(statement.path)[:4]
    return " ".join(f"{name_of(one)} {key_of(one)}".strip() for one in below) + _where(statement)


class ScriptFiles(Check):
    """No file lies where Junos looks for scripts."""

    id = "integrity.script-files"
    title = "The script folders are empty"
    rationale = "A script that lies ready can be run by one line of configuration, or by a login."
    clauses = ("P22",)
    rests_on = ("claims",)  # of its stage
    gravity = Gravity.CONDITION
    may_hold = True
    uses = SCRIPT_LISTINGS
    permissions = ("maintenance",)
    next_step = _REINSTALL
    action = Action.INSTALL

    def judge(self, case: Case) -> Iterator[Finding]:
        asked = [rpc for rpc in SCRIPT_LISTINGS if case.known_or_none(rpc, FileListing) is not None]
        found = False
        for rpc in asked:
            files = _files(case, rpc)
            found = found or bool(files)
            if files:
                yield self.failed(
                    case.unit.name,
                    f"files lie in the folder of {rpc.removeprefix('file-list-scripts-')} scripts",
                    expected="none",
                    actual=listed(_named(case, file) for file in files),
                    evidence=tuple(EvidenceRef(rpc, file.xpath) for file in files)[:_MOST_EVIDENCE],
                    hold=_after_reinstall(case.inputs),
                )
        if not asked:
            yield self.unknown(case.unit.name, "no script folder was listed", expected="listings of the script folders")
        elif not found:
            where = (EvidenceRef(rpc) for rpc in asked)
            yield self.passed(case.unit.name, "the script folders are empty", evidence=where)


def _files(case: Case, rpc: Rpc) -> tuple[File, ...]:
    own = files_of(case.unit, case.known(rpc, FileListing))
    return tuple(file for file in own if file.name not in (".", ".."))


def _named(case: Case, file: File) -> str:
    return f"{file.name}/" if file.is_directory else dated(case, file)


_OPEN_SERVICES = frozenset(
    {
        "telnet",
        "ftp",
        "finger",
        "rlogin",
        "rsh",
        "rest",
        "xnm-clear-text",
        "xnm-ssl",
        "web-management",
        "tftp-server",
        "outbound-ssh",
        "outbound-https",
        "reverse",
    }
)


class Services(Check):
    """No management service is on but the bench's."""

    id = "integrity.services"
    title = "No management service is on but SSH and NETCONF"
    rationale = "Telnet, FTP and clear-text XML show passwords on the wire; outbound SSH calls somebody else's server."
    clauses = ("P22",)
    gravity = Gravity.ADVICE
    needs = (Rpc.CONFIGURATION,)
    permissions = ("view-configuration",)
    unknown_is_noted = True
    next_step = "zeroize, or delete the service"
    action = Action.CONFIGURE

    def judge(self, case: Case) -> Iterator[Finding]:
        statements = case.known(Rpc.CONFIGURATION, Configuration).statements
        if case.profile is None:
            yield self.family_unknown(case, _FAMILY_UNKNOWN)
            return
        services: dict[str, list[Statement]] = {}
        for statement in statements:
            kind = names(statement.path)
            service = kind[2] if kind[:2] == ("system", "services") and len(kind) > 2 else ""
            if service in _OPEN_SERVICES and not _accounted_for(statement, case, case.profile):
                services.setdefault(service, []).append(statement)
        if services:
            yield self.failed(
                case.unit.name,
                "services are on that the bench doesn't need",
                expected="ssh, netconf",
                actual=listed(f"{service}{_where(stated[0])}" for service, stated in services.items()),
                evidence=_at(one for stated in services.values() for one in stated),
            )
        else:
            yield self.passed(
                case.unit.name, "no service is on beyond the bench's", evidence=(EvidenceRef(Rpc.CONFIGURATION),)
            )


_CLOCK_TOLERANCE = 300  # seconds


class Clock(Check):
    """The device's clock is right."""

    id = "integrity.clock"
    title = "The device's clock is right"
    rationale = "A clock that is off blurs when files, commits and crashes happened; a bench has no time server."
    clauses = ("P22",)
    gravity = Gravity.ADVICE
    needs = (Rpc.UPTIME,)
    unknown_is_noted = True
    next_step = "read the device's times with this offset; set its clock"
    action = Action.CONFIGURE

    def judge(self, case: Case) -> Iterator[Finding]:
        offset = case.session.clock_offset
        evidence = (EvidenceRef(Rpc.UPTIME),)
        expected = f"within {_CLOCK_TOLERANCE} seconds"
        if offset is None:
            yield self.unknown(case.unit.name, "its clock can't be compared", expected=expected, evidence=evidence)
        elif abs(offset) > _CLOCK_TOLERANCE:
            direction = "ahead" if offset > 0 else "behind"
            yield self.failed(
                case.unit.name,
                "its clock is off",
                expected=expected,
                actual=f"{abs(offset):.0f} seconds {direction}",
                evidence=evidence,
            )
        else:
            actual = f"{offset:+.0f} seconds"
            yield self.passed(case.unit.name, "its clock is right", expected=expected, actual=actual, evidence=evidence)


_RUNNABLE = re.compile(r"\.(sh|csh|py|pyc|pl|slax|xsl|elf|so|bin|exe|ko)$", re.IGNORECASE)


class TemporaryFiles(Check):
    """Nothing that could be run lies among the temporary files."""

    id = "integrity.temporary-files"
    title = "No program lies in /var/tmp"
    rationale = "Tools that were brought onto a device usually lie there. Unsigned binaries don't run, but scripts do."
    clauses = ("P22",)
    gravity = Gravity.ADVICE
    needs = (Rpc.FILES_VAR_TMP,)
    permissions = ("maintenance",)
    unknown_is_noted = True
    next_step = "look at the files; zeroize"
    action = Action.ZEROIZE

    def judge(self, case: Case) -> Iterator[Finding]:
        programs = [file for file in _files(case, Rpc.FILES_VAR_TMP) if not file.is_directory and _is_program(file)]
        if programs:
            yield self.failed(
                case.unit.name,
                "files that could be run lie in /var/tmp",
                expected="none",
                actual=listed(dated(case, file) for file in programs),
                evidence=tuple(EvidenceRef(Rpc.FILES_VAR_TMP, file.xpath) for file in programs)[:_MOST_EVIDENCE],
            )
        else:
            yield self.passed(case.unit.name, "no program lies in /var/tmp", evidence=(EvidenceRef(Rpc.FILES_VAR_TMP),))


def _is_program(file: File) -> bool:
    """Its name says so, or its mode: ``-rwxr-xr-x`` or ``755``."""
    mode = file.permissions
    octal = mode.isdigit() and any(int(digit) % 2 for digit in mode[-3:])
    return bool(_RUNNABLE.search(file.name)) or octal or "x" in mode.lower()


CHECKS: tuple[type[Check], ...] = (Visibility, Accounts, Scripts, ScriptFiles, Services, Clock, TemporaryFiles)
