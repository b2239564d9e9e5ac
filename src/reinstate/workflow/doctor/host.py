"""One host: whether the inspection can log in there, and may ask what it has to.

The session is the playbooks' own: a play over the collect role, with the first requests, into a folder that is removed.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from reinstate.checks.configuration import SEES_ALL
from reinstate.checks.framework.common_steps import LOG_IN_TO_SEE_ALL
from reinstate.checks.integrity.clock import CLOCK_TOLERANCE
from reinstate.decision.no_evidence import ADVICE
from reinstate.decision.policy import Policy
from reinstate.declared.store import Handed
from reinstate.device.model import Authorization
from reinstate.device.reading import Known
from reinstate.errors import EvidenceError
from reinstate.evidence.manifest import MANIFEST_NAME, Manifest
from reinstate.evidence.run_folder import RunFolder, bundle_of
from reinstate.plain_text import joined, listed, printable, shown
from reinstate.plan.requests import FIRST_WAVE, Rpc
from reinstate.reference.library import Reference
from reinstate.session.transcript import SessionStatus
from reinstate.workflow.ansible_programs import ansible_program, playbook_folder
from reinstate.workflow.doctor.lines import Line, ok, problem, warning
from reinstate.workflow.inventory_hosts import inventory_hosts
from reinstate.workflow.read_evidence import HostEvidence, read_host

_PLAYBOOK = "doctor.yml"
_RUN = "doctor"
_DEADLINE = 900  # seconds: a session has 600, its first requests far less
_LONGEST_CAUSE = 300
# What an inventory can set for its own runs, and must not here.
_PLAIN = (*(one.name for one in fields(Handed)), "reinstate_run_group")


@dataclass(frozen=True, slots=True)
class NamedHost:
    """A host of an inventory.

    Attributes:
        options: further options of ``ansible-playbook``, such as those that ask for a password.
    """

    inventory: Path
    name: str
    options: tuple[str, ...] = ()


def host_lines(host: NamedHost, policy: Policy, reference: Reference) -> Iterator[Line]:
    """Log in and send the first requests; the device is read, nothing is changed on it.

    Raises:
        InputError: the inventory cannot be read, or does not have the host.
        EvidenceError: the play ended without an outcome of the session.
    """
    inventory_hosts(host.inventory, [host.name])
    with tempfile.TemporaryDirectory(prefix="reinstate-doctor-") as folder:
        run = RunFolder(Path(folder).resolve(), _RUN)
        said = _played(host, run)
        if not (run.evidence(host.name) / MANIFEST_NAME).exists():
            raise _without_outcome(host, said)
        bundle = bundle_of(run, host.name, None)
        seen = read_host(bundle, reference, (), frozenset())
    if seen.bundle.manifest is None:
        raise EvidenceError(f"{host.name}: the replies cannot be read", actual=seen.bundle.damage)
    yield from _of_session(seen, seen.bundle.manifest, policy)


def _played(host: NamedHost, run: RunFolder) -> str:
    """Run the play; gives what it printed."""
    playbook = playbook_folder() / _PLAYBOOK
    plain: Mapping[str, object] = dict.fromkeys(_PLAIN, "")
    stated = {**plain, "reinstate_hosts": host.name, "reinstate_runs_dir": str(run.runs_dir), "run_id": _RUN}
    variables = json.dumps({**stated, "policy": "default", "resume": False, "scope": "triage"})
    arguments = ["-i", str(host.inventory), str(playbook), *host.options, "-e", variables]
    done = subprocess.run(  # noqa: S603 - Ansible's own program, with what the user names
        [ansible_program("ansible-playbook"), *arguments],
        capture_output=True,
        timeout=_DEADLINE,
        check=False,
        env={"ANSIBLE_CONFIG": str(playbook.parent.parent / "ansible.cfg"), **os.environ},
    )
    return (done.stderr or done.stdout).decode("utf-8", "replace")


def _without_outcome(host: NamedHost, said: str) -> EvidenceError:
    told = [line for line in said.splitlines() if line.strip()]
    cause = next(
        (line for line in told if "ERROR" in line or line.startswith("fatal")), told[-1] if told else "nothing"
    )
    return EvidenceError(
        f"{host.name}: the play ended before a session was tried",
        expected="a session",
        actual=printable(cause, _LONGEST_CAUSE),
        remedy="correct what it states; options of ansible-playbook go after --, such as -- --ask-vault-pass",
    )


def _of_session(seen: HostEvidence, manifest: Manifest, policy: Policy) -> Iterator[Line]:
    outcome = manifest.outcome
    statuses = {str(item.id): str(item.status) for item in manifest.items}
    if not any(item.file for item in manifest.items):
        advice = ADVICE[outcome.status]
        what = f"{seen.host}: {advice.what} ({outcome.status} at {outcome.stage}: {outcome.detail or 'no detail'})"
        yield problem("login", what, f"{seen.host}: {advice.next_step}")
        return
    yield from _login(seen, manifest, policy)
    yield _requests(seen.host, statuses)
    if outcome.status is not SessionStatus.COMPLETE:
        what = f"{seen.host}: the session is {outcome.status}: {outcome.detail or outcome.stage}"
        yield warning("session", what, f"{seen.host}: {ADVICE[outcome.status].next_step}")
    yield _device_clock(seen.host, manifest.clock_offset)
    yield _family(seen)


def _login(seen: HostEvidence, manifest: Manifest, policy: Policy) -> Iterator[Line]:
    """Who logged in, what the login may see, and whether the policy knows it as the bench's."""
    reading = seen.device.reading(Rpc.AUTHORIZATION)
    if not isinstance(reading, Known) or not isinstance(reading.value, Authorization):
        what = f"{seen.host}: a NETCONF session as {manifest.user or 'an unknown user'}; its permissions are unknown"
        yield warning("login", what, f"{seen.host}: {LOG_IN_TO_SEE_ALL.text}")
        return
    login = reading.value
    user = shown(login.user or manifest.user)
    yield ok("login", f"{seen.host}: a NETCONF session as {user}, class {shown(login.login_class) or 'not reported'}")
    yield _permissions(seen.host, login)
    if user not in policy.inputs_for(seen.host).baseline.logins:
        step = f"add {user} to baseline.logins in the policy"
        declared = f"policy {policy.name} does not declare {user} as a bench login"
        what = f"{seen.host}: {declared}, so the account counts against the unit"
        yield warning("login", what, step)


def _permissions(host: str, login: Authorization) -> Line:
    lacking = [permission for permission in SEES_ALL if not login.may(permission)]
    if lacking:
        what = f"{host}: the login lacks the permissions {joined(lacking)}"
        return problem("permissions", what, f"{host}: {LOG_IN_TO_SEE_ALL.text}")
    denied = (*login.denied_commands, *login.denied_configuration)
    if denied:
        what = f"{host}: the class of the login denies {listed(denied)}"
        return warning("permissions", what, f"{host}: {LOG_IN_TO_SEE_ALL.text}")
    return ok("permissions", f"{host}: the login has the permissions {joined(SEES_ALL)}")


def _requests(host: str, statuses: Mapping[str, str]) -> Line:
    """Whether the first requests, sent for once, are permitted and answered."""
    asked = [str(request.id) for request in FIRST_WAVE]
    bad = [f"{name} {statuses.get(name, 'not sent')}" for name in asked if statuses.get(name) != "ok"]
    if not bad:
        return ok("requests", f"{host}: the first {len(asked)} requests are permitted and answered")
    denied = any(statuses.get(name) == "denied" for name in asked)
    step = (
        LOG_IN_TO_SEE_ALL.text
        if denied
        else "read docs/reference/connections.md; try again with reinstate_pipelined: false"
    )
    make = problem if denied else warning
    return make("requests", f"{host}: {_in_words(bad)}", f"{host}: {step}")


def _in_words(bad: Sequence[str]) -> str:
    return f"of the first requests, {listed(bad)}"


def _device_clock(host: str, offset: float | None) -> Line:
    if offset is None:
        return warning("clock", f"{host}: the device reports no usable time", f"{host}: read its time on the console")
    if abs(offset) > CLOCK_TOLERANCE:
        off = f"{abs(offset):,.0f} seconds {'ahead of' if offset > 0 else 'behind'}"
        what = f"{host}: the device clock is {off} this machine's: one of the two is wrong"
        return warning(
            "clock", what, f"compare this machine's clock and that of {host} with a third one; set the wrong one"
        )
    return ok("clock", f"{host}: the device clock agrees with this machine's ({offset:+.0f} seconds)")


def _family(seen: HostEvidence) -> Line:
    if seen.profile is not None:
        return ok("platform profiles", f"{seen.host}: profile {seen.profile.name}")
    what = f"{seen.host}: no platform profile matches this product"
    return warning("platform profiles", what, "see docs/how-to/own-platform.md")
