"""The law for stored runs: no change of a run's files, and no way through the product, makes a unit better.

A run of a part of the rack is changed at one of its stages (interrupted, sealed, judged, judged twice). Then it is
resumed, judged, reported and verified in any order. No unit may come out better than untouched evidence gives, in
what is decided and in what the top of the run shows, and nothing changed may be called sound.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reinstate.decision.record import Record, read_record
from reinstate.declared.store import Handed, declare
from reinstate.errors import ReinstateError
from reinstate.evidence.bundle import clear_bundle
from reinstate.evidence.completion import forget_completed, is_as_noted, note_completed
from reinstate.evidence.run_folder import JUDGEMENTS, SHOWN, RunFolder, open_run, seal
from reinstate.workflow.arguments import DecideArguments, ReportArguments
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.verify import verify_run
from reinstate.workflow.write_report import report_run
from tests.integration.collected import AS_OF, LAB_POLICY, ROOT, Collected
from tests.integration.test_law import better

# One that passes, one that has an owner's rest, one that is broken, two that answer with one serial number, and one
# that is declared as not intact.
HOSTS = ("ex4400-clean", "ex4400-leftover", "mx204-dead-supply", "ex4400-twin-a", "ex4400-twin-b", "mx204-clean")
ATTESTED = "serial,kind,by,on,holds,says\nDK417,condition,B. Bench,2026-11-21,no,bent\n"
TEMPLATES = ROOT / "roles" / "report" / "templates"
CLEAN, BAD = "ex4400-clean", "ex4400-leftover"
DAYS = (AS_OF.date(), date(2027, 6, 30))
STAGES = ("interrupted", "sealed", "judged", "judged twice")
# An example judges a run several times: under every profile so many that the property ends within two minutes.
EXAMPLES = settings(
    max_examples=min(settings().max_examples // 4, 30), deadline=None, suppress_health_check=list(HealthCheck)
)

Change = Callable[[Path], None]


@dataclass(frozen=True)
class Stages:
    """The same run at each stage, and what untouched evidence gives by day."""

    root: Path
    untouched: dict[date, tuple[Record, ...]]

    @contextlib.contextmanager
    def copy(self, stage: str) -> Iterator[Path]:
        with TemporaryDirectory(dir=self.root) as scratch:
            yield Path(shutil.copytree(self.root / stage / "one", Path(scratch) / "runs" / "one"))


@pytest.fixture(scope="module")
def stages(collected: Collected, tmp_path_factory: pytest.TempPathFactory) -> Stages:
    root = tmp_path_factory.mktemp("stages")
    (root / "attested.csv").write_text(ATTESTED)
    unsealed = {name: value for name, value in collected.stated.items() if name != "inventory_claims"}
    hosts = {"hosts": sorted(HOSTS), "inventory": sorted((*HOSTS, "spare"))}
    stated = {**unsealed, **hosts, "sealed": None, "finished": None}
    interrupted(root / "interrupted" / "one", collected.folder.path, stated)
    _next(root, "interrupted", "sealed")
    seal(RunFolder(root / "sealed", "one"), datetime.now(UTC))
    untouched = {}
    for before, stage, day in (("sealed", "judged", DAYS[0]), ("judged", "judged twice", DAYS[1])):
        path = _next(root, before, stage)
        untouched[day] = decide_run(DecideArguments(run=path, policy=LAB_POLICY, as_of=day)).records
        report_run(ReportArguments(run=path, own_templates=TEMPLATES))
    return Stages(root, untouched)


def interrupted(run: Path, source: Path, stated: dict[str, Any]) -> None:
    """A run of its own that stopped when all hosts of that evidence were collected."""
    handed = Handed(attestations=run.parents[1] / "attested.csv")
    opened = {**stated, "run_id": run.name}
    open_run(RunFolder(run.parent, run.name), opened, resume=False, declare=lambda _: declare(run, {}, handed))
    for host in stated["hosts"]:
        shutil.copytree(source / "evidence" / host, run / "evidence" / host)
        note_completed(run / "evidence" / host)
    shutil.copytree(source / "policy", run / "policy")


def _next(root: Path, before: str, stage: str) -> Path:
    return Path(shutil.copytree(root / before / "one", root / stage / "one"))


# --- what somebody does to the files ----------------------------------------------------------------------------------


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def clean_reply(run: Path) -> None:
    """The configuration of the clean device in place of what an owner left, with consistent digests in the manifest."""
    ours, theirs = (run / "evidence" / host for host in (BAD, CLEAN))
    shutil.copy(theirs / "configuration.xml", ours / "configuration.xml")
    manifest = json.loads((ours / "evidence.json").read_text())
    for item in manifest["items"]:
        if item["file"] == "configuration.xml":
            content = (ours / "configuration.xml").read_bytes()
            item |= {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    (ours / "evidence.json").write_text(json.dumps(manifest))


def clean_reply_and_no_note(run: Path) -> None:
    clean_reply(run)
    (run / "collected" / f"{BAD}.sha256").unlink()


def clean_reply_and_seal(run: Path) -> None:
    clean_reply(run)
    stated = json.loads((run / "run.json").read_text())
    if stated["sealed"]:
        stated["sealed"][BAD] = _digest(run / "evidence" / BAD / "evidence.json")
    (run / "run.json").write_text(json.dumps(stated))


def clean_reply_and_seal_and_no_note(run: Path) -> None:
    clean_reply_and_seal(run)
    (run / "collected" / f"{BAD}.sha256").unlink()


def clean_reply_and_all_digests(run: Path) -> None:
    """As a reply that was the clean one from the start: manifest, note, seal, and the digests in the judgements."""
    clean_reply_and_seal(run)
    note = run / "collected" / f"{BAD}.sha256"
    digest = _digest(run / "evidence" / BAD / "evidence.json")
    note.write_text(digest + note.read_text()[64:])
    rejudged(run)


def rejudged(run: Path) -> None:
    """Let every judgement state the digest of ``run.json`` as it is now."""
    for file in run.glob("judgements/*/judgement.json"):
        stated = json.loads(file.read_text())
        file.write_text(json.dumps(stated | {"run_sha256": _digest(run / "run.json")}))


def nothing_declared(run: Path) -> None:
    """What was declared gone from ``run.json``, from the folder, and from the judgements."""
    stated = json.loads((run / "run.json").read_text())
    (run / "run.json").write_text(json.dumps(stated | {"declared": {}}))
    for file in run.glob("judgements/*/judgement.json"):
        file.write_text(json.dumps(json.loads(file.read_text()) | {"declared": {}}))
    for folder in (run / "declared", *run.glob("judgements/*/declared")):
        shutil.rmtree(folder)
    rejudged(run)


def nothing_declared_in_the_log(run: Path) -> None:
    """As if nothing had been declared: in the log as well, with each digest of a line before."""
    nothing_declared(run)
    logged_anew(run, lambda line: line.pop("declared", None) and line.update(declared={}))


def logged_anew(run: Path, edit: Callable[[dict[str, Any]], Any]) -> None:
    before, lines = "", []
    for line in (run / "collected" / "log.jsonl").read_bytes().splitlines():
        stated = json.loads(line)
        edit(stated)
        lines.append(json.dumps({**stated, "before": before}).encode())
        before = hashlib.sha256(lines[-1]).hexdigest()
    (run / "collected" / "log.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def without_a_twin_and_its_note(run: Path) -> None:
    """As above, without its note; and the host is not in the inventory either."""
    without_a_twin(run)
    stated = json.loads((run / "run.json").read_text())
    inventory = [host for host in stated.get("inventory") or stated["hosts"] if host != "ex4400-twin-b"]
    (run / "run.json").write_text(json.dumps({**stated, "inventory": inventory}))
    (run / "collected" / "ex4400-twin-b.sha256").unlink()
    rejudged(run)


def without_a_twin_in_the_log(run: Path) -> None:
    """As above, and the log ends before it, or skips it."""
    without_a_twin_and_its_note(run)
    lines = (run / "collected" / "log.jsonl").read_bytes().splitlines(keepends=True)
    (run / "collected" / "log.jsonl").write_bytes(b"".join(line for line in lines if b"ex4400-twin-b" not in line))
    logged_anew(run, lambda line: None)


def without_the_log(change: Change) -> Change:
    def both(run: Path) -> None:
        change(run)
        (run / "collected" / "log.jsonl").unlink()

    return both


def a_shorter_log(run: Path) -> None:
    lines = (run / "collected" / "log.jsonl").read_bytes().splitlines(keepends=True)
    (run / "collected" / "log.jsonl").write_bytes(b"".join(lines[:3]))


def swapped_hosts(run: Path) -> None:
    """The clean device's bundle under the name of the other, note and all."""
    shutil.rmtree(run / "evidence" / BAD)
    shutil.copytree(run / "evidence" / CLEAN, run / "evidence" / BAD)
    shutil.copy(run / "collected" / f"{CLEAN}.sha256", run / "collected" / f"{BAD}.sha256")


def without_a_twin(run: Path) -> None:
    """A host that contradicts another, gone from ``run.json`` and from the evidence."""
    stated = json.loads((run / "run.json").read_text())
    stated["hosts"].remove("ex4400-twin-b")
    if stated["sealed"]:
        del stated["sealed"]["ex4400-twin-b"]
    (run / "run.json").write_text(json.dumps(stated))
    shutil.rmtree(run / "evidence" / "ex4400-twin-b")


def edited(path: str, edit: Callable[[Any], None]) -> Change:
    """A JSON file with one statement changed."""

    def change(run: Path) -> None:
        if (file := run / path).exists():
            before, stated = (json.loads(file.read_text()) for _ in range(2))
            edit(stated)
            if stated != before:
                file.write_text(json.dumps(stated))

    return change


def record_made_better(run: Path) -> None:
    for file in (*run.glob(f"judgements/*/records/{BAD}.json"), *run.glob(f"records/{BAD}.json")):
        better_one = json.loads(file.read_text()) | {"verdict": "pass", "disposition": "reinstate"}
        file.write_text(json.dumps(better_one))


def record_of_the_clean_one(run: Path) -> None:
    for folder in (*run.glob("judgements/*/records"), *run.glob("records")):
        (folder / f"{BAD}.json").unlink()
        shutil.copy(folder / f"{CLEAN}.json", folder / f"{BAD}.json")


def edited_pages(run: Path) -> None:
    for page in run.glob("judgements/1/report/*.html"):
        page.write_text("fine")


def added(path: str) -> Change:
    def change(run: Path) -> None:
        (run / path).parent.mkdir(parents=True, exist_ok=True)
        (run / path).write_text("{}")

    return change


SEEN: dict[str, Change] = {
    "a clean reply": clean_reply,
    "a clean reply, without the note": clean_reply_and_no_note,
    "a clean reply, sealed again": clean_reply_and_seal,
    "a clean reply, sealed again, without the note": clean_reply_and_seal_and_no_note,
    "a clean reply, and every digest": clean_reply_and_all_digests,
    "a clean reply, and every digest, without the log": without_the_log(clean_reply_and_all_digests),
    "nothing declared": nothing_declared,
    "nothing declared, without the log": without_the_log(nothing_declared),
    "nothing declared, and never logged": nothing_declared_in_the_log,
    "the bundle of another host": swapped_hosts,
    "a clone that is gone": without_a_twin,
    "a clone that is gone, note and all": without_a_twin_and_its_note,
    "a clone that is gone, without the log": without_the_log(without_a_twin_and_its_note),
    "a clone that was never logged": without_a_twin_in_the_log,
    "another policy": edited("run.json", lambda run: run["policy"].update(digest="0" * 64)),
    "no inventory": edited("run.json", lambda run: run.update(inventory=None)),
    "no log": without_the_log(lambda run: None),
    "a shorter log": a_shorter_log,
    "no run.json": lambda run: (run / "run.json").unlink(),
    "a note that is gone": lambda run: (run / "collected" / f"{BAD}.sha256").unlink(),
    "a bundle that is gone": lambda run: shutil.rmtree(run / "evidence" / BAD),
    "no seal": edited("run.json", lambda run: run.update(sealed=None, finished=None)),
    "an empty seal": edited("run.json", lambda run: run.update(sealed={})),
    "another start": edited("run.json", lambda run: run.update(started="2020-01-01T00:00:00.000Z")),
    "an emptied plan": edited("run.json", lambda run: run.update(plan={})),
    "one more host": added("evidence/ex9999/evidence.json"),
    "one more reply": added(f"evidence/{CLEAN}/more.xml"),
    "one more file": added("more.json"),
    "one more policy": added(f"policy/{'0' * 64}/policy.yml"),
    "one more note": added("collected/ex9999.sha256"),
    "one more declared file": added("declared/files/more.pdf"),
}
JUDGED: dict[str, Change] = {
    "a record made better": record_made_better,
    "the record of another": record_of_the_clean_one,
    "another version's record": edited(
        f"judgements/1/records/{BAD}.json", lambda record: record["tool"].update(version="0.0.1")
    ),
    "other declared inputs": edited("judgements/1/judgement.json", lambda one: one.update(declared={})),
    "another judged file": edited("judgements/1/judgement.json", lambda one: one.update(run_sha256="0" * 64)),
    "another history": edited("judgements/1/population.json", lambda one: one.update(found={}, more=1)),
    "another account": edited("judgements/1/summary.json", lambda one: one.update(records={})),
    "an edited page": edited_pages,
    "no digests of the report": lambda run: (run / "judgements/1/report.json").unlink(),
    "one more record": added("judgements/1/records/ex9999.json"),
    "one more file of a judgement": added("judgements/1/more.json"),
}
DELIBERATE = {**SEEN, **JUDGED}


def any_change(data: st.DataObject, run: Path) -> str:
    """One change to any one file: removed, cut, a byte flipped, or in place of another."""
    files = sorted(path for path in run.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(files), "file")
    content = path.read_bytes()
    match data.draw(st.sampled_from(["remove", "cut", "flip", "replace"])):
        case "remove":
            path.unlink()
        case "cut":
            _write(path, content[: data.draw(st.integers(0, max(0, len(content) - 1)))])
        case "flip":
            place = data.draw(st.integers(0, max(0, len(content) - 1)))
            _write(path, content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :] if content else b"x")
        case _:
            _write(path, data.draw(st.sampled_from(files), "by").read_bytes() if path.exists() else b"")
    return str(path.relative_to(run))


def _write(path: Path, content: bytes) -> None:
    """In place of the file, as by a person: its other names keep theirs."""
    path.unlink()
    path.write_bytes(content)


# --- ways through the product -----------------------------------------------------------------------------------------


def resume(run: Path, hosts: Sequence[str] = HOSTS) -> None:
    """Take the run up again, where the devices no longer reply: what is not kept is gone."""
    folder = RunFolder(run.parent, run.name)
    again = {"hosts": sorted(hosts), "started": "2026-11-24T00:00:00.000Z", "sealed": None}
    open_run(folder, again, resume=True)
    for host in folder.read()["hosts"]:
        if not is_as_noted(folder.evidence(host)):
            forget_completed(folder.evidence(host), host)
            clear_bundle(folder.evidence(host))


WAYS = ("resume", "judge", "judge later", "judge by its own policy", "report", "verify")


def go(way: str, run: Path, untouched: dict[date, tuple[Record, ...]]) -> None:
    """One step; a refusal is an answer. What is decided must not be better than untouched evidence gives."""
    day = DAYS[1] if way == "judge later" else DAYS[0]
    policy = None if way == "judge by its own policy" else LAB_POLICY
    with contextlib.suppress(ReinstateError):
        if way == "resume":
            resume(run)
            resume(run, [host for host in HOSTS if host != "ex4400-twin-b"])
        elif way == "report":
            report_run(ReportArguments(run=run, own_templates=TEMPLATES))
        elif way == "verify":
            verify_run(run)
        else:
            decided = decide_run(DecideArguments(run=run, policy=policy, as_of=day)).records
            assert not better(untouched[day], decided)
            shown = [read_record(path.read_bytes()) for path in sorted((run / "records").glob("*.json"))]
            assert {one.unit.name: one for one in shown} == {one.unit.name: one for one in decided}


def contents(run: Path) -> dict[str, str]:
    return {str(path.relative_to(run)): _digest(path) for path in run.rglob("*") if path.is_file()}


def said_of(run: Path) -> int:
    """Exit status of ``verify``; a refusal to read the run is one of a changed run."""
    try:
        return verify_run(run).status
    except ReinstateError:
        return 1


def hold_to_the_law(stages: Stages, stage: str, change: Callable[[Path], object], ways: Sequence[str]) -> None:
    with stages.copy(stage) as run:
        before = contents(run)
        change(run)
        after = contents(run)
        if after != before:
            assert said_of(run) == (1 if stage != "interrupted" else said_of(run))
            assert said_of(run) != 0
        lost = {name for name in before if after.get(name) != before[name]} | (after.keys() - before.keys())
        for way in ways:
            go(way, run, stages.untouched)
        now = contents(run)
        if stage != "interrupted":
            assert _seen(now) == _seen(after)
        if said_of(run) == 0:
            # The top shows the newest judgement, so what was lost there is made again by the next one.
            kept = {name for name in lost if not name.startswith(SHOWN)}
            assert {name for name in kept if now.get(name) != before.get(name)} == set()


def _seen(files: dict[str, str]) -> dict[str, str]:
    """What no command writes once the run is sealed."""
    return {name: digest for name, digest in files.items() if not name.startswith((JUDGEMENTS, *SHOWN))}


@pytest.mark.parametrize("stage", STAGES)
def test_untouched_runs_are_judged_as_they_are(stages: Stages, stage: str) -> None:
    with stages.copy(stage) as run:
        go("judge later", run, stages.untouched)
        go("report", run, stages.untouched)
        assert verify_run(run).changed == []
        assert said_of(run) == 0


@pytest.mark.parametrize("stage", ["judged", "judged twice"])
@pytest.mark.parametrize("change", DELIBERATE)
def test_what_was_changed_after_judging_is_told_and_helps_nobody(stages: Stages, stage: str, change: str) -> None:
    hold_to_the_law(stages, stage, DELIBERATE[change], ("resume", "judge", "report"))


@pytest.mark.parametrize("stage", ["interrupted", "sealed"])
@pytest.mark.parametrize("change", SEEN)
def test_what_was_changed_before_judging_helps_nobody(stages: Stages, stage: str, change: str) -> None:
    """Neither without its second resume, which names one host less, nor where it is never resumed."""
    hold_to_the_law(stages, stage, SEEN[change], ("resume", "judge", "report", "judge later"))
    hold_to_the_law(stages, stage, SEEN[change], ("judge",))


@pytest.mark.hypothesis
@EXAMPLES
@given(data=st.data(), stage=st.sampled_from(STAGES), ways=st.lists(st.sampled_from(WAYS), max_size=4))
def test_any_change_and_any_way_make_no_unit_better(
    stages: Stages, data: st.DataObject, stage: str, ways: list[str]
) -> None:
    hold_to_the_law(stages, stage, lambda run: any_change(data, run), ways)


# --- other runs of the folder -----------------------------------------------------------------------------------------

NEIGHBOUR: dict[str, Change] = {
    "moved away": lambda run: shutil.move(run, run.parents[1] / "elsewhere") and None,
    "never judged": lambda run: [shutil.rmtree(run / one) for one in ("judgements", "records", "report")] and None,
    "a record edited": record_made_better,
    "another start": edited("run.json", lambda run: run.update(started="2031-01-01T00:00:00.000Z")),
    "no run.json": lambda run: (run / "run.json").write_text("{}") and None,
}


@pytest.mark.parametrize("change", NEIGHBOUR)
def test_what_becomes_of_another_run_changes_no_record(stages: Stages, change: str) -> None:
    with stages.copy("judged") as earlier:
        later, source = earlier.with_name("two"), stages.root / "interrupted" / "one"
        shutil.copy(stages.root / "attested.csv", earlier.parents[1])
        stated = json.loads((source / "run.json").read_text())
        interrupted(later, source, {**stated, "started": "2027-01-01T00:00:00.000Z"})
        arguments = DecideArguments(run=later, policy=LAB_POLICY, as_of=DAYS[0])
        before = decide_run(arguments).records
        assert {one.unit.name for one in before if one.supersedes is not None} == set(HOSTS)
        written = contents(later)
        NEIGHBOUR[change](earlier)
        assert said_of(later) == 0
        again = {one.unit.name: one for one in decide_run(arguments).records}
        assert all(again[one.unit.name].supersedes == one.supersedes for one in before)
        assert not better(before, again.values())
        first = {name: digest for name, digest in written.items() if not name.startswith(SHOWN)}
        assert first.items() <= contents(later).items()
