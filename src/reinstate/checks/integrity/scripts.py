"""Scripts, event policies, extensions, and process overrides."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.configuration import (
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
from reinstate.checks.framework.common_steps import REINSTALL
from reinstate.checks.integrity.temporary_files import files_in
from reinstate.checks.software.build_date import dated
from reinstate.device.model import Configuration, File, FileListing, Statement
from reinstate.plan.requests import SCRIPT_LISTINGS, Rpc

# What runs on the device by configuration, as a subject with its verb.
_RUNS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("system", "scripts"), "scripts are configured"),
    (("event-options",), "event policies are configured"),
    (("system", "extensions"), "third-party extensions are permitted"),
    (("system", "services", "extension-service"), "an extension service is configured"),
    (("system", "processes"), "process overrides are configured"),
    (("system", "services", "ssh", "authorized-keys-command"), "a command that authorizes SSH keys is configured"),
    (("system", "services", "ssh", "authorized-keys-command-user"), "a command that authorizes SSH keys is configured"),
    (("system", "login", "class"), "a login script is configured"),
)


class Scripts(Check):
    """No script, event policy, extension, or process override is configured beyond factory default and baseline.

    Scripts, event policies, extension services, and process overrides run code at every commit, event, or boot.

    The check also evaluates groups, logical systems, and inactive statements.
    """

    id = "integrity.scripts"
    clauses = ("P22",)
    severity = Severity(Gravity.CONDITION, may_hold=True)
    # of its stage
    evidence = Evidence(needs=(Rpc.CONFIGURATION,), permissions=SEES_ALL, declared=("claims",))
    remedy = REINSTALL

    def judge(self, case: Case) -> Iterator[Finding]:
        statements = case.known(Rpc.CONFIGURATION, Configuration).statements
        if case.profile is None:
            yield self.family_unknown(case)
            return
        left = [one for one in statements if _runs(one) and not accounted_for(one, case)]
        for what in dict.fromkeys(_runs(one) for one in left):
            stated = [one for one in left if _runs(one) == what]
            yield self.failed(
                case.unit.name,
                f"{what} beyond factory default and baseline",
                expected=NONE,
                actual=listed(_said(one) for one in stated),
                evidence=evidence_of(stated),
                hold=case.inputs.after_reinstall,
            )
        if not left:
            yield self.passed(
                case.unit.name,
                "the configuration runs no code beyond factory default and baseline",
                evidence=(EvidenceRef(Rpc.CONFIGURATION),),
            )


def _runs(statement: Statement) -> str:
    kind = names(statement.path)
    if kind[:3] == ("system", "login", "class") and "login-script" not in kind:
        return ""
    # To enable, disable, or trace a process of Junos runs nothing else in its place; only a command does.
    if kind[:2] == ("system", "processes") and "command" not in kind:
        return ""
    # An empty container runs nothing.
    empty = not statement.value and kind in (("system", "scripts"), ("event-options",))
    return next((what for path, what in _RUNS if kind[: len(path)] == path and not empty), "")


def _said(statement: Statement) -> str:
    below = unwrapped(statement.path)[:4]
    return " ".join(f"{name_of(one)} {key_of(one)}".strip() for one in below) + hidden_in(statement)


class ScriptFiles(Check):
    """The script directories are empty.

    One configuration statement or a login is enough to run a script in these directories.
    """

    id = "integrity.script-files"
    clauses = ("P22",)
    severity = Severity(Gravity.CONDITION, may_hold=True)
    # of its stage
    evidence = Evidence(uses=SCRIPT_LISTINGS, permissions=("maintenance",), declared=("claims",))
    remedy = REINSTALL

    def judge(self, case: Case) -> Iterator[Finding]:
        read = [rpc for rpc in SCRIPT_LISTINGS if case.known_or_none(rpc, FileListing) is not None]
        found = False
        for rpc in read:
            files = files_in(case, rpc)
            found = found or bool(files)
            if files:
                yield self.failed(
                    case.unit.name,
                    f"files are in the {rpc.removeprefix('file-list-scripts-')} scripts directory",
                    expected=NONE,
                    actual=listed(_named(case, file) for file in files),
                    evidence=tuple(EvidenceRef(rpc, file.xpath) for file in files)[:MOST_PLACES],
                    hold=case.inputs.after_reinstall,
                )
        if not read:
            what = "not determined: no script directory was listed"
            yield self.unknown(case.unit.name, what, expected="listings of the script directories", actual=NONE)
        elif not found:
            where = (EvidenceRef(rpc) for rpc in read)
            what = "no file was found in the script directories"
            yield self.passed(case.unit.name, what, evidence=where)


def _named(case: Case, file: File) -> str:
    return f"{file.name}/" if file.is_directory else dated(case, file)
