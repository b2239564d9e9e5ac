"""The copy of a policy that a run keeps: all that is needed to judge the run again, and nothing that was changed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reinstate.decision.policy import (
    KeptPythonError,
    Policy,
    keep_policy,
    kept_policy_path,
    kept_problems,
    load_policy,
    policy_facts,
)
from reinstate.errors import EvidenceError, InputError
from tests.unit.decision.examples import CHECKS, policy_of

PROFILES = b"rows: []\n"
TABLE = b"name: own\nas_of: 2026-11-20\nsource: bench\nmax_age_days: 90\nrows: []\n"
LIST = b"serial,says\nPX0123456789,stolen\n"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    """A policy that names a list and a table, which lie in a folder that is no longer there afterwards."""
    own = tmp_path / "bench" / "own"
    own.mkdir(parents=True)
    (own / "table.yml").write_bytes(TABLE)
    (own / "list.csv").write_bytes(LIST)
    (own / "profiles.yml").write_bytes(PROFILES)
    text = (
        f"lists: {{files: [{{file: own/list.csv, sha256: {sha(LIST)}}}]}}\n"
        f"reference: {{lifecycle_tables: [{{file: own/table.yml, sha256: {sha(TABLE)}}}],\n"
        f"  platform_profiles: [{{file: own/profiles.yml, sha256: {sha(PROFILES)}}}]}}\n"
    )
    return policy_of(tmp_path / "bench", text)


def again(kept: Path, policy: Policy) -> Policy:
    return load_policy(kept_policy_path(kept, policy.digest), CHECKS, kept=kept)


def test_a_kept_policy_judges_as_the_one_that_is_gone(tmp_path: Path, policy: Policy) -> None:
    kept = tmp_path / "run" / "policy"
    keep_policy(policy, kept)
    shutil.rmtree(tmp_path / "bench")
    loaded = again(kept, policy)
    assert (loaded.digest, loaded.inputs, loaded.list_digests) == (policy.digest, policy.inputs, policy.list_digests)
    assert [table.read_bytes() for table in loaded.lifecycle_tables] == [TABLE]
    assert [table.name for table in loaded.lifecycle_tables] == ["table.yml"]
    assert [path.read_bytes() for path in loaded.platform_profiles] == [PROFILES]
    assert loaded.kept
    assert not policy.kept
    assert policy_facts(loaded) == policy_facts(load_policy(kept_policy_path(kept, policy.digest), CHECKS, kept=kept))


def test_a_run_names_what_it_keeps(policy: Policy) -> None:
    assert policy_facts(policy) == {
        "name": "bench",
        "version": 3,
        "digest": policy.digest,
        "files": {"own/list.csv": sha(LIST), "own/table.yml": sha(TABLE), "own/profiles.yml": sha(PROFILES)},
    }


def test_a_list_that_is_broken_stays_broken(tmp_path: Path, policy: Policy) -> None:
    """Nothing is kept of it: judged again, it is as unusable as it was."""
    (tmp_path / "bench" / "own" / "list.csv").write_bytes(LIST + b"X,found\n")
    broken = load_policy(tmp_path / "bench" / "policy.yml", CHECKS)
    assert policy_facts(broken)["files"]["own/list.csv"] == ""
    keep_policy(broken, tmp_path / "policy")
    assert again(tmp_path / "policy", broken).inputs.lists.broken
    assert list(kept_problems(tmp_path / "policy", policy_facts(broken))) == []


# What happens to a kept file, and what is said of it.
LOSSES: tuple[tuple[str, Callable[[Path], object], str], ...] = (
    ("removed", Path.unlink, "cannot be read (No such file or directory)"),
    ("emptied", lambda path: path.write_bytes(b""), "does not match its digest"),
    ("a line added", lambda path: path.write_bytes(path.read_bytes() + b"\n"), "does not match its digest"),
)


@pytest.mark.parametrize(("lose", "said"), [row[1:] for row in LOSSES], ids=[row[0] for row in LOSSES])
@pytest.mark.parametrize("name", ["policy.yml", "list.csv", "table.yml"])
def test_no_change_to_a_kept_file_goes_unnoticed(
    tmp_path: Path, policy: Policy, name: str, lose: Callable[[Path], object], said: str
) -> None:
    kept = tmp_path / "policy"
    keep_policy(policy, kept)
    path = next(kept.glob(f"*/{name}"))
    lose(path)
    assert [problem.partition(": ")[0] for problem in kept_problems(kept, policy_facts(policy))] == [
        str(path.relative_to(tmp_path))
    ]
    assert said in next(iter(kept_problems(kept, policy_facts(policy))))
    if name == "list.csv":
        assert again(kept, policy).inputs.lists.broken
    else:
        with pytest.raises((EvidenceError, InputError), match=r"policy\.yml|table\.yml"):
            again(kept, policy)


def test_python_of_a_kept_policy_is_kept_and_never_run(tmp_path: Path) -> None:
    """Whoever can write to a run's folder must not run code on the machine of the one who looks at it."""
    own = tmp_path / "bench" / "own"
    own.mkdir(parents=True)
    check = PYTHON.replace("TOUCHED", str(tmp_path / "touched")).encode()
    (own / "check.py").write_bytes(check)
    text = f"check_folders: [{{folder: own, files: {{check.py: {sha(check)}}}}}]\n"
    policy = policy_of(tmp_path / "bench", text)
    assert "site.own" in {one.id for one in policy.catalog}
    assert policy_facts(policy)["files"] == {"own/check.py": sha(check)}
    (tmp_path / "touched").unlink()
    keep_policy(policy, tmp_path / "policy")
    assert next((tmp_path / "policy").glob("*/check.py")).read_bytes() == check
    with pytest.raises(KeptPythonError, match="never run from a run folder"):
        again(tmp_path / "policy", policy)
    assert not (tmp_path / "touched").exists()


PYTHON = '''
from pathlib import Path

from reinstate.checks.framework import Check, Gravity, Severity

Path("TOUCHED").touch()


class Own(Check):
    """It is ours."""

    id = "site.own"
    severity = Severity(Gravity.CONDITION)

    def judge(self, case):
        yield self.passed(case.unit.name, "it is")


CHECKS = (Own,)
'''


def test_keeping_twice_changes_nothing(tmp_path: Path, policy: Policy) -> None:
    keep_policy(policy, tmp_path / "policy")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "policy").rglob("*")}
    keep_policy(policy, tmp_path / "policy")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "policy").rglob("*")} == before
