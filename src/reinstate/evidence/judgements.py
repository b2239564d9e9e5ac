"""The judgements of a run: ``judgements/<n>/``, each written once, and what the top of the run shows of the newest.

A judgement holds all that it rests on besides the sealed evidence: the policy, what was declared by then, and what was
known of other runs. It states the digest of ``run.json``, of each of its own files, and of the judgement before it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reinstate.errors import EvidenceError
from reinstate.evidence.file_access import (
    json_bytes,
    json_of,
    make_folder,
    read_file,
    read_json,
    storage_error,
    write_atomic,
)
from reinstate.evidence.run_folder import JUDGEMENTS, RUN_FILE, SHOWN, SUMMARY_FILE, RunFolder
from reinstate.evidence.run_log import log_path

JUDGEMENT_FILE: Final = "judgement.json"
POPULATION_FILE: Final = "population.json"
REPORT_FILE: Final = "report.json"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Paths of one judgement.

    Attributes:
        run: the run that was judged.
        number: from 1; 0 for the only one of a run that was judged before judgements had folders of their own.
        root: its folder; the run's own for number 0.
    """

    run: RunFolder
    number: int
    root: Path

    @property
    def records(self) -> Path:
        """Folder of the inspection records."""
        return self.root / "records"

    @property
    def report(self) -> Path:
        """Folder of the report."""
        return self.root / "report"

    @property
    def policy(self) -> Path:
        """Folder of the policy that it was judged under, and of the files that the policy names."""
        return self.root / "policy"

    @property
    def summary(self) -> Path:
        """Its ``summary.json``."""
        return self.root / SUMMARY_FILE

    @property
    def file(self) -> Path:
        """Its ``judgement.json``."""
        return self.root / JUDGEMENT_FILE

    @property
    def population(self) -> Path:
        """Its ``population.json``."""
        return self.root / POPULATION_FILE

    @property
    def name(self) -> str:
        """How messages name it."""
        return f"judgement {self.number}" if self.number else "the judgement of an earlier version"

    def stated(self) -> dict[str, Any]:
        """``judgement.json``; EvidenceError where it is missing or no judgement's. Empty for number 0."""
        if not self.number:
            return {}
        stated = read_json(self.file)
        texts = ("run_sha256", "population_sha256", "summary_sha256")
        if not isinstance(stated, dict) or not all(isinstance(stated.get(name), str) for name in texts):
            raise EvidenceError(
                f"{self.file}: not the file of a judgement", expected=", ".join(texts), actual=type(stated).__name__
            )
        return stated


def judgements_of(folder: RunFolder) -> tuple[Judgement, ...]:
    """Every judgement of the run that has a folder, oldest first."""
    root = folder.path / JUDGEMENTS
    try:
        numbers = sorted(int(name) for name in os.listdir(root) if name.isdecimal() and name[0] != "0")  # noqa: PTH208
    except FileNotFoundError:
        return ()
    return tuple(Judgement(folder, number, root / str(number)) for number in numbers)


def newest_judgement(folder: RunFolder) -> Judgement | None:
    """The newest judgement; None for a run that was never judged.

    Raises:
        EvidenceError: a judgement is missing of which others, or the top of the run, say that it was there.
    """
    found = judgements_of(folder)
    if missing := _missing(folder, found):
        raise EvidenceError(
            f"{folder.run_id}: judgement {missing} is missing",
            expected=f"every judgement of the run in {JUDGEMENTS}/",
            actual=", ".join(str(one.number) for one in found) or "none",
            remedy="restore it from a copy of the run, or inspect the devices again as another run",
        )
    if found:
        return found[-1]
    judged = (folder.path / SUMMARY_FILE).exists() or any(folder.records.glob("*.json"))
    return Judgement(folder, 0, folder.path) if judged else None


def _missing(folder: RunFolder, found: tuple[Judgement, ...]) -> int:
    """The number of a judgement that was removed; 0 where none was, as far as the run's files show."""
    there = {one.number for one in found}
    last = max((0, *there, _shown_number(folder)))
    return next((number for number in range(1, last + 1) if number not in there), 0)


def _shown_number(folder: RunFolder) -> int:
    """The number of the judgement that the top of the run shows; 0 where it shows none, or an earlier version's."""
    try:
        shown = json_of(read_file(folder.path / SUMMARY_FILE), folder.path / SUMMARY_FILE)
    except (OSError, EvidenceError):
        return 0
    number = shown.get("judgement") if isinstance(shown, dict) else None
    return number if isinstance(number, int) else 0


def judgement_of(folder: RunFolder) -> Judgement:
    """The newest judgement; EvidenceError where the run was never judged."""
    found = newest_judgement(folder)
    if found is None:
        raise EvidenceError(
            f"{folder.path}: not evaluated yet",
            expected="records of its units",
            actual="none",
            remedy="evaluate it first: ansible-playbook playbooks/decide.yml -e run=RUN",
        )
    return found


# --- digests ----------------------------------------------------------------------------------------------------------


def collected_digests(folder: RunFolder) -> dict[str, str]:
    """The digests of ``run.json`` and, where the run has one, of the log of its collection."""
    digests = {"run_sha256": sha256_of(folder.path / RUN_FILE), "log_sha256": sha256_of(log_path(folder.path))}
    return {name: digest for name, digest in digests.items() if digest}


def basis_digest(stated: Mapping[str, Any]) -> str:
    """The digest of what ``judgement.json`` states, apart from the digest of the summary, which states this one."""
    basis = {name: value for name, value in stated.items() if name not in ("schema_version", "summary_sha256")}
    return digest_of(json_bytes(basis))


def digest_of(content: bytes) -> str:
    """The sha256 of these bytes."""
    return hashlib.sha256(content).hexdigest()


def sha256_of(path: Path) -> str:
    """The file's digest; "" where it cannot be read."""
    try:
        return digest_of(read_file(path))
    except OSError:
        return ""


# --- write ------------------------------------------------------------------------------------------------------------


@contextmanager
def drafted(folder: RunFolder, before: Judgement | None) -> Iterator[Judgement]:
    """A folder to write the next judgement in, which begins with what was declared and with the policies of the run.

    It is removed in the end, where it was not kept.

    Raises:
        StorageError: the disk refuses.
    """
    root = folder.path / JUDGEMENTS / f".new-{os.getpid()}"
    try:
        shutil.rmtree(root, ignore_errors=True)
        make_folder(root)
        _take_over((before.root if before is not None else folder.path) / "declared", root / "declared")
        _take_over(folder.policy, root / "policy")
    except OSError as error:
        raise storage_error(root, error) from error
    try:
        yield Judgement(folder, before.number + 1 if before is not None else 1, root)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _take_over(source: Path, target: Path) -> None:
    """The same files under another name; as links to the same bytes where the disk can."""
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, copy_function=_linked)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy(source, target, follow_symlinks=False)


def placed_facts(draft: Judgement, stated: Mapping[str, Any]) -> dict[str, Any]:
    """What ``judgement.json`` states: these facts, the judgement's number, and the digest of the one before it."""
    previous = judgements_of(draft.run)
    before = sha256_of(previous[-1].file) if previous else None
    return {"schema_version": 1, "number": draft.number, "before": before, **stated}


def keep_draft(
    draft: Judgement, stated: Mapping[str, Any], sign: Callable[[Judgement], object] = lambda draft: None
) -> Judgement:
    """Make the draft the newest judgement of its run, signed where it is to be, and show it at the top.

    Raises:
        StorageError: the disk refuses.
    """
    write_atomic(draft.file, json_bytes(placed_facts(draft, stated)))
    sign(draft)
    kept = Judgement(draft.run, draft.number, draft.root.with_name(str(draft.number)))
    try:
        draft.root.rename(kept.root)
    except OSError as error:
        raise storage_error(kept.root, error) from error
    show(kept)
    return kept


def same_as(judgement: Judgement, stated: Mapping[str, Any]) -> bool:
    """Whether a judgement rests on the very same and found the very same."""
    if not judgement.number:
        return False
    left_out = ("made", "summary_sha256")  # the summary says which judgement it is
    written = {name: value for name, value in judgement.stated().items() if name in stated and name not in left_out}
    return written == {name: value for name, value in stated.items() if name not in left_out}


def show(judgement: Judgement) -> None:
    """Let ``records/``, ``report/`` and ``summary.json`` at the top of the run show that judgement.

    They are the same files under another name where the disk can do that, else copies.

    Raises:
        StorageError: the disk refuses.
    """
    top = judgement.run.path
    try:
        for name in SHOWN:
            _replace(top / name, judgement.root / name)
    except OSError as error:
        raise storage_error(top, error) from error


def _replace(shown: Path, own: Path) -> None:
    fresh, gone = (shown.with_name(f".{shown.name}.{word}-{os.getpid()}") for word in ("new", "old"))
    for path in (fresh, gone):
        _remove(path)
    if own.is_dir():
        shutil.copytree(own, fresh, symlinks=True, copy_function=_linked)
    elif own.exists():
        _linked(str(own), str(fresh))
    if shown.exists():
        shown.rename(gone)
    if fresh.exists():
        fresh.rename(shown)
    _remove(gone)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def shown_problems(judgement: Judgement) -> Iterator[str]:
    """Files at the top of the run that are not those of its newest judgement, a sentence each."""
    if not judgement.number:
        return
    top = judgement.run.path
    for name in SHOWN:
        ours, theirs = _files(top / name), _files(judgement.root / name)
        for one in sorted(ours.keys() | theirs.keys()):
            if ours.get(one) != theirs.get(one):
                yield f"{'/'.join(filter(None, (name, one)))}: not as in {judgement.name}"


def report_problems(judgement: Judgement) -> tuple[list[str], int]:
    """Files of the report that are not as they were written, a sentence each, and how many files it has."""
    stated = read_json(judgement.root / REPORT_FILE)
    written = stated.get("files") if isinstance(stated, dict) else None
    if not isinstance(written, dict):
        return [f"{REPORT_FILE}: not the list of a report's files"], 0
    there = _files(judgement.report)
    changed = [name for name in sorted(there.keys() | written.keys()) if there.get(name) != written.get(name)]
    return [f"report/{name}: {_what_became(name, there, written)}" for name in changed], len(written)


def _what_became(name: str, there: Mapping[str, str], written: Mapping[str, str]) -> str:
    if name not in there:
        return "missing"
    return "changed after it was written" if name in written else "not of this report"


def _files(path: Path) -> dict[str, str]:
    """Digest of each file below, by its place; the path itself has the place ""."""
    if path.is_dir():
        return {one.relative_to(path).as_posix(): sha256_of(one) for one in sorted(path.rglob("*")) if not one.is_dir()}
    return {"": sha256_of(path)} if path.exists() else {}


def adopt(judgement: Judgement) -> Judgement:
    """Give the judgement of an earlier version a folder of its own, as number 1; it keeps what it says.

    Raises:
        StorageError: the disk refuses.
    """
    folder = judgement.run
    own = Judgement(folder, 1, folder.path / JUDGEMENTS / "1")
    try:
        make_folder(own.root)
        for name in ("declared", "policy"):
            _take_over(folder.path / name, own.root / name)
        for name in SHOWN:
            if (folder.path / name).exists():
                (folder.path / name).rename(own.root / name)
    except OSError as error:
        raise storage_error(own.root, error) from error
    write_atomic(own.population, json_bytes(None))
    stated = {"schema_version": 1, "number": 1, "before": None, "run_sha256": sha256_of(folder.path / RUN_FILE)}
    digests = {"population_sha256": sha256_of(own.population), "summary_sha256": sha256_of(own.summary)}
    write_atomic(own.file, json_bytes({**stated, **digests, "adopted": True}))
    show(own)
    return own
