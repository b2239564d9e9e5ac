"""Scripts, event policies, extensions and process overrides."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.configuration import (
    FAMILY_UNKNOWN,
    SEES_ALL,
    accounted_for,
    evidence_of,
    hidden_in,
    key_of,
    name_of,
    names,
    unwrapped,
)
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
from reinstate.checks.integrity.files import files_in
from reinstate.checks.software.build_date import dated
from reinstate.device.model import Configuration, File, FileListing, Statement
from reinstate.plan.requests import SCRIPT_LISTINGS, Rpc

_REINSTALL = "keep the evidence, reinstall from the vendor's media, zeroize, inspect again as reimaged"
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
    """No script, event policy, extension or process override is configured.

    Scripts, event policies, extension services and process overrides run code at every commit, event or boot. They are
    looked for in groups, logical systems and deactivated statements too.

    Nothing runs on the device that the factory or the bench hasn't put there.
    """

    id = "integrity.scripts"
    clauses = ("P22",)
    severity = Severity(Gravity.CONDITION, may_hold=True)
    # of its stage
    evidence = Evidence(needs=(Rpc.CONFIGURATION,), permissions=SEES_ALL, declared=("claims",))
    remedy = Remedy(Action.INSTALL, _REINSTALL)

    def judge(self, case: Case) -> Iterator[Finding]:
        statements = case.known(Rpc.CONFIGURATION, Configuration).statements
        if case.profile is None:
            yield self.family_unknown(case, FAMILY_UNKNOWN)
            return
        left = [one for one in statements if _runs(one) and not accounted_for(one, case, case.profile)]
        for what in dict.fromkeys(_runs(one) for one in left):
            stated = [one for one in left if _runs(one) == what]
            yield self.failed(
                case.unit.name,
                f"{what} that neither factory nor bench has configured",
                expected="none",
                actual=listed(_said(one) for one in stated),
                evidence=evidence_of(stated),
                hold=case.inputs.after_reinstall,
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


def _said(statement: Statement) -> str:
    below = unwrapped(statement.path)[:4]
    return " ".join(f"{name_of(one)} {key_of(one)}".strip() for one in below) + hidden_in(statement)


class ScriptFiles(Check):
    """The script folders are empty.

    A script that lies ready can be run by one line of configuration, or by a login.

    No file lies where Junos looks for scripts.
    """

    id = "integrity.script-files"
    clauses = ("P22",)
    severity = Severity(Gravity.CONDITION, may_hold=True)
    # of its stage
    evidence = Evidence(uses=SCRIPT_LISTINGS, permissions=("maintenance",), declared=("claims",))
    remedy = Remedy(Action.INSTALL, _REINSTALL)

    def judge(self, case: Case) -> Iterator[Finding]:
        asked = [rpc for rpc in SCRIPT_LISTINGS if case.known_or_none(rpc, FileListing) is not None]
        found = False
        for rpc in asked:
            files = files_in(case, rpc)
            found = found or bool(files)
            if files:
                yield self.failed(
                    case.unit.name,
                    f"files lie in the folder of {rpc.removeprefix('file-list-scripts-')} scripts",
                    expected="none",
                    actual=listed(_named(case, file) for file in files),
                    evidence=tuple(EvidenceRef(rpc, file.xpath) for file in files)[:MOST_PLACES],
                    hold=case.inputs.after_reinstall,
                )
        if not asked:
            yield self.unknown(case.unit.name, "no script folder was listed", expected="listings of the script folders")
        elif not found:
            where = (EvidenceRef(rpc) for rpc in asked)
            yield self.passed(case.unit.name, "the script folders are empty", evidence=where)


def _named(case: Case, file: File) -> str:
    return f"{file.name}/" if file.is_directory else dated(case, file)
