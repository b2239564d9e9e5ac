"""The chain of signed runs: which ones a run names, and what shows that one was removed, added, or dated back."""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reinstate.errors import InputError
from reinstate.evidence.predecessors import Chain, chain_of, previous_of, signed_beside
from reinstate.evidence.run_folder import RunFolder
from reinstate.evidence.sign_run import require_signer, sign_evidence
from reinstate.evidence.signing_keys import PublicKey, SigningKey
from reinstate.evidence.statements import Kind, read_signed, statement_bytes, write_signed

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = SigningKey(PRIVATE, PublicKey(PRIVATE.public_key().public_bytes_raw()))
RUN = {"hosts": [], "started": "2026-11-23T00:00:00.000Z", "finished": "2026-11-23T01:00:00.000Z", "sealed": {}}


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def signed(runs: Path, run_id: str, key: SigningKey = KEY) -> RunFolder:
    folder = RunFolder(runs, run_id)
    folder.path.mkdir(parents=True)
    (folder.path / "run.json").write_text(json.dumps({**RUN, "run_id": run_id}))
    sign_evidence(folder, RUN, key)
    return folder


def another_key() -> SigningKey:
    private = Ed25519PrivateKey.generate()
    return SigningKey(private, PublicKey(private.public_key().public_bytes_raw()))


def previous(folder: RunFolder) -> list[str]:
    stated: Any = read_signed(folder.path, Kind.EVIDENCE).predicate["previous"]
    return [one["run_id"] for one in stated]


def chain(folder: RunFolder) -> Chain:
    return chain_of(folder, read_signed(folder.path, Kind.EVIDENCE))


def test_each_run_names_the_one_before_it(runs: Path) -> None:
    folders = [signed(runs, name) for name in ("c", "a", "b")]
    assert [previous(folder) for folder in folders] == [[], ["c"], ["a"]]
    assert [chain(folder) for folder in folders] == [Chain()] * 3


def test_runs_that_are_signed_at_the_same_time_follow_each_other(runs: Path) -> None:
    runs.mkdir()
    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(lambda number: signed(runs, f"run-{number}"), range(16)))
    named = [name for folder in folders for name in previous(folder)]
    assert len(named) == len(set(named)) == len(folders) - 1
    assert [chain(folder) for folder in folders] == [Chain()] * len(folders)


def test_a_run_is_signed_once(runs: Path) -> None:
    folder = signed(runs, "one")
    before = (folder.path / "evidence.dsse").read_bytes()
    sign_evidence(folder, RUN, KEY)
    assert (folder.path / "evidence.dsse").read_bytes() == before


def test_a_run_whose_signing_was_interrupted_is_signed_later(runs: Path) -> None:
    folder = signed(runs, "one")
    (folder.path / "evidence.dsse").unlink()  # it is written last
    other = signed(runs, "two")
    assert previous(other) == []
    sign_evidence(folder, RUN, KEY)
    assert previous(folder) == ["two"]


def test_two_folders_that_were_put_together(runs: Path, tmp_path: Path) -> None:
    first = signed(runs, "one")
    other = signed(tmp_path / "others", "two")
    shutil.copytree(other.path, runs / "two")
    last = signed(runs, "three")
    assert sorted(previous(last)) == ["one", "two"]
    assert chain(last) == Chain()
    assert "does not lead to this run" in chain(first).broken[0]


def test_what_is_no_signed_run_is_left_out(runs: Path) -> None:
    folder = signed(runs, "one")
    (runs / "unsigned").mkdir()
    (runs / ".locks").mkdir()
    (runs / "latest").symlink_to("one")
    (runs / "linked").symlink_to("one")
    (runs / "a file").write_text("")
    assert [one.run_id for one in signed_beside(RunFolder(runs, "new"))] == ["one"]
    assert chain(folder) == Chain()


def test_a_run_whose_statement_cannot_be_read_is_still_named(runs: Path) -> None:
    signed(runs, "one")
    second = signed(runs, "two")
    (second.path / "evidence.statement").write_text("{")
    third = signed(runs, "three")
    assert sorted(previous(third)) == ["one", "two"]


def test_a_predecessor_further_back_that_was_removed(runs: Path) -> None:
    folders = [signed(runs, name) for name in ("one", "two", "three")]
    shutil.rmtree(folders[0].path)
    (said,) = chain(folders[2]).broken
    assert "run one" in said
    assert "run two names it as predecessor" in said


def test_a_predecessor_that_was_signed_again(runs: Path) -> None:
    first, second = signed(runs, "one"), signed(runs, "two")
    for name in Kind.EVIDENCE.files:
        (first.path / name).unlink()
    sign_evidence(first, {**RUN, "started": "2020-01-01T00:00:00.000Z"}, KEY)
    assert "run one" in chain(second).broken[0]


def test_a_run_that_is_dated_before_its_predecessor(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signed(runs, "one")

    class Before(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(UTC) - timedelta(days=30)

    monkeypatch.setattr("reinstate.evidence.sign_run.datetime", Before)
    second = signed(runs, "two")
    assert "before its predecessor one" in chain(second).broken[0]


def test_a_run_that_was_copied_alone(runs: Path, tmp_path: Path) -> None:
    signed(runs, "one")
    second = signed(runs, "two")
    alone = RunFolder(tmp_path / "elsewhere", "two")
    shutil.copytree(second.path, alone.path)
    found = chain(alone)
    assert (found.broken, len(found.unknown)) == ((), 1)
    (alone.runs_dir / "latest").symlink_to("two")
    assert len(chain(alone).broken) == 1


def test_an_evaluation_that_was_there_when_the_next_run_was_signed(runs: Path) -> None:
    first = signed(runs, "one")
    judgement = first.path / "judgements" / "1"
    stated = statement_bytes(Kind.JUDGEMENT, {}, {"made": "2026-11-23T00:00:00.000Z"})
    write_signed(judgement, Kind.JUDGEMENT, stated, KEY)
    signed(runs, "two")
    assert chain(first) == Chain()
    shutil.rmtree(judgement)
    assert chain(first).broken == ("an evaluation of this run is missing, or was signed again; run two names it",)


def test_a_long_chain_is_followed_in_time(runs: Path) -> None:
    folders = [signed(runs, f"run-{number:03}") for number in range(60)]
    assert chain(folders[0]) == Chain()
    assert previous_of(RunFolder(runs, "new"))[0]["run_id"] == "run-059"


def test_runs_of_several_signers_that_a_reader_keeps_in_one_folder(runs: Path, tmp_path: Path) -> None:
    first, other = signed(runs, "one"), signed(tmp_path / "others", "two", another_key())
    copied = RunFolder(runs, "two")
    shutil.copytree(other.path, copied.path)
    assert (chain(first), chain(copied)) == (Chain(), Chain())


def test_a_folder_with_several_keys_is_one_chain(runs: Path) -> None:
    signed(runs, "one")
    second = signed(runs, "two", another_key())
    third = signed(runs, "three")
    assert (previous(second), previous(third)) == (["one"], ["two"])
    shutil.rmtree(second.path)
    assert "run two" in chain(third).broken[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read every folder")
def test_a_folder_that_cannot_be_read(runs: Path) -> None:
    folder = signed(runs, "one")
    runs.chmod(0o100)
    try:
        assert "cannot be read" in chain(folder).unknown[0]
    finally:
        runs.chmod(0o700)


def test_the_key_that_a_run_was_opened_with() -> None:
    another = another_key()
    stated = {"signer": KEY.public.fingerprint}
    require_signer(stated, KEY)
    require_signer({}, None)
    for key, got in ((None, "no key"), (another, another.public.fingerprint)):
        with pytest.raises(InputError, match="not the key that this run was opened with") as caught:
            require_signer(stated, key)
        assert caught.value.actual == got
