"""Signed runs: what is signed at the seal and with each judgement, and what a reader with a trusted key is told."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reinstate.cli.main import main
from reinstate.errors import InputError
from reinstate.evidence.run_folder import RunFolder
from reinstate.lab.rack import RunningRack
from reinstate.workflow.arguments import DecideArguments, ReportArguments
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.verify import verify_run
from reinstate.workflow.write_report import report_run
from tests.integration.collected import AS_OF, LAB_POLICY, ROOT, Collected, opened_by_a_play
from tests.integration.conftest import Controller, places
from tests.integration.test_law_runs import ATTESTED, interrupted

TEMPLATES = ROOT / "roles" / "report" / "templates"
HOSTS = ("ex4400-clean", "ex4400-twin-a", "ex4400-twin-b")


def a_key(folder: Path, name: str = "key") -> Path:
    """A private key of its own in that folder, and its public key beside it."""
    key = Ed25519PrivateKey.generate()
    path = folder / name
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    path.touch(0o600)
    path.write_bytes(private)
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    path.with_name(f"{name}.pub").write_bytes(public + b" bench\n")
    return path


def a_run(collected: Collected, run: Path, key: Path | None, started: str = "2026-11-23T00:00:00.000Z") -> Path:
    """A signed, judged, and reported run of a few hosts."""
    (run.parents[1] / "attested.csv").write_text(ATTESTED)
    unsealed = {name: value for name, value in collected.stated.items() if name != "inventory_claims"}
    stated = {**unsealed, "hosts": sorted(HOSTS), "inventory": sorted(HOSTS), "sealed": None, "finished": None}
    interrupted(run, collected.folder.path, {**stated, "started": started})
    decide_run(DecideArguments(run=run, policy=LAB_POLICY, as_of=AS_OF.date(), fail_on="never", signing_key=key))
    report_run(ReportArguments(run=run, own_templates=TEMPLATES, signing_key=key))
    return run


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_key(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def signed(collected: Collected, key: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two signed runs, ``one`` and ``two``; copied by those who change it."""
    runs = tmp_path_factory.mktemp("signed") / "runs"
    for name in ("one", "two"):
        a_run(collected, runs / name, key)
    return runs


@pytest.fixture
def runs(signed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(signed, tmp_path / "runs", symlinks=True))


def public(key: Path) -> Path:
    return key.with_suffix(".pub")


def test_a_signed_run_is_sound_for_who_trusts_the_key(signed: Path, key: Path) -> None:
    for name, chain in (("one", "this run names no predecessor"), ("two", "1 predecessor, unchanged")):
        found = verify_run(signed / name, public(key))
        assert found.status == 0
        signatures = [one.split(" by ")[0] for one in found.checked if one.startswith("signature")]
        parts = ("the evidence", "judgement 1", "the report of judgement 1")
        assert signatures == [f"signature of {part}" for part in parts]
        assert f"chain of runs: {chain}" in found.checked


def test_without_a_trusted_key_the_signatures_are_not_verified(signed: Path) -> None:
    found = verify_run(signed / "one")
    assert found.status == 2
    (said,) = found.not_checked
    assert said.startswith("3 signatures by SHA256:")
    assert "--trusted FILE" in said


def test_another_key_is_not_trusted(signed: Path, tmp_path: Path) -> None:
    found = verify_run(signed / "one", public(a_key(tmp_path)))
    assert found.status == 1
    assert found.changed == []
    assert [one.partition(" was ")[0] for one in found.untrusted] == [
        "the evidence",
        "judgement 1",
        "the report of judgement 1",
    ]


def test_a_run_that_is_removed_shows_in_the_next_one(runs: Path, key: Path) -> None:
    shutil.rmtree(runs / "one")
    found = verify_run(runs / "two", public(key))
    assert found.status == 1
    assert any("run one" in one and "is not beside it" in one for one in found.changed)


def test_a_run_that_was_copied_elsewhere_says_what_it_cannot_show(runs: Path, tmp_path: Path, key: Path) -> None:
    alone = Path(shutil.copytree(runs / "two", tmp_path / "elsewhere" / "two"))
    found = verify_run(alone, public(key))
    assert found.status == 2
    assert [one for one in found.not_checked if "run one" in one and "is not beside it" in one]


# --- ways through the product -----------------------------------------------------------------------------------------


def opened(runs: Path, **stated: object) -> RunFolder:
    return opened_by_a_play(runs, ["ex4400-off"], policy=str(LAB_POLICY), **stated)


def test_a_key_that_cannot_be_used_is_refused_before_anything_is_collected(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    key.chmod(0o644)
    for path, said in (
        (key, "others can read"),
        (public(key), "cannot be used"),
        (tmp_path / "none", "cannot be read"),
    ):
        public(key).chmod(0o600)
        with pytest.raises(InputError, match=said):
            opened(tmp_path / "runs", signing_key=str(path))
        assert not (tmp_path / "runs").exists()


def test_a_run_that_was_opened_with_a_key_is_signed_with_it(tmp_path: Path, key: Path) -> None:
    folder = opened(tmp_path / "runs", run_id="one", signing_key=str(key))
    for other in (None, a_key(tmp_path)):
        with pytest.raises(InputError, match="not the key that this run was opened with"):
            decide_run(DecideArguments(run=folder.path, fail_on="never", signing_key=other))
        with pytest.raises(InputError, match="not the key that this run was opened with"):
            opened(tmp_path / "runs", run_id="one", resume=True, signing_key=None if other is None else str(other))
    assert folder.read()["sealed"] is None
    opened(tmp_path / "runs", run_id="one", resume=True, signing_key=str(key))
    decide_run(DecideArguments(run=folder.path, fail_on="never", signing_key=key))
    assert verify_run(folder.path, public(key)).untrusted == []


def test_signatures_that_are_missing_show_without_a_key(tmp_path: Path, key: Path) -> None:
    folder = opened(tmp_path / "runs", run_id="one", signing_key=str(key))
    decide_run(DecideArguments(run=folder.path, fail_on="never", signing_key=key))
    for path in (*folder.path.glob("*.dsse"), *folder.path.glob("judgements/1/*.dsse")):
        path.unlink()
    changed = verify_run(folder.path).changed
    assert [one for one in changed if one.startswith("the evidence: evidence.dsse: not as it was written")]
    assert [one for one in changed if one.startswith("judgement 1: judgement.dsse: not as it was written")]


def test_a_run_that_is_signed_later(collected: Collected, tmp_path: Path, key: Path) -> None:
    run = a_run(collected, tmp_path / "runs" / "one", None)
    assert verify_run(run).status == 0
    found = verify_run(run, public(key))
    assert (found.status, len(found.untrusted)) == (1, 1)
    assert "the run is not signed" in found.untrusted[0]
    decide_run(DecideArguments(run=run, as_of=AS_OF.date(), fail_on="never", signing_key=key))
    report_run(ReportArguments(run=run, own_templates=TEMPLATES, signing_key=key))
    found = verify_run(run, public(key))
    assert (found.changed, found.untrusted) == ([], [])
    assert found.status == 0
    for what in ("judgement 1", "the report of judgement 1"):
        assert f"{what} is not signed itself; its digest is in a later judgement that is" in found.notes


@pytest.mark.parametrize("change", ["edited", "with its digest", "removed"])
def test_a_report_from_before_the_key_is_as_it_was_when_the_run_was_signed(
    change: str, collected: Collected, tmp_path: Path, key: Path
) -> None:
    run = a_run(collected, tmp_path / "runs" / "one", None)
    decide_run(DecideArguments(run=run, as_of=AS_OF.date(), fail_on="never", signing_key=key))
    report = run / "judgements" / "1" / "report"
    if change == "removed":
        (run / "judgements" / "1" / "report.json").unlink()
        shutil.rmtree(report)
    else:
        with (report / "index.html").open("a") as file:
            file.write(" ")
    if change == "with its digest":
        listed = run / "judgements" / "1" / "report.json"
        stated = json.loads(listed.read_text())
        stated["files"]["index.html"] = hashlib.sha256((report / "index.html").read_bytes()).hexdigest()
        listed.write_text(json.dumps(stated))
    assert verify_run(run, public(key)).status == 1


def test_an_evaluation_without_the_key_is_told(runs: Path, key: Path) -> None:
    notices: list[str] = []
    again = DecideArguments(run=runs / "two", as_of=date(2027, 6, 30), fail_on="never")
    decide_run(again, notices.append)
    assert notices == ["judgement 2 is not signed, although the evidence is: name the key with -e signing_key=FILE"]
    assert verify_run(runs / "two", public(key)).untrusted == ["judgement 2 is not signed"]
    assert verify_run(runs / "two").status == 2
    decide_run(again.model_copy(update={"signing_key": key}))
    assert verify_run(runs / "two", public(key)).untrusted == []


def test_evaluating_again_with_the_key_makes_no_new_judgement(runs: Path, key: Path) -> None:
    before = sorted(path.name for path in (runs / "two").rglob("*"))
    decide_run(DecideArguments(run=runs / "two", as_of=AS_OF.date(), fail_on="never", signing_key=key))
    assert sorted(path.name for path in (runs / "two").rglob("*")) == before
    assert verify_run(runs / "two", public(key)).status == 0


def test_the_printed_report_has_the_digest_of_the_newest_statement(signed: Path) -> None:
    judgement = signed / "two" / "judgements" / "1"
    digest = hashlib.sha256((judgement / "judgement.statement").read_bytes()).hexdigest()
    assert f"sha256:{digest}" in (judgement / "report" / "index.html").read_text()
    assert any(f"sha256:{digest}" in one for one in verify_run(signed / "two").notes)


ALLOWED = {
    "for another namespace": ('namespaces="git"', "not trusted for inspection-run@reinstate"),
    "not valid yet": ('valid-after="20990101Z"', "not valid at that time"),
    "not valid any more": ('valid-before="20200101Z"', "not valid at that time"),
}


@pytest.mark.parametrize(("option", "said"), ALLOWED.values(), ids=ALLOWED)
def test_a_signer_that_is_not_allowed(option: str, said: str, signed: Path, key: Path, tmp_path: Path) -> None:
    (tmp_path / "allowed").write_text(f"bench@site {option} {public(key).read_text()}")
    found = verify_run(signed / "one", tmp_path / "allowed")
    assert (found.status, found.changed) == (1, [])
    assert all(one.endswith(said) for one in found.untrusted)


def test_a_key_that_expired_after_it_signed(
    signed: Path, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = datetime.fromisoformat(json.loads((signed / "one" / "evidence.statement").read_bytes())["predicate"]["made"])
    until = made + timedelta(days=1)
    (tmp_path / "allowed").write_text(f'bench@site valid-before="{until:%Y%m%d%H%M%S}Z" {public(key).read_text()}')
    assert verify_run(signed / "one", tmp_path / "allowed").status == 0

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return made + timedelta(days=30)

    monkeypatch.setattr("reinstate.workflow.verify_trust.datetime", Later)
    found = verify_run(signed / "one", tmp_path / "allowed")
    assert (found.status, found.untrusted) == (2, [])
    assert any("the key is no longer valid" in one for one in found.not_checked)


def test_trusted_keys_that_cannot_be_read(signed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(signed / "one"), "--trusted", str(tmp_path / "none")]) == 2
    assert "cannot be read - expected: public keys" in capsys.readouterr().err


def test_what_verify_prints(signed: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(signed / "one"), "--trusted", str(public(key))]) == 0
    told = capsys.readouterr().out
    assert re.search(r"verified: signature of the evidence by bench \(SHA256:\S{43}\), signed on 20\d\d-", told)
    assert told.endswith("sound: all is as it was written, and a re-evaluation gives the same records\n")
    assert main(["verify", str(signed / "one"), "--trusted", str(public(key).with_name("other"))]) == 2


@pytest.mark.ansible
def test_the_playbooks_sign(rack: RunningRack, controller: Controller, key: Path) -> None:
    controller.write_inventory(places(rack, "ex4400-clean"), signing_key=str(key))
    played = controller.play("lab.yml", "-e", "fail_on=never")
    assert played.code == 0, played.output
    assert verify_run(played.run, public(key)).status == 0
    again = controller.play("decide.yml", "-e", f"run={played.run}", "-e", "as_of=2027-06-30", "-e", "fail_on=never")
    assert again.code == 0, again.output
    found = verify_run(played.run, public(key))
    assert (found.status, len([one for one in found.checked if one.startswith("signature of")])) == (0, 5)


@pytest.mark.ansible
def test_a_playbook_with_a_key_that_others_can_read_contacts_no_device(controller: Controller, tmp_path: Path) -> None:
    key = a_key(tmp_path, "open")
    key.chmod(0o644)
    controller.write_inventory({"ex9999": {"ansible_host": "192.0.2.1"}})
    played = controller.play("inspect.yml", "-e", f"signing_key={key}")
    assert played.code != 0
    assert "others can read this private key" in played.output
    assert not controller.runs.exists()


def as_of_an_earlier_version(run: Path) -> Path:
    """Without a log, notes, and folders of judgements, as an earlier version left a run."""
    shutil.rmtree(run / "judgements")
    shutil.rmtree(run / "collected")
    summary = json.loads((run / "summary.json").read_text())
    del summary["judgement"], summary["basis_sha256"]
    (run / "summary.json").unlink()
    (run / "summary.json").write_text(json.dumps(summary))
    return run


def test_a_run_of_an_earlier_version_can_be_signed(collected: Collected, tmp_path: Path, key: Path) -> None:
    run = as_of_an_earlier_version(a_run(collected, tmp_path / "runs" / "one", None))
    before = verify_run(run)
    assert (before.changed, before.untrusted) == ([], [])
    again = DecideArguments(run=run, policy=LAB_POLICY, as_of=AS_OF.date(), fail_on="never", signing_key=key)
    decide_run(again)
    report_run(ReportArguments(run=run, own_templates=TEMPLATES, signing_key=key))
    found = verify_run(run, public(key))
    assert (found.changed, found.untrusted) == ([], [])
    assert [one.split(" by ")[0] for one in found.checked if one.startswith("signature")] == [
        "signature of the evidence",
        "signature of judgement 2",
        "signature of the report of judgement 2",
    ]
