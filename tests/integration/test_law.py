"""The law: what is missing never makes a unit better.

Evidence of the whole rack, collected over real sessions, loses parts in every way that a disk, a hand or a session
loses them, and the run is judged again under the same policy, on the same day. No unit may come closer to being
reinstated by it, whichever host the damage is on, and nobody may vanish.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reinstate.checks.framework import Finding, Gravity, Result
from reinstate.decision.policy.waivers import WaiverState
from reinstate.decision.record import Record
from reinstate.decision.run_accounts import check_accounts
from reinstate.decision.verdict import Judged, disposition, verdict
from reinstate.device import from_evidence
from reinstate.errors import InputError
from reinstate.evidence.bundle import DAMAGED, read_bundle
from reinstate.evidence.manifest import MANIFEST_NAME, ItemStatus
from reinstate.evidence.run_folder import RunFolder
from reinstate.workflow.arguments import DecideArguments
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.read_evidence import HostEvidence
from tests.integration.collected import AS_OF, LAB_POLICY, Collected, Judge

Files = dict[str, bytes]
# A loss leaves most replies as they are, and what is read of a reply depends on nothing else.
_parsed_once = cache(from_evidence._parsed)
# An example judges several hosts, which takes a while: a quarter of what the profile gives a property.
EXAMPLES = settings(max_examples=settings().max_examples // 4, deadline=None, suppress_health_check=list(HealthCheck))
ALL_WELL = ("pass", "reinstate")
# Judged beside every damaged host: what happens to one of these must not help another.
BYSTANDERS = ("ex4400-twin-a", "ex4400-twin-b", "ex4400-clean", "mx204-clean")

# --- the law itself ---------------------------------------------------------------------------------------------------


def better(before: Iterable[Record], after: Iterable[Record]) -> list[str]:
    """Every way in which units came out better, or vanished; empty where the law holds.

    It holds for each check by itself as well, so that one obstacle of a unit can't hide behind another.
    """
    were, found = {record.unit.name: record for record in before}, []
    now = tuple(after)
    for record in now:
        was = were.get(record.unit.name)
        found += _improved(record.unit.name, _standing(was), (record.verdict, record.disposition))
        found += _improved_checks(record, was) if was else []
    for host, names in _by_host(were.values()).items():
        left = _by_host(now).get(host, set())
        # Units that can't be told apart any more are one unit that is unknown; none is gone without a trace.
        if not left or (names - left and not left - names):
            found.append(f"{host}: {sorted(names)} became {sorted(left)}")
    return found


def _standing(record: Record | None) -> tuple[str, str]:
    return (record.verdict, record.disposition) if record else ("nothing", "investigate")


def _improved(what: str, before: tuple[str, str], after: tuple[str, str]) -> list[str]:
    better_off = [
        after[0] == "pass" != before[0],
        after[1] == "reinstate" != before[1],
        after[1] == "remediate" and before[1] in ("hold", "reject", "investigate"),
    ]
    return [f"{what}: {'/'.join(before)} became {'/'.join(after)}"] if any(better_off) else []


def _improved_checks(record: Record, was: Record) -> list[str]:
    before, after = _by_check(was), _by_check(record)
    return [
        said
        for check in sorted(before.keys() & after.keys())
        for said in _improved(f"{record.unit.name}, {check}", before[check], after[check])
    ]


def _by_check(record: Record) -> dict[str, tuple[str, str]]:
    """Verdict and disposition as if each check were the only one."""
    found: dict[str, list[Judged]] = {}
    for part in record.findings:
        accepted = part.waiver is not None and part.waiver.state is WaiverState.APPLIED
        result = Result.PASS if accepted else Result(part.result)
        one = Finding(part.check, part.subject, result, Gravity(part.gravity), "", hold=part.hold, noted=part.noted)
        found.setdefault(part.check, []).append(Judged(one))
    return {check: (verdict(judged), disposition(judged)) for check, judged in found.items()}


def _by_host(records: Iterable[Record]) -> dict[str, set[str]]:
    hosts: dict[str, set[str]] = {}
    for record in records:
        hosts.setdefault(record.unit.host, set()).add(record.unit.name)
    return hosts


# --- how evidence is lost ---------------------------------------------------------------------------------------------


def _manifest(files: Files) -> dict[str, Any]:
    stated: dict[str, Any] = json.loads(files[MANIFEST_NAME])
    return stated


def _rewritten(files: Files, manifest: dict[str, Any]) -> Files:
    return {**files, MANIFEST_NAME: json.dumps(manifest).encode()}


def _without(files: Files, name: str) -> Files:
    return {other: content for other, content in files.items() if other != name}


# What happens to one stored reply; none of it fits the hash of the manifest.
TO_A_FILE: dict[str, Callable[[bytes], bytes | None]] = {
    "removed": lambda raw: None,
    "emptied": lambda raw: b"",
    "cut by half": lambda raw: raw[: len(raw) // 2],
    "without its last byte": lambda raw: raw[:-1],
    "a bit turned": lambda raw: bytes([raw[0] ^ 1]) + raw[1:],
    "a line added": lambda raw: raw + b"\n",
    "an element cut out": lambda raw: raw.replace(b"<name>", b"<none>", 1) if b"<name>" in raw else raw + b" ",
    "well-formed and empty": lambda raw: b"<rpc-reply/>",
}
# What a session that lost the item writes in its place: honest, and sealed.
UNANSWERED = tuple(
    status for status in ItemStatus if status not in (ItemStatus.OK, ItemStatus.PARTIAL, ItemStatus.NO_DATA)
)


def lose_file(files: Files, rpc: str, how: str) -> Files:
    name = f"{rpc}.xml"
    if name not in files:
        return files
    changed = TO_A_FILE[how](files[name])
    return _without(files, name) if changed is None else {**files, name: changed}


def lose_answer(files: Files, rpc: str, status: ItemStatus) -> Files:
    """The item as if it had never been answered, in a manifest that says so."""
    manifest = _manifest(files)
    for item in manifest["items"]:
        if item["id"] == rpc:
            item |= {"status": status, "file": "", "sha256": "", "bytes": 0, "error": ""}
    return _without(_rewritten(files, manifest), f"{rpc}.xml")


def lose_item(files: Files, rpc: str) -> Files:
    """The item and every mention of it gone."""
    manifest = _manifest(files)
    manifest["items"] = [item for item in manifest["items"] if item["id"] != rpc]
    return _without(_rewritten(files, manifest), f"{rpc}.xml")


def _all_ok(files: Files) -> Files:
    manifest = _manifest(files)
    for item in manifest["items"]:
        item["status"] = "ok"
    return _rewritten(files, manifest)


def _no_items(files: Files) -> Files:
    return _rewritten(files, {**_manifest(files), "items": []})


# What happens to a bundle's manifest, or to the bundle as a whole, after the run was sealed.
TO_A_BUNDLE: dict[str, Callable[[Files], Files]] = {
    "bundle removed": lambda files: {},
    "manifest removed": lambda files: _without(files, MANIFEST_NAME),
    "manifest emptied": lambda files: {**files, MANIFEST_NAME: b""},
    "manifest cut": lambda files: {**files, MANIFEST_NAME: files[MANIFEST_NAME][: len(files[MANIFEST_NAME]) // 2]},
    "manifest is no object": lambda files: {**files, MANIFEST_NAME: b"[]"},
    "all statuses set to ok": _all_ok,
    "all items taken out of the manifest": _no_items,
    "the replies removed": lambda files: {MANIFEST_NAME: files[MANIFEST_NAME]},
}


@dataclass(frozen=True)
class Loss:
    """What one host's evidence loses.

    Attributes:
        items: request id to a way of ``TO_A_FILE``, an item status, or "item removed".
        bundle: a way of ``TO_A_BUNDLE``, or "".
    """

    items: tuple[tuple[str, str], ...] = ()
    bundle: str = ""

    @property
    def as_collected(self) -> bool:
        """Whether it reads as what a session never got: the run is sealed over it."""
        return any(how not in TO_A_FILE for _, how in self.items)

    def of(self, files: Files) -> Files:
        for rpc, how in self.items:
            if how in TO_A_FILE:
                files = lose_file(files, rpc, how)
            elif how == "item removed":
                files = lose_item(files, rpc)
            else:
                files = lose_answer(files, rpc, ItemStatus(how))
        return TO_A_BUNDLE[self.bundle](files) if self.bundle else files


# --- judging what is left ---------------------------------------------------------------------------------------------


@dataclass
class Bench:
    """The rack's evidence under one policy, whole and with losses. What was read once is kept.

    Attributes:
        scratch: a run in which losses are laid out.
    """

    collected: Collected
    judge: Judge
    scratch: RunFolder
    kept: dict[tuple[str, Loss], HostEvidence] = field(default_factory=dict)

    @cached_property
    def whole(self) -> dict[str, HostEvidence]:
        return {host.host: host for host in self.collected.read(self.judge)}

    @cached_property
    def records(self) -> tuple[Record, ...]:
        return self.judge.records(self.whole.values())

    @cached_property
    def obstructed(self) -> list[str]:
        """Hosts of which some check says more than that all is well: only these can come out better."""
        hosts = {record.unit.host for record in self.records if set(_by_check(record).values()) - {ALL_WELL}}
        return sorted(hosts)

    def before(self, hosts: Collection[str]) -> list[Record]:
        return [record for record in self.records if record.unit.host in hosts]

    @cached_property
    def files(self) -> dict[str, Files]:
        folders = {host: self.collected.folder.evidence(host) for host in self.collected.hosts}
        return {host: {path.name: path.read_bytes() for path in at.iterdir()} for host, at in folders.items()}

    @cached_property
    def items(self) -> dict[str, tuple[str, ...]]:
        """Ids of each host's items, in the order of asking."""
        return {host: tuple(one["id"] for one in _manifest(files)["items"]) for host, files in self.files.items()}

    def lost(self, host: str, loss: Loss) -> HostEvidence:
        if (host, loss) not in self.kept:
            self.kept[host, loss] = self._read(host, loss.of(self.files[host]), loss)
        return self.kept[host, loss]

    def _read(self, host: str, files: Files, loss: Loss) -> HostEvidence:
        with self._laid_out(host, files) as evidence:
            sealed = self.collected.stated["sealed"]
            if loss.as_collected:
                sealed = {**sealed, host: read_bundle(evidence, host).sha256}
            with patch.object(from_evidence, "_parsed", _parsed_once):
                return self.judge.read(self.scratch, host, sealed)

    @contextmanager
    def _laid_out(self, host: str, files: Files) -> Iterator[Path]:
        """The host's bundle with these files. Only what differs is written: thousands of losses are tried."""
        evidence, whole = self.scratch.evidence(host), self.files[host]
        if not evidence.exists():
            evidence.mkdir(parents=True)
            _write(evidence, whole, whole)
        differing = [name for name in whole.keys() | files.keys() if whole.get(name) != files.get(name)]
        _write(evidence, differing, files)
        try:
            yield evidence
        finally:
            _write(evidence, differing, whole)

    def after(self, losses: Mapping[str, Loss], beside: Sequence[str] = BYSTANDERS) -> tuple[Record, ...]:
        """The records of the damaged hosts and those beside them."""
        left = {host: self.whole[host] for host in beside}
        return self.judge.records((left | {host: self.lost(host, loss) for host, loss in losses.items()}).values())


def _write(folder: Path, names: Iterable[str], files: Files) -> None:
    for name in names:
        if name in files:
            (folder / name).write_bytes(files[name])
        else:
            (folder / name).unlink()


def write_strict_policy(folder: Path, bench: Bench) -> Path:
    """A policy that declares what the lab's leaves out: a list, a later stage, graver checks, a waiver."""
    serials = {record.unit.name: record.unit.serial_number for record in bench.records}
    listed = f"serial,says\n{serials['mx204-clean']},stolen\n{serials['qfx5120-rfc']},own reject\n".encode()
    (folder / "listed.csv").write_bytes(listed)
    table = LAB_POLICY.parent / "reference" / "lab-lifecycle.yml"
    stated = {
        "name": "strict",
        "version": 1,
        "stage": "prepared",
        "fed_supplies": 1,
        "lists": {"files": [_pinned(folder / "listed.csv")]},
        "baseline": {"logins": ["inspector"], "management_prefixes": ["192.0.2.0/24"]},
        "reference": {"lifecycle_tables": [_pinned(table)]},
        "checks": {
            "gravity": {"health.fans": "blocker", "frus.third-party-optics": "condition"},
            "unknown_weighs": ["frus.third-party-optics", "software.release-exists"],
        },
        "waivers": [
            {
                "check": "health.supplies",
                "scope": {"serial": serials["mx204-dead-supply"]},
                "owner": "bench",
                "reason": "a new supply is on its way",
                "expires": date(2027, 3, 31),
            }
        ],
        "hosts": {"ex4400-leftover": {"stage": "reimaged"}, "mx204-dead-supply": {"fed_supplies": 2}},
    }
    path = folder / "strict.yml"
    path.write_text(yaml.safe_dump(stated))
    return path


def _pinned(path: Path) -> dict[str, str]:
    return {"file": str(path), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


@pytest.fixture(scope="module")
def lab_bench(collected: Collected, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(collected, Judge.of(LAB_POLICY), RunFolder(tmp_path_factory.mktemp("law"), "run"))


@pytest.fixture(scope="module")
def strict_bench(lab_bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    path = write_strict_policy(tmp_path_factory.mktemp("strict"), lab_bench)
    return Bench(lab_bench.collected, Judge.of(path), lab_bench.scratch)


@pytest.fixture(scope="module", params=["lab_bench", "strict_bench"])
def bench(request: pytest.FixtureRequest) -> Bench:
    found: Bench = request.getfixturevalue(request.param)
    return found


def test_the_policies_judge_the_rack_differently(lab_bench: Bench, strict_bench: Bench) -> None:
    """What the law is tried on: every disposition, and units that only a declaration keeps where they are."""
    lab = {record.unit.name: record.disposition for record in lab_bench.records}
    strict = {record.unit.name: record.disposition for record in strict_bench.records}
    assert set(lab.values()) == {"hold", "reject", "investigate", "remediate", "reinstate"}
    changed = ("mx204-clean", "ex4400-leftover", "ex4400-vc.fpc2", "qfx5120-optics", "mx204-dead-supply")
    assert [lab[unit] for unit in changed] == ["reinstate", "remediate", "remediate", "reinstate", "remediate"]
    assert [strict[unit] for unit in changed] == ["hold", "hold", "reject", "remediate", "reinstate"]


@pytest.mark.parametrize("how", TO_A_FILE)
def test_no_change_to_a_stored_reply_goes_unnoticed(lab_bench: Bench, how: str) -> None:
    for host in lab_bench.collected.hosts:
        items, files = lab_bench.items[host], lab_bench.files[host]
        read = lab_bench.lost(host, Loss(tuple((rpc, how) for rpc in items)))
        damaged = {rpc for rpc, item in read.bundle.items.items() if item.status == DAMAGED and item.raw is None}
        assert damaged == {rpc for rpc in items if f"{rpc}.xml" in files}, host


def test_no_unit_is_better_for_one_damaged_reply(lab_bench: Bench) -> None:
    found = []
    for host in lab_bench.obstructed:
        beside = BYSTANDERS[:2] if host in BYSTANDERS else ()
        for rpc in lab_bench.items[host]:
            after = lab_bench.after({host: Loss(((rpc, "removed"),))}, beside)
            found += [f"{rpc}: {what}" for what in better(lab_bench.before({host, *beside}), after)]
    assert found == []


def test_no_unit_is_better_for_one_reply_that_never_came(lab_bench: Bench) -> None:
    """Each reply once as one that the session lost, in every way by turns."""
    turns = itertools.cycle(UNANSWERED)
    assert _each_reply_lost(lab_bench, lambda: next(turns)) == []


# Nor is there one in the bundle: by chance, and for site checks in turn, this is among the losses above and below.
@pytest.mark.slow
def test_no_unit_is_better_for_one_reply_that_nobody_speaks_of(lab_bench: Bench) -> None:
    assert _each_reply_lost(lab_bench, lambda: "item removed") == []


def _each_reply_lost(bench: Bench, way: Callable[[], str]) -> list[str]:
    found = []
    for host in bench.obstructed:
        for rpc in bench.items[host]:
            how = way()
            found += [f"{rpc} {how}: {what}" for what in _without_answer(bench, host, Loss(((rpc, how),)))]
    return found


def _without_answer(bench: Bench, host: str, loss: Loss) -> list[str]:
    """What a session never got is no damage: it says nothing of other hosts, as with a host that is off."""
    beside = BYSTANDERS[:2] if host in BYSTANDERS else ()
    after = [record for record in bench.after({host: loss}, beside) if record.unit.host == host]
    return better(bench.before({host}), after)


# A bundle that isn't what was sealed is damaged as a whole, in whatever way: no judge can tell it from one removed.
DAMAGED_AS_A_WHOLE = sorted(TO_A_BUNDLE.keys() - {"the replies removed", "bundle removed"})


@pytest.mark.parametrize("how", DAMAGED_AS_A_WHOLE)
def test_a_damaged_bundle_is_judged_as_if_it_were_removed(lab_bench: Bench, how: str) -> None:
    for host in lab_bench.collected.hosts:
        read, removed = (lab_bench.lost(host, Loss(bundle=way)) for way in (how, "bundle removed"))
        assert read.bundle.damage, host
        assert _without_words(read) == _without_words(removed), host


def _without_words(read: HostEvidence) -> HostEvidence:
    """What is judged of a damaged bundle beside the words for the damage."""
    return replace(read, bundle=replace(read.bundle, damage="damaged", sha256=""))


@pytest.mark.parametrize(
    "how",
    [pytest.param(how, marks=pytest.mark.slow if how in DAMAGED_AS_A_WHOLE else ()) for how in TO_A_BUNDLE],
)
def test_no_unit_is_better_for_a_damaged_bundle(bench: Bench, how: str) -> None:
    for host in bench.collected.hosts:
        hosts = {host, *BYSTANDERS}
        after = bench.after({host: Loss(bundle=how)})
        check_accounts(after, hosts)
        assert better(bench.before(hosts), after) == []


def losses(bench: Bench, ways: Sequence[str], bundles: Sequence[str]) -> st.SearchStrategy[dict[str, Loss]]:
    """Losses of a few hosts: some of their items, most of them, or the bundle as a whole."""

    def of_host(host: str) -> st.SearchStrategy[tuple[str, Loss]]:
        way, items = st.sampled_from(ways), bench.items[host]
        some = st.dictionaries(st.sampled_from(items), way, min_size=1, max_size=5)
        most = st.builds(
            lambda left, how: {rpc: how for rpc in items if rpc not in left},
            st.sets(st.sampled_from(items), max_size=5),
            way,
        )
        lost = (some | most).map(lambda drawn: Loss(tuple(sorted(drawn.items()))))
        whole = st.sampled_from(bundles).map(lambda how: Loss(bundle=how)) if bundles else lost
        return st.tuples(st.just(host), lost | whole)

    drawn = st.sampled_from(bench.collected.hosts).flatmap(of_host)
    return st.lists(drawn, min_size=1, max_size=3).map(dict)


@pytest.mark.hypothesis
def test_no_unit_of_any_host_is_better_for_any_damage(bench: Bench) -> None:
    @EXAMPLES
    @given(losses(bench, sorted(TO_A_FILE), sorted(TO_A_BUNDLE)))
    def law(drawn: dict[str, Loss]) -> None:
        hosts = {*drawn, *BYSTANDERS}
        after = bench.after(drawn)
        check_accounts(after, hosts)
        assert better(bench.before(hosts), after) == []

    law()


@pytest.mark.hypothesis
def test_no_unit_is_better_for_any_replies_that_never_came(bench: Bench) -> None:
    @EXAMPLES
    @given(losses(bench, [*UNANSWERED, "item removed"], ()))
    def law(drawn: dict[str, Loss]) -> None:
        assert [what for host, loss in drawn.items() for what in _without_answer(bench, host, loss)] == []

    law()


def test_no_unit_is_better_for_a_damaged_list(strict_bench: Bench, tmp_path: Path) -> None:
    """Without a usable list nothing is known of any serial, so none of them passes."""
    policy = yaml.safe_load(write_strict_policy(tmp_path, strict_bench).read_text())
    whole = (tmp_path / "listed.csv").read_bytes()
    for left in (
        None,
        b"",
        whole[: len(whole) // 2],
        whole.splitlines(keepends=True)[0],
        whole.replace(b"stolen", b""),
    ):
        (tmp_path / "listed.csv").unlink() if left is None else (tmp_path / "listed.csv").write_bytes(left)
        after = _judged_by(tmp_path, policy, strict_bench)
        assert better(strict_bench.records, after) == []
        assert not [record.unit.name for record in after if record.verdict == "pass"]
        (tmp_path / "listed.csv").write_bytes(whole)
    after = _judged_by(tmp_path, {name: keys for name, keys in policy.items() if name != "lists"}, strict_bench)
    assert better(strict_bench.records, after) == []


def test_a_damaged_table_of_the_operator_is_an_error(strict_bench: Bench, tmp_path: Path) -> None:
    table = tmp_path / "own.yml"
    whole = TABLE_WITH_AN_END.encode()
    table.write_bytes(whole)
    policy = yaml.safe_load(write_strict_policy(tmp_path, strict_bench).read_text())
    policy["reference"]["lifecycle_tables"].append(_pinned(table))
    standing = {one.unit.name: one for one in _judged_by(tmp_path, policy, strict_bench)}
    assert (standing["ex4400-clean"].disposition, standing["ex4400-clean"].reason) == (
        "investigate",
        "lifecycle.chassis-end-of-support",
    )
    lines = whole.splitlines(keepends=True)
    for left in (None, *(b"".join(lines[:end]) for end in range(len(lines))), b"".join(lines[:-2] + lines[-1:])):
        table.unlink(missing_ok=True) if left is None else table.write_bytes(left)
        with pytest.raises(InputError, match=r"own\.yml"):
            _judged_by(tmp_path, policy, strict_bench)


TABLE_WITH_AN_END = """name: own
as_of: 2026-11-20
source: looked up by the bench
max_age_days: 90
rows:
  - {sku: EX4400-24T, announced: 2020-01-01, last_order: 2020-06-01, end_of_support: 2025-06-01}
  - {sku: EX4400-48T, looked_up: 2026-11-20}
"""


def _judged_by(folder: Path, policy: Mapping[str, Any], bench: Bench) -> tuple[Record, ...]:
    path = folder / "changed.yml"
    path.write_text(yaml.safe_dump(policy))
    judge = Judge.of(path)
    return judge.records(bench.collected.read(judge))


def test_a_run_is_not_judged_by_what_is_left_of_its_policy(collected: Collected, tmp_path: Path) -> None:
    """A policy that lost a part may still be a policy, and a milder one."""
    lines = LAB_POLICY.read_text().splitlines(keepends=True)
    table = next(LAB_POLICY.parent.glob("reference/lab-*.yml"))
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / table.name).write_bytes(table.read_bytes())
    path = tmp_path / "lab.yml"
    for end in range(len(lines)):
        path.write_text("".join(lines[:end]))
        with pytest.raises(InputError, match=r"lab\.yml|not the policy that the run was opened with"):
            decide_run(DecideArguments(run=collected.folder.path, policy=path, as_of=AS_OF.date()))


def test_the_order_of_hosts_and_of_evidence_changes_no_byte(lab_bench: Bench) -> None:
    whole, expected = list(lab_bench.whole.values()), _bytes(lab_bench.records)
    assert _bytes(lab_bench.judge.records(whole)) == expected
    chance = random.Random(7)
    for _ in range(5):
        chance.shuffle(whole)
        assert _bytes(lab_bench.judge.records(_shuffled(host, chance) for host in whole)) == expected


def _shuffled(host: HostEvidence, chance: random.Random) -> HostEvidence:
    readings, items = list(host.device.readings.items()), list(host.bundle.items.items())
    chance.shuffle(readings)
    chance.shuffle(items)
    return replace(
        host, device=replace(host.device, readings=dict(readings)), bundle=replace(host.bundle, items=dict(items))
    )


def _bytes(records: Iterable[Record]) -> dict[str, bytes]:
    return {record.unit.name: record.to_bytes() for record in records}
