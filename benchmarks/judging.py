"""CPU of judging one unit, from evidence that is read to the bytes of its record: ``python -m benchmarks.judging``.

Measured are the devices of the emulated rack that answer (their mean is the ordinary unit) and an MX2020 with every
slot filled. Their replies are stored as a session stores them, without one. Reading that evidence is timed beside it,
for it is done in a process of its own. Each figure is the least of the rounds: what else the machine does only adds
to it, and ``loop_cpu_ms`` tells how fast it is.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.mx2020 import mx2020

from reinstate.checks.catalog import make_checks
from reinstate.checks.framework.evidence_plan import second_wave
from reinstate.decision.policy import Policy, load_policy, reference_for
from reinstate.decision.record import record_bytes
from reinstate.device.from_evidence import RawItem, read_device
from reinstate.device.units import product_model, runs_evolved
from reinstate.evidence.bundle import read_bundle, store_reply, utc, write_manifest
from reinstate.evidence.classify import classify
from reinstate.evidence.manifest import Manifest
from reinstate.lab.emulated_device import EmulatedDevice
from reinstate.lab.netconf_server import read_message, reply
from reinstate.lab.spec import DeviceSpec
from reinstate.lab.spec_files import load_rack
from reinstate.plan.requests import FIRST_WAVE, Request
from reinstate.reference.library import Reference
from reinstate.session.transcript import Outcome, Reply, ReplyStatus, SessionStage, SessionStatus
from reinstate.workflow.judge_run import decide_evidence
from reinstate.workflow.read_evidence import HostEvidence, read_host

ROOT = Path(__file__).resolve().parents[1]
POLICY = ROOT / "policies" / "lab.yml"


@dataclass(frozen=True)
class Judge:
    """A policy with its reference data."""

    policy: Policy
    reference: Reference

    def store(self, spec: DeviceSpec, folder: Path) -> Path:
        """Store what the device answers to its plan as a session would, in that folder."""
        now = datetime.now(UTC)
        device = EmulatedDevice(spec, now)
        first = [_asked(device, request, now) for request in FIRST_WAVE]
        seen = read_device(spec.name, {one.request.id: _raw(one) for one in first})
        profile = self.reference.profile_for(*product_model(seen), evolved=runs_evolved(seen))
        replies = [*first, *(_asked(device, request, now) for request in second_wave(seen, profile, make_checks()))]
        outcome = Outcome(SessionStatus.COMPLETE, SessionStage.DONE)
        items = tuple(store_reply(folder, one) for one in replies)
        moment = utc(now)
        write_manifest(
            folder, Manifest(spec.name, outcome, started=moment, finished=moment, clock_offset=0.0, items=items)
        )
        return folder

    def read(self, folder: Path) -> HostEvidence:
        """That evidence, its hashes verified, as a device."""
        bundle = read_bundle(folder, folder.name)
        return read_host(bundle, self.reference, self.policy.enabled_checks, self.policy.switched_on)

    def judge(self, evidence: Sequence[HostEvidence]) -> list[bytes]:
        """The records of a batch's units, as they are written."""
        records = decide_evidence(evidence, self.policy, self.reference, datetime.now(UTC))
        return [record_bytes(record.to_json()) for record in records]


def _asked(device: EmulatedDevice, request: Request, now: datetime) -> Reply:
    message = read_message(f'<rpc message-id="1">{request.xml()}</rpc>'.encode())
    if message is None or message.request is None:
        raise ValueError(f"{request.id} is no message")
    answer = device.answer(message.request, next(iter(device.logins)))
    return Reply(request, ReplyStatus.ANSWERED, reply(device, message.attributes, answer.body), now, 0.0)


def _raw(one: Reply) -> RawItem:
    classified = classify(one)
    return RawItem(classified.status, one.raw, classified.error)


def judge_of_the_lab() -> Judge:
    """The judge whose policy knows the emulated rack."""
    policy = load_policy(POLICY)
    return Judge(policy, reference_for(policy))


def cpu_ms(work: Callable[[], object], rounds: int) -> float:
    """The least CPU that one of the rounds took, in milliseconds."""
    work()
    spent = []
    for _ in range(rounds):
        before = time.process_time()
        work()
        spent.append(time.process_time() - before)
    return 1000 * min(spent)


def ordinary_devices() -> list[DeviceSpec]:
    """Devices of the rack that answer, and are hardware."""
    return [spec for spec in load_rack() if not spec.faults and "vsrx" not in spec.model]


def figures(rounds: int = 20) -> dict[str, float]:
    """Every figure, by its name in ``results.json``."""
    judge = judge_of_the_lab()
    gc.freeze()  # as the worker that judges a batch does
    with tempfile.TemporaryDirectory(prefix="reinstate-judging-") as folder:
        ordinary = _cost(judge, ordinary_devices(), Path(folder), 3 * rounds)
        full = _cost(judge, [mx2020()], Path(folder), rounds)
    return {
        "judge_ordinary_cpu_ms": round(ordinary.judge, 2),
        "read_ordinary_cpu_ms": round(ordinary.read, 2),
        "judge_mx2020_cpu_ms": round(full.judge, 2),
        "read_mx2020_cpu_ms": round(full.read, 2),
        "judge_mx2020_modules": full.modules,
        "judge_checks": len(make_checks()),
        "loop_cpu_ms": round(cpu_ms(a_million_steps, rounds), 2),
    }


def a_million_steps() -> None:
    """What the machine takes for a million steps of an empty loop, to hold the other figures against."""
    for _ in range(1_000_000):
        pass


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU for each unit, and how many modules the units have."""

    judge: float
    read: float
    modules: int


def _cost(judge: Judge, specs: Sequence[DeviceSpec], root: Path, rounds: int) -> Cost:
    """Each device as a batch of its own, so that a quiet moment of the machine is as good as a whole quiet round."""
    folders = [judge.store(spec, root / spec.name) for spec in specs]
    batches = [(judge.read(folder),) for folder in folders]
    records = [record for batch in batches for record in judge.judge(batch)]
    return Cost(
        sum(cpu_ms(lambda batch=batch: judge.judge(batch), rounds) for batch in batches) / len(records),
        sum(cpu_ms(lambda folder=folder: judge.read(folder), rounds) for folder in folders) / len(records),
        sum(len(json.loads(record)["modules"] or ()) for record in records),
    )


if __name__ == "__main__":
    told = figures()
    if "--json" in sys.argv:
        print(json.dumps(told))
    else:
        for name, value in told.items():
            print(f"{name:32} {value}")
