"""Checks of sanitization: what of a previous owner remains on the device."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from reinstate.checks.configuration import (
    SEES_ALL,
    areas,
    as_printed,
    beyond,
    entry,
    evidence_of,
    expected_instead,
    hidden_in,
    is_undeclared_bench,
    may_be_factory,
    starts,
)
from reinstate.checks.framework import (
    MOST_PLACES,
    NONE,
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
from reinstate.checks.framework.common_steps import DECLARE_THE_BENCH, ZEROIZE
from reinstate.checks.software.build_date import dated
from reinstate.declared.kinds import Stage
from reinstate.device.model import CommitHistory, Configuration, File, FileListing, Log, Statement
from reinstate.device.unit_rows import files_of
from reinstate.plan.requests import Rpc

_CA_PROFILE = ("security", "pki", "ca-profile")
COMPARE_WITH_A_DEFAULT = Remedy(
    Action.LOOK, "compare them with the configuration of a zeroized unit of this model and release"
)


class FormerConfiguration(Check):
    """No configuration of a previous owner remains.

    A device with its previous owner's configuration is not sanitized, can use licenses through that configuration
    alone, and hides other additions. Such a configuration is usual at stage as-received.

    The check evaluates each statement: whether it belongs, with its value, to the factory default of the family and
    release or to the bench baseline. What can be factory default without a source for it is informational.
    """

    id = "sanitization.former-configuration"
    clauses = ("P22",)
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.CONFIGURATION,), reads=(Rpc.SOFTWARE,), permissions=SEES_ALL)
    remedy = ZEROIZE.after("declare the bench's own statements in the policy (baseline)")

    def judge(self, case: Case) -> Iterator[Finding]:
        if case.profile is None:
            yield self.family_unknown(case)
            return
        statements = case.known(Rpc.CONFIGURATION, Configuration).statements
        beside = list(beyond(statements, case.inputs.baseline, case))
        theirs, possible = _parted(beside, lambda one: may_be_factory(one, case))
        left, changed = _parted(theirs, lambda one: bool(expected_instead(one, case)))
        if left:
            yield self._left(case, left)
        if changed:
            yield self._changed(case, changed)
        if possible:
            case.require((Rpc.SOFTWARE,))  # what can be factory default depends on the release
            yield self._possible(case, possible)
        if not beside:
            yield self.passed(
                case.unit.name,
                "the configuration contains only factory default and bench baseline",
                evidence=(EvidenceRef(Rpc.CONFIGURATION),),
            )

    def _left(self, case: Case, left: list[Statement]) -> Finding:
        usual = ", as is usual at stage as-received" if case.inputs.stage is Stage.AS_RECEIVED else ""
        return self.failed(
            case.unit.name,
            f"configuration of a previous owner remains{usual}",
            expected="factory default and bench baseline",
            actual=f"{counted(len(left), 'statement')}: {areas(left)}",
            evidence=evidence_of(left),
            remedy=DECLARE_THE_BENCH if is_undeclared_bench(left, case) else None,
        )

    def _changed(self, case: Case, changed: list[Statement]) -> Finding:
        """A default with another server or device in it: what stands there and what was expected."""
        expected = dict.fromkeys(text for one in changed for text in expected_instead(one, case))
        return self.failed(
            case.unit.name,
            "statements of the factory default name another server, address, or device",
            expected=listed(expected),
            actual=listed(as_printed(one) + hidden_in(one) for one in changed),
            evidence=evidence_of(changed),
        )

    def _possible(self, case: Case, possible: list[Statement]) -> Finding:
        return self.failed(
            case.unit.name,
            "statements can be factory default: no source states the default of this family and release",
            expected="factory default and bench baseline",
            actual=f"{counted(len(possible), 'statement')}: {areas(possible)}",
            gravity=Gravity.ADVICE,
            evidence=evidence_of(possible),
            remedy=COMPARE_WITH_A_DEFAULT,
        )


class Certificates(Check):
    """No certificate of a previous owner remains.

    Certificates and their keys identify the previous owner's network, and survive a configuration reset.

    The check evaluates the certificate directory and the configuration. It does not search subdirectories.
    """

    id = "sanitization.certificates"
    clauses = ("P22",)
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.FILES_CERTIFICATES, Rpc.CONFIGURATION), permissions=SEES_ALL)
    remedy = ZEROIZE

    def judge(self, case: Case) -> Iterator[Finding]:
        files = _files(case, Rpc.FILES_CERTIFICATES)
        certificates = [file for file in files if not file.is_directory]
        statements = case.known(Rpc.CONFIGURATION, Configuration).statements
        stated = [
            one for one in statements if starts(one, "security", "pki") or starts(one, "security", "certificates")
        ]
        stated = list(beyond(stated, case.inputs.baseline, case))
        stated, profiles = _parted(stated, lambda one: starts(one, *_CA_PROFILE))
        if certificates:
            yield self.failed(
                case.unit.name,
                "certificates remain",
                expected=NONE,
                actual=listed(file.name for file in certificates),
                evidence=tuple(EvidenceRef(Rpc.FILES_CERTIFICATES, file.xpath) for file in certificates),
            )
        if stated:
            yield self.failed(
                case.unit.name,
                "certificates are configured",
                expected=NONE,
                actual=areas(stated),
                evidence=tuple(EvidenceRef(Rpc.CONFIGURATION, one.xpath) for one in stated)[:MOST_PLACES],
            )
        yield from self._ca_profiles(case, profiles)
        if folders := [file for file in files if file.is_directory]:
            yield self._not_searched(case, folders)
        elif not certificates and not stated and not profiles:
            what = "no certificate was found in files or configuration"
            yield self.passed(case.unit.name, what, evidence=(EvidenceRef(Rpc.FILES_CERTIFICATES),))

    def _ca_profiles(self, case: Case, stated: list[Statement]) -> Iterator[Finding]:
        """A CA profile states whose certificates are accepted, and is none itself; a public root is no one's own."""
        own, public = _parted(stated, lambda one: may_be_factory(one, case))
        for found, what, gravity in (
            (own, "CA profiles of a previous owner are configured", Gravity.CONDITION),
            (public, "CA profiles of public roots are configured", Gravity.ADVICE),
        ):
            if found:
                yield self.failed(
                    case.unit.name,
                    what,
                    expected=NONE,
                    actual=listed(dict.fromkeys(entry(one, *_CA_PROFILE) or as_printed(one) for one in found)),
                    gravity=gravity,
                    evidence=evidence_of(found),
                )

    def _not_searched(self, case: Case, folders: list[File]) -> Finding:
        """Listings never include subdirectories; their contents are reported as unknown rather than clean."""
        return self.unknown(
            case.unit.name,
            "certificate directories were not searched",
            expected="empty directories",
            actual=listed(file.name for file in folders),
            evidence=tuple(EvidenceRef(Rpc.FILES_CERTIFICATES, file.xpath) for file in folders),
            noted=True,
            remedy=Remedy(Action.LOOK, "list them on the console, or zeroize"),
        )


_LOGGED_IN = re.compile(
    r"UI_(?:LOGIN|LOGOUT|AUTH|COMMIT)\w*: User '(?P<ui>[^']{1,64})'"
    r"|sshd\S*: Accepted \S+ for (?P<ssh>\S{1,64}) from"
    r"|LOGIN_INFORMATION: User (?P<console>\S{1,64}) logged in",
)


class LogsAndHistory(Check):
    """No commit, home directory, log, core dump, or rescue configuration of a previous owner remains.

    Commit history, home directories, and logs name people of the previous owner. A rescue configuration describes the
    previous owner's network, and a core dump can contain memory contents with keys.

    The check evaluates the log if it was requested. It skips lines of the inspection's own session and of the bench.
    """

    id = "sanitization.logs-and-history"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(
        needs=(Rpc.COMMITS,), uses=(Rpc.FILES_VAR_HOME, Rpc.CORE_DUMPS, Rpc.LOG_MESSAGES), permissions=("maintenance",)
    )
    remedy = ZEROIZE

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
            yield self.passed(case.unit.name, "no trace of other users was found", evidence=(EvidenceRef(Rpc.COMMITS),))

    def _commits(self, case: Case, own: set[str]) -> Iterator[Finding]:
        history = case.known(Rpc.COMMITS, CommitHistory)
        others = [commit for commit in history.commits if commit.user not in own]
        if others:
            yield self.failed(
                case.unit.name,
                "the commit history contains commits by other users",
                expected=f"commits by {listed(sorted(own))}",
                actual=f"{counted(len(others), 'commit')} by {listed(one.user or 'an unnamed user' for one in others)}",
                evidence=tuple(EvidenceRef(Rpc.COMMITS, commit.xpath) for commit in others)[:MOST_PLACES],
            )
        if history.has_rescue_configuration:
            yield self.failed(
                case.unit.name,
                "a rescue configuration remains",
                expected=NONE,
                actual="1 rescue configuration",
                evidence=(EvidenceRef(Rpc.COMMITS),),
            )

    def _homes(self, case: Case, own: set[str]) -> Iterator[Finding]:
        if case.known_or_none(Rpc.FILES_VAR_HOME, FileListing) is None:
            return
        homes = [file for file in _files(case, Rpc.FILES_VAR_HOME) if file.name not in own]
        if homes:
            yield self.failed(
                case.unit.name,
                "home directories of other users remain",
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
                "core dumps can contain memory contents",
                expected=NONE,
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
                "the log contains logins of other users",
                expected=listed(sorted(own)),
                actual=listed(others),
                evidence=(EvidenceRef(Rpc.LOG_MESSAGES),),
            )


def _parted(
    statements: Iterable[Statement], apart: Callable[[Statement], bool]
) -> tuple[list[Statement], list[Statement]]:
    """The others, and those that are set apart."""
    parted: tuple[list[Statement], list[Statement]] = ([], [])
    for one in statements:
        parted[apart(one)].append(one)
    return parted


def _files(case: Case, rpc: Rpc) -> tuple[File, ...]:
    own = files_of(case.unit, case.known(rpc, FileListing))
    return tuple(file for file in own if file.name not in (".", ".."))


CHECKS: tuple[type[Check], ...] = (FormerConfiguration, Certificates, LogsAndHistory)
