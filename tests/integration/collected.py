"""The shipped rack collected once, in this process: what ``inspect.yml`` stores, without Ansible's start-up."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Self

import pytest

from reinstate.decision.policy import Policy, load_policy, reference_for
from reinstate.decision.record import Record
from reinstate.evidence.run_folder import RunFolder, bundle_of, hosts_of, seal
from reinstate.lab.rack import RunningRack
from reinstate.reference.library import Reference
from reinstate.session.settings import ConnectionSettings
from reinstate.workflow.arguments import OpenArguments, parse
from reinstate.workflow.collect import CollectOrder, collect_host
from reinstate.workflow.judge_run import decide_evidence
from reinstate.workflow.open_run import open_inspection
from reinstate.workflow.read_evidence import HostEvidence, read_host

ROOT = Path(__file__).resolve().parents[2]
LAB_POLICY = ROOT / "policies" / "lab.yml"
AS_OF = datetime(2026, 11, 23, tzinfo=UTC)


@dataclass(frozen=True)
class Judge:
    """A policy with its reference data, as a judgement uses them."""

    policy: Policy
    reference: Reference

    @classmethod
    def of(cls, path: Path) -> Judge:
        policy = load_policy(path)
        return cls(policy, reference_for(policy))

    def read(self, folder: RunFolder, host: str, sealed: dict[str, str] | None) -> HostEvidence:
        """One host's evidence as it lies on the disk, its hashes verified."""
        bundle = bundle_of(folder, host, sealed)
        return read_host(bundle, self.reference, self.policy.enabled_checks, self.policy.switched_on)

    def records(self, evidence: Iterable[HostEvidence]) -> tuple[Record, ...]:
        return decide_evidence(tuple(evidence), self.policy, self.reference, AS_OF)


@dataclass(frozen=True)
class Collected:
    """A sealed run of the whole rack."""

    folder: RunFolder
    stated: dict[str, Any]

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple(hosts_of(self.stated))

    def read(self, judge: Judge) -> tuple[HostEvidence, ...]:
        return tuple(judge.read(self.folder, host, self.stated["sealed"]) for host in self.hosts)


def opened_by_a_play(runs: Path, hosts: Sequence[str], **stated: Any) -> RunFolder:
    """What the action plugin ``inspection_run`` does with a task's arguments, without Ansible's start-up."""
    arguments = {"runs_dir": str(runs), "hosts": list(hosts), "batch": list(hosts), **stated}
    folder, _ = open_inspection(parse(OpenArguments, arguments, where="inspection_run"))
    return folder


@contextlib.contextmanager
def clock_ahead(ahead: timedelta) -> Iterator[None]:
    """Let every module of Reinstate, also in the children that it forks, read a clock that is so far ahead."""

    real = datetime  # this module's own name is replaced as well

    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + ahead

    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            ours = name.startswith("reinstate.") or name == __name__
            if ours and getattr(module, "datetime", None) is real:
                patch.setattr(module, "datetime", Then)
        yield


def collect_rack(rack: RunningRack, runs: Path) -> Collected:
    """Collect every host of a running rack, and seal the run."""
    names = sorted(rack.hosts)
    asked = OpenArguments(runs_dir=runs, hosts=names, batch=names, policy=LAB_POLICY)
    folder, _ = open_inspection(asked)
    for name in names:
        host = rack.hosts[name]
        settings = ConnectionSettings(address=host.address, port=host.port, user=host.user, password=host.password)
        collect_host(CollectOrder(name, folder.evidence(name), settings))
    return Collected(folder, seal(folder, datetime.now(UTC)))
