"""Who can log in, and what the inspection's own login may read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reinstate.checks.configuration import (
    SEES_ALL,
    accounted_for,
    entry,
    evidence_of,
    fits,
    hidden_in,
    is_key,
    key_fingerprint,
    name_of,
    names,
    session_login,
    starts,
)
from reinstate.checks.framework import (
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Severity,
    joined,
    listed,
    shown,
)
from reinstate.checks.framework.common_steps import DECLARE_THE_BENCH, LOG_IN_TO_SEE_ALL
from reinstate.device.model import Authorization, Configuration, Statement
from reinstate.plan.requests import Rpc


class Visibility(Check):
    """The login can read scripts, event policies, secrets, and files.

    Without the maintenance permission, a device silently omits scripts and event policies from its configuration.
    """

    id = "integrity.visibility"
    clauses = ("P22",)
    severity = Severity(Gravity.CONDITION, may_hold=True)
    evidence = Evidence(needs=(Rpc.AUTHORIZATION,))
    remedy = LOG_IN_TO_SEE_ALL

    def judge(self, case: Case) -> Iterator[Finding]:
        authorization = case.known(Rpc.AUTHORIZATION, Authorization)
        lacking = [permission for permission in SEES_ALL if not authorization.may(permission)]
        hidden = [shown(pattern) for pattern in authorization.denied_configuration]
        evidence = (EvidenceRef(Rpc.AUTHORIZATION, authorization.xpath),)
        expected = f"the permissions {joined(SEES_ALL)}"
        if lacking or hidden:
            missing = [f"permission {permission} is missing" for permission in lacking]
            yield self.unknown(
                case.unit.name,
                f"the login {shown(authorization.user)} cannot read everything that the inspection needs",
                expected=expected,
                actual=listed(missing + [f"configuration {pattern} is denied" for pattern in hidden]),
                evidence=evidence,
                remedy=self.remedy.concerning("login"),
            )
        else:
            yield self.passed(
                case.unit.name,
                "the login can read everything that the inspection needs",
                expected=expected,
                actual="all of them",
                evidence=evidence,
            )


class Accounts(Check):
    """Only bench accounts, keys, and servers can grant access.

    A remaining account, key, or authentication server grants access to the person who left it.
    """

    id = "integrity.accounts"
    clauses = ("P22",)
    severity = Severity(Gravity.CONDITION, may_hold=True)
    # of its stage
    evidence = Evidence(needs=(Rpc.CONFIGURATION,), permissions=SEES_ALL, declared=("claims",))
    remedy = Remedy(
        Action.ZEROIZE,
        "if it belongs to the bench, declare it in the policy (baseline); "
        "if not, zeroize after you save a copy of this run; inspect again",
    )

    def judge(self, case: Case) -> Iterator[Finding]:
        statements = case.known(Rpc.CONFIGURATION, Configuration).statements
        findings = [*self._users(case, statements), *self._keys(case, statements), *self._servers(case, statements)]
        yield from findings
        if not findings:
            logins = listed(sorted({"root", *case.inputs.baseline.logins}))
            evidence = evidence_of(
                statement for statement in statements if starts(statement, "system", "login", "user")
            )
            yield self.passed(
                case.unit.name,
                "only bench accounts can log in",
                expected=logins,
                actual="no others",
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
                    f"the account {shown(user)} is not a bench account",
                    "bench accounts and root",
                    f"class {shown(login_class)}{hidden_in(stated[0])}",
                    stated,
                    own=user == session_login(case),
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
                    f"the SSH key of {shown(whose)} is not a bench key",
                    "declared bench keys",
                    (fingerprint or "a key that cannot be read") + hidden_in(statement),
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
                what = f"the server type {' '.join(kind)} can authenticate logins"
                yield self._fail(
                    case,
                    what,
                    "bench servers only",
                    servers + hidden_in(stated[0]),
                    stated,
                )

    def _fail(
        self, case: Case, what: str, expected: str, actual: str, stated: Iterable[Statement], *, own: bool = False
    ) -> Finding:
        """A way in; ``own`` is the account of this inspection, which the policy may merely fail to declare."""
        return self.failed(
            case.unit.name,
            what,
            expected=expected,
            actual=actual,
            evidence=evidence_of(stated),
            hold=case.inputs.after_reinstall,
            remedy=DECLARE_THE_BENCH if own else None,
        )


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
    """No management service is enabled other than SSH and NETCONF.

    Telnet, FTP, and clear-text XML send passwords unencrypted; outbound SSH connects to another party's server.

    The check skips services of the factory default and of the bench baseline.
    """

    id = "integrity.services"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.CONFIGURATION,), permissions=("view-configuration",))
    remedy = Remedy(Action.CONFIGURE, "delete the services, or zeroize")

    def judge(self, case: Case) -> Iterator[Finding]:
        statements = case.known(Rpc.CONFIGURATION, Configuration).statements
        if case.profile is None:
            yield self.family_unknown(case)
            return
        services: dict[str, list[Statement]] = {}
        for statement in statements:
            kind = names(statement.path)
            service = kind[2] if kind[:2] == ("system", "services") and len(kind) > 2 else ""
            if service in _OPEN_SERVICES and not accounted_for(statement, case):
                services.setdefault(service, []).append(statement)
        if services:
            yield self.failed(
                case.unit.name,
                "management services are enabled that the bench does not need",
                expected="ssh, netconf",
                actual=listed(f"{service}{hidden_in(stated[0])}" for service, stated in services.items()),
                evidence=evidence_of(one for stated in services.values() for one in stated),
            )
        else:
            yield self.passed(
                case.unit.name,
                "only SSH, NETCONF, and declared services are enabled",
                evidence=(EvidenceRef(Rpc.CONFIGURATION),),
            )
