"""What a batch of two sound devices answered, as replies that can be changed, and the records that judging them gives.

The device is the one that is mutated; its neighbor is another sound device that is judged beside it, unchanged.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.judging import Judge, judge_of_the_lab
from lxml import etree

from reinstate.decision.record import Record
from reinstate.decision.verdict import Verdict
from reinstate.evidence.bundle import Bundle, StoredItem, read_bundle
from reinstate.evidence.classify import classify
from reinstate.evidence.redact import redact
from reinstate.lab.spec_files import load_rack
from reinstate.plan.requests import CATALOG, Rpc
from reinstate.session.transcript import Reply, ReplyStatus
from reinstate.workflow.judge_run import decide_evidence
from reinstate.workflow.read_evidence import HostEvidence, read_host
from tests.integration.collected import AS_OF

# One of each kind of platform that the emulated rack has a sound device of; the neighbor is the first that is another.
SOUND = ("mx204-clean", "ex4400-clean", "srx345-cluster", "qfx5120-optics", "mx204-unplugged", "srx345-multibyte")


@dataclass(frozen=True)
class Answers:
    """What one device answered.

    Attributes:
        replies: the bytes of each reply, by request.
        neighbor: the device that is judged beside it.
        beside: what that one answered.
    """

    name: str
    replies: Mapping[Rpc, bytes] = field(repr=False)
    neighbor: str = ""
    beside: Mapping[Rpc, bytes] = field(repr=False, default_factory=dict)

    def with_reply(self, rpc: Rpc, raw: bytes) -> Answers:
        """The same, with another reply to one request."""
        return replace(self, replies={**self.replies, rpc: raw})

    def without(self, rpc: Rpc) -> Answers:
        """The same, as if that request had never been answered."""
        return replace(self, replies={one: raw for one, raw in self.replies.items() if one is not rpc})

    def tree(self, rpc: Rpc) -> etree._Element | None:
        """A reply as a tree; None where there is none, or an earlier mutation left none that can be read."""
        try:
            return etree.fromstring(self.replies.get(rpc, b""))
        except etree.XMLSyntaxError:
            return None

    def edited(self, rpc: Rpc, edit: Callable[[etree._Element], bool]) -> Answers | None:
        """The same, with one reply edited as a tree; None where it has no such reply, or the edit finds no place."""
        root = self.tree(rpc)
        if root is None or not edit(root):
            return None
        return self.with_reply(rpc, etree.tostring(root, encoding="utf-8"))

    def edited_everywhere(self, edit: Callable[[etree._Element], bool]) -> Answers | None:
        """The same, with every reply edited as a tree; None where nothing was edited."""
        changed: Answers | None = None
        for rpc in self.replies:
            changed = (changed or self).edited(rpc, edit) or changed
        return changed


Mutation = Callable[[Answers, random.Random], Answers | None]


def named(root: etree._Element, *names: str) -> list[etree._Element]:
    """Every element with one of these local names, in document order."""
    return [one for one in root.iter(etree.Element) if etree.QName(one).localname in names]


def child(parent: etree._Element, name: str) -> etree._Element | None:
    """The first child with that local name."""
    return next((one for one in parent if isinstance(one.tag, str) and etree.QName(one).localname == name), None)


def text_of(parent: etree._Element, name: str) -> str:
    """The text of a child, without surrounding blanks; "" where there is none."""
    found = child(parent, name)
    return (found.text or "").strip() if found is not None else ""


def add(parent: etree._Element, name: str, text: str = "", /, **children: str) -> etree._Element:
    """A new child in the namespace of its parent, with children of its own."""
    space = etree.QName(parent).namespace
    made = etree.SubElement(parent, f"{{{space}}}{name}" if space else name)
    made.text = text or None
    for key, value in children.items():
        add(made, key.replace("_", "-"), value)
    return made


@cache
def _judge() -> Judge:
    return judge_of_the_lab()


@cache
def _collected() -> Mapping[str, Bundle]:
    """The bundle of each sound device, as a session would store it."""
    specs = {spec.name: spec for spec in load_rack()}
    with TemporaryDirectory(prefix="reinstate-mutations-") as folder:
        return {name: read_bundle(_judge().store(specs[name], Path(folder) / name), name) for name in SOUND}


@cache
def sound_devices() -> tuple[Answers, ...]:
    """The sound devices of the emulated rack, each beside another."""
    replies = {name: _replies(bundle) for name, bundle in _collected().items()}
    beside = dict(zip(SOUND, (*SOUND[1:], SOUND[0]), strict=True))
    return tuple(Answers(name, replies[name], beside[name], replies[beside[name]]) for name in SOUND)


def _replies(bundle: Bundle) -> dict[Rpc, bytes]:
    return {rpc: item.raw for rpc, item in bundle.items.items() if item.raw is not None}


def records_of(answers: Answers) -> tuple[Record, ...]:
    """The records of the device's units, judged beside its neighbor under the policy of the emulated rack."""
    judge = _judge()
    evidence = (_evidence(answers.name, answers.name, answers.replies), _of_neighbor(answers.neighbor))
    records = decide_evidence(evidence, judge.policy, judge.reference, AS_OF)
    return tuple(record for record in records if record.unit.host == answers.name)


@cache
def _of_neighbor(like: str) -> HostEvidence:
    return _evidence("neighbor", like, _replies(_collected()[like]))


def _evidence(host: str, like: str, replies: Mapping[Rpc, bytes]) -> HostEvidence:
    judge, collected = _judge(), _collected()[like]
    assert collected.manifest is not None
    items = {rpc: _item(rpc, raw) for rpc, raw in replies.items()}
    items |= dict.fromkeys(collected.items.keys() - items.keys(), _NEVER_ANSWERED)
    bundle = Bundle(host, replace(collected.manifest, host=host), items=items)
    return read_host(bundle, judge.reference, judge.policy.enabled_checks, judge.policy.switched_on)


_NEVER_ANSWERED = StoredItem("not-collected", None, "the session ended before it was answered")


def _item(rpc: Rpc, raw: bytes) -> StoredItem:
    """The reply as a session stores it: classified, then without secrets."""
    judged = classify(Reply(CATALOG[rpc], ReplyStatus.ANSWERED, raw, None, 0.0))
    stored, _ = redact(raw, configuration=rpc is Rpc.CONFIGURATION)
    return StoredItem(judged.status, stored or None, judged.error)


def passes(records: Iterable[Record]) -> list[str]:
    """The units that pass."""
    return [record.unit.name for record in records if record.verdict is Verdict.PASS]


def worse(before: Iterable[Record], after: Iterable[Record]) -> Iterator[str]:
    """What counts against a unit after the mutation and did not before, a sentence each."""
    were = {record.unit.name: _counting(record) for record in before}
    now = {record.unit.name: (record, _counting(record)) for record in after}
    if were.keys() != now.keys():
        yield f"units {sorted(were)} became {sorted(now)}"
    for name, (record, counting) in now.items():
        yield from (f"{name}: {check}: {message}" for check, message in counting.items() if check not in were[name])
        if record.verdict is not Verdict.PASS and not counting:
            yield f"{name}: {record.verdict} without a finding that counts"


def _counting(record: Record) -> dict[tuple[str, str], str]:
    return {
        (one.check, one.subject): one.message
        for one in record.findings
        if one.result in ("fail", "inconclusive") and not one.noted and (one.hold or one.gravity != "advice")
    }
