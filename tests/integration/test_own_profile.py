"""A product that no shipped profile fits: from the list of unknowns to a unit that passes, and never by less."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.cli.main import main
from reinstate.decision.record import Record
from reinstate.evidence.manifest import ItemStatus
from reinstate.evidence.run_folder import RunFolder, find_run, seal
from reinstate.lab.rack import RunningRack, start_rack
from reinstate.plan.requests import Rpc
from reinstate.workflow.arguments import CollectArguments, DecideArguments, OpenArguments
from reinstate.workflow.collect import collect_host
from reinstate.workflow.delegate import order_of
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.open_run import open_inspection
from reinstate.workflow.verify import verify_run
from tests.integration.collected import AS_OF, LAB_POLICY, Collected, Judge
from tests.integration.test_law import TO_A_FILE, Bench, Loss, better

pytestmark = pytest.mark.xdist_group("law")

HOST = "ex-1"
# A sound switch of the rack under a name that is in no profile: everything but the profile is there.
MODEL, NAME = "ex4499-24t", "EX4499-24T"
DEVICE = {
    "name": HOST,
    "template": "ex4400-24t",
    "model": MODEL,
    "chassis": {"serial": "ZD4422110099", "description": NAME, "model": NAME},
    "inventory": {"FPC 0": {"description": NAME, "model": NAME}},
}
LIFECYCLE = f"sku,looked_up\n{NAME},2026-11-20\n"
STATED = {
    "family": "ex",
    "evolved": "false",
    "modular": "false",
    "redundant_engines": "false",
    "virtual_chassis": "true",
    "cluster": "false",
    "vmhost": "false",
    "eeprom": "false",
}
MILD = {"virtual_chassis": "false"}  # asks for less


@pytest.fixture(scope="module")
def rack_of_one() -> Iterator[RunningRack]:
    with start_rack([DEVICE]) as running:
        yield running


def inspected(rack: RunningRack, runs: Path, policy: Path) -> Path:
    """The host collected as the collecting task does it: by what the run was opened with."""
    asked = OpenArguments(runs_dir=runs, hosts=[HOST], batch=[HOST], policy=policy)
    folder, _ = open_inspection(asked)
    host = rack.hosts[HOST]
    access = {"address": host.address, "port": host.port, "user": host.user, "password": host.password}
    collect_host(order_of(CollectArguments(host=HOST, run=folder.path, **access)))
    return folder.path


def judged(run: Path, policy: Path | None) -> Record:
    (record,) = decide_run(DecideArguments(run=run, policy=policy, as_of=AS_OF.date())).records
    return record


def write_policy(folder: Path, version: int, *profiles: Path) -> Path:
    """The rack's policy, with a look-up of the product's lifecycle, and with these profiles."""
    stated: dict[str, Any] = yaml.safe_load(LAB_POLICY.read_text())
    table = folder / "looked-up.csv"
    table.write_text(LIFECYCLE)
    stated |= {"name": "own", "version": version}
    stated["reference"] = {"lifecycle_tables": [_pinned(table)], "platform_profiles": [*map(_pinned, profiles)]}
    path = folder / f"policy-{version}.yml"
    path.write_text(yaml.safe_dump(stated))
    return path


def _pinned(path: Path) -> dict[str, str]:
    return {"file": path.name, "sha256": sha256(path.read_bytes()).hexdigest()}


def filled_in(skeleton: str, **answers: str) -> str:
    """The file as a person would fill it in: values before the comments, nothing else."""
    text = re.sub(r"^as_of: +#", "as_of: 2026-11-20 #", skeleton, flags=re.M)
    text = re.sub(r"^( *)source: +#", r"\1source: hardware guide #", text, flags=re.M)
    for key, answer in {**STATED, **answers}.items():
        text, filled = re.subn(rf"^    {key}: +#", f"    {key}: {answer} #", text, flags=re.M)
        assert filled == 1, key
    return text.replace("# supply_slots: 2 ", "supply_slots: 2 ").replace(
        "# fans_removable: true", "fans_removable: true"
    )


def write_profile(folder: Path, name: str, skeleton: str, **answers: str) -> Path:
    path = folder / name
    path.write_text(filled_in(skeleton, **answers))
    return path


@pytest.fixture(scope="module")
def skeleton(rack_of_one: RunningRack, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run without the profile, and the file to fill in that it gives."""
    folder = tmp_path_factory.mktemp("without")
    run = inspected(rack_of_one, folder / "runs", write_policy(folder, 1))
    judged(run, None)
    path = folder / "own-profiles.yml"
    assert main(["reference", "unknown", str(run), "--output", str(folder / "u.csv"), "--profiles", str(path)]) == 0
    (line,) = [
        one
        for one in csv.DictReader((folder / "u.csv").open(encoding="utf-8-sig"))
        if one["kind"] == "platform-profiles"
    ]
    assert (line["name"], line["units"]) == (MODEL, "1")
    assert line["what"].startswith("no platform profile matches"), "the cause, and not what follows from it"
    assert "--profiles" in line["to_do"]
    return run, path.read_text()


def test_the_missing_profile_leads_and_all_that_follows_from_it_names_it(skeleton: tuple[Path, str]) -> None:
    record = judged(skeleton[0], None)
    assert (record.verdict, record.disposition, record.unit.profile) == ("inconclusive", "investigate", "")
    assert record.deciding is not None
    assert record.deciding.check == "identity.is-hardware"
    by_profile = [one for one in record.findings if one.about == f"family {MODEL}"]
    assert len(by_profile) > 20
    assert {(lack.kind, lack.name) for one in by_profile for lack in one.lacks} == {("platform-profiles", MODEL)}
    # Nothing says to collect again what only a profile would have asked.
    lacking = [one for one in record.findings if one.actual == "not-asked" and one.result == "inconclusive"]
    assert all(one.about == f"family {MODEL}" for one in lacking if not one.noted)


def test_from_the_list_of_unknowns_to_a_unit_that_passes(
    rack_of_one: RunningRack, skeleton: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, text = skeleton
    unfilled = tmp_path / "unfilled.yml"
    unfilled.write_text(text)
    assert main(["reference", "pins", str(unfilled)]) == 2
    assert "as_of: missing" in capsys.readouterr().err
    profile = write_profile(tmp_path, "own-profiles.yml", text)
    assert main(["reference", "pins", str(profile)]) == 0
    pasted = yaml.safe_load(capsys.readouterr().out)["reference"]["platform_profiles"]
    policy = write_policy(tmp_path, 2, profile)
    assert yaml.safe_load(policy.read_text())["reference"]["platform_profiles"] == pasted

    # Judged again by it, the unit is known, and what was never asked is missing.
    again = tmp_path / run.name
    shutil.copytree(run, again)
    known = judged(again, policy)
    assert (known.verdict, known.unit.profile) == ("inconclusive", MODEL)
    missing = {place.item for one in known.findings if one.actual == "not-collected" for place in one.evidence}
    assert {Rpc.CONFIGURATION, Rpc.VIRTUAL_CHASSIS} <= missing

    # Collected again by it, all of it is asked, and nothing stands in the way.
    whole = inspected(rack_of_one, tmp_path / "runs", policy)
    record = judged(whole, None)
    stood = [one.message for one in record.findings if one.result in ("fail", "inconclusive") and not one.noted]
    assert (record.verdict, record.disposition) == ("pass", "reinstate"), stood
    (family,) = [one for one in record.findings if one.check == "identity.is-hardware"]
    assert family.actual.endswith(f"profile {MODEL} from the policy's table own-profiles")
    (told,) = [one for one in record.reference if one.name == "own-profiles"]
    assert (told.digest, told.pinned) == (sha256(profile.read_bytes()).hexdigest(), True)

    # The run keeps it: the operator's own file may go.
    profile.unlink()
    assert judged(whole, None).verdict == "pass"
    assert verify_run(whole).status == 0


@pytest.fixture(scope="module")
def bench(
    rack_of_one: RunningRack, skeleton: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Bench, Path]:
    folder = tmp_path_factory.mktemp("law")
    policy = write_policy(folder, 1, write_profile(folder, "own-profiles.yml", skeleton[1]))
    run = find_run(inspected(rack_of_one, folder / "runs", policy))
    collected = Collected(run, seal(run, datetime.now(UTC)))
    return Bench(collected, Judge.of(policy), RunFolder(folder, "scratch")), policy


LOSSES = (*TO_A_FILE, *(str(status) for status in ItemStatus if status is not ItemStatus.OK), "item removed")


@pytest.mark.parametrize("how", LOSSES)
def test_removed_evidence_makes_nothing_better_under_an_own_profile(bench: tuple[Bench, Path], how: str) -> None:
    laid_out, _ = bench
    (before,) = laid_out.records
    assert before.verdict == "pass"
    for rpc in laid_out.items[HOST]:
        assert better([before], laid_out.after({HOST: Loss(((rpc, how),))}, beside=())) == [], rpc


def test_a_profile_that_asks_for_less_drops_nothing_that_the_run_was_opened_to_ask(
    bench: tuple[Bench, Path], skeleton: tuple[Path, str], tmp_path: Path
) -> None:
    """Under a milder profile what was asked stays expected; without the profile nothing can pass."""
    laid_out, policy = bench
    run = tmp_path / "run"
    shutil.copytree(laid_out.collected.folder.path, run)
    (run / "evidence" / HOST / f"{Rpc.VIRTUAL_CHASSIS}.xml").unlink()
    before = judged(run, policy)
    assert before.verdict != "pass"
    mild = write_policy(tmp_path, 2, write_profile(tmp_path, "own-profiles.yml", skeleton[1], **MILD))
    assert better([before], [judged(run, mild)]) == []
    none = judged(run, write_policy(tmp_path, 3))
    assert (none.verdict, none.deciding.check if none.deciding else "") == ("inconclusive", "identity.is-hardware")


def test_a_table_that_is_too_old_carries_no_pass(bench: tuple[Bench, Path], tmp_path: Path) -> None:
    laid_out, policy = bench
    run = tmp_path / "run"
    shutil.copytree(laid_out.collected.folder.path, run)
    (record,) = decide_run(
        DecideArguments(run=run, policy=policy, as_of=datetime(2029, 1, 1, tzinfo=UTC).date())
    ).records
    (family,) = [one for one in record.findings if one.check == "identity.is-hardware"]
    assert family.result == "inconclusive"
    assert (family.what, family.actual.startswith("own-profiles is ")) == (
        "not determined: the reference data cannot be used (own-profiles)",
        True,
    )
