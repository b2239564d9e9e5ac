"""Checks of sanitization: what a former owner left on the device."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reinstate.checks.configuration import SEES_ALL, areas, beyond, starts
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
    counted,
    listed,
)
from reinstate.checks.software.build_date import dated
from reinstate.declared.kinds import Stage
from reinstate.device.model import CommitHistory, Configuration, File, FileListing, Log
from reinstate.device.unit_rows import files_of
from reinstate.plan.requests import Rpc

_ZEROIZE = "when the evidence is kept: request system zeroize, then inspect again as prepared"


class FormerConfiguration(Check):
    """No configuration of a former owner is left.

    A device that still carries its former owner's network is not sanitized, may use licenses by that configuration
    alone, and hides what else was put there. On a device as received it is to be expected.

    The configuration is the factory's and the bench's only.
    """

    id = "sanitization.former-configuration"
    clauses = ("P22",)
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.CONFIGURATION,), permissions=SEES_ALL)
    remedy = Remedy(Action.ZEROIZE, f"declare in the policy's baseline what the bench has put there; {_ZEROIZE}")

    def judge(self, case: Case) -> Iterator[Finding]:
        if case.profile is None:
            yield self.family_unknown(case, "the product's family is unknown, so is its factory default")
            return
        statements = case.known(Rpc.CONFIGURATION, Configuration).statements
        left = list(beyond(statements, case.inputs.baseline, case.profile))
        if left:
            expected_here = ", as is usual on a device as received" if case.inputs.stage is Stage.AS_RECEIVED else ""
            places = dict.fromkeys(EvidenceRef(Rpc.CONFIGURATION, statement.xpath) for statement in left)
            yield self.failed(
                case.unit.name,
                f"configuration of a former owner is left{expected_here}",
                expected="factory default and the bench's own statements",
                actual=f"{counted(len(left), 'statement')} more: {areas(left)}",
                evidence=tuple(places)[:MOST_PLACES],
            )
        else:
            yield self.passed(
                case.unit.name,
                "the configuration is the factory's and the bench's only",
                evidence=(EvidenceRef(Rpc.CONFIGURATION),),
            )


class Certificates(Check):
    """No certificate of a former owner is left.

    Certificates and their keys identify the former owner's network, and survive a configuration reset.

    No certificate or key of a former owner is left.
    """

    id = "sanitization.certificates"
    clauses = ("P22",)
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.FILES_CERTIFICATES, Rpc.CONFIGURATION), permissions=SEES_ALL)
    remedy = Remedy(Action.ZEROIZE, _ZEROIZE)

    def judge(self, case: Case) -> Iterator[Finding]:
        files = _files(case, Rpc.FILES_CERTIFICATES)
        certificates = [file for file in files if not file.is_directory]
        statements = case.known(Rpc.CONFIGURATION, Configuration).statements
        stated = [
            one for one in statements if starts(one, "security", "pki") or starts(one, "security", "certificates")
        ]
        if case.profile is not None:
            stated = list(beyond(stated, case.inputs.baseline, case.profile))
        if certificates:
            yield self.failed(
                case.unit.name,
                "certificates are left",
                expected="none",
                actual=listed(file.name for file in certificates),
                evidence=tuple(EvidenceRef(Rpc.FILES_CERTIFICATES, file.xpath) for file in certificates),
            )
        if stated:
            yield self.failed(
                case.unit.name,
                "certificates are configured",
                expected="none",
                actual=areas(stated),
                evidence=tuple(EvidenceRef(Rpc.CONFIGURATION, one.xpath) for one in stated)[:MOST_PLACES],
            )
        if folders := [file for file in files if file.is_directory]:
            yield self._not_looked_into(case, folders)
        elif not certificates and not stated:
            yield self.passed(case.unit.name, "no certificate is left", evidence=(EvidenceRef(Rpc.FILES_CERTIFICATES),))

    def _not_looked_into(self, case: Case, folders: list[File]) -> Finding:
        """Listings never go below their folder; what lies there is said to be unseen rather than clean."""
        return self.unknown(
            case.unit.name,
            "folders for certificates were not looked into",
            expected="nothing in them",
            actual=listed(file.name for file in folders),
            evidence=tuple(EvidenceRef(Rpc.FILES_CERTIFICATES, file.xpath) for file in folders),
            noted=True,
            remedy=Remedy(Action.LOOK, "list them by hand, or zeroize"),
        )


_LOGGED_IN = re.compile(
    r"UI_(?:LOGIN|LOGOUT|AUTH|COMMIT)\w*: User '(?P<ui>[^']{1,64})'"
    r"|sshd\S*: Accepted \S+ for (?P<ssh>\S{1,64}) from"
    r"|LOGIN_INFORMATION: User (?P<console>\S{1,64}) logged in",
)


class LogsAndHistory(Check):
    """No commit, home folder, log, core dump or rescue configuration of a former owner is left.

    Commit history, home folders and logs name the former owner's people; a rescue configuration is his network, and a
    core dump holds whatever was in memory, keys among it.

    The log is looked at where it was asked for; the lines of our own session and of the bench are left out.
    """

    id = "sanitization.logs-and-history"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(
        needs=(Rpc.COMMITS,), uses=(Rpc.FILES_VAR_HOME, Rpc.CORE_DUMPS, Rpc.LOG_MESSAGES), permissions=("maintenance",)
    )
    remedy = Remedy(Action.ZEROIZE, _ZEROIZE)

    def judge(self, case: Case) -> Iterator[Finding]:
        own = {"root", *case.inputs.baseline.logins}
        findings = [
            *self._commits(case, own),
            *self._homes(case, own),
            *self._cores(case),
            *self._logins(case, own),
        ]
        yield from findings
        if not findings:
            yield self.passed(case.unit.name, "no trace of former users is left", evidence=(EvidenceRef(Rpc.COMMITS),))

    def _commits(self, case: Case, own: set[str]) -> Iterator[Finding]:
        history = case.known(Rpc.COMMITS, CommitHistory)
        others = [commit for commit in history.commits if commit.user not in own]
        if others:
            yield self.failed(
                case.unit.name,
                "commits of others are in the history",
                expected=f"commits by {listed(sorted(own))}",
                actual=f"{counted(len(others), 'commit')} by {listed(commit.user or 'nobody' for commit in others)}",
                evidence=tuple(EvidenceRef(Rpc.COMMITS, commit.xpath) for commit in others)[:MOST_PLACES],
            )
        if history.has_rescue_configuration:
            yield self.failed(
                case.unit.name,
                "a rescue configuration is kept",
                expected="none",
                actual="one",
                evidence=(EvidenceRef(Rpc.COMMITS),),
            )

    def _homes(self, case: Case, own: set[str]) -> Iterator[Finding]:
        if case.known_or_none(Rpc.FILES_VAR_HOME, FileListing) is None:
            return
        homes = [file for file in _files(case, Rpc.FILES_VAR_HOME) if file.name not in own]
        if homes:
            yield self.failed(
                case.unit.name,
                "home folders of others are left",
                expected=listed(sorted(own)),
                actual=listed(file.name for file in homes),
                evidence=tuple(EvidenceRef(Rpc.FILES_VAR_HOME, file.xpath) for file in homes)[:MOST_PLACES],
            )

    def _cores(self, case: Case) -> Iterator[Finding]:
        if case.known_or_none(Rpc.CORE_DUMPS, FileListing) is None:
            return
        cores = [file for file in _files(case, Rpc.CORE_DUMPS) if not file.is_directory]
        if cores:
            yield self.failed(
                case.unit.name,
                "core dumps hold what was in its memory",
                expected="none",
                actual=listed(dated(case, file) for file in cores),
                evidence=tuple(EvidenceRef(Rpc.CORE_DUMPS, file.xpath) for file in cores)[:MOST_PLACES],
            )

    def _logins(self, case: Case, own: set[str]) -> Iterator[Finding]:
        log = case.known_or_none(Rpc.LOG_MESSAGES, Log)
        lines = [line.text for line in log.lines if case.unit.owns_engine(line.engine)] if log else []
        users = [match[match.lastgroup] for text in lines if (match := _LOGGED_IN.search(text)) and match.lastgroup]
        others = dict.fromkeys(user for user in users if user not in own)
        if others:
            yield self.failed(
                case.unit.name,
                "the log tells of logins of others",
                expected=listed(sorted(own)),
                actual=listed(others),
                evidence=(EvidenceRef(Rpc.LOG_MESSAGES),),
            )


def _files(case: Case, rpc: Rpc) -> tuple[File, ...]:
    own = files_of(case.unit, case.known(rpc, FileListing))
    return tuple(file for file in own if file.name not in (".", ".."))


CHECKS: tuple[type[Check], ...] = (FormerConfiguration, Certificates, LogsAndHistory)
