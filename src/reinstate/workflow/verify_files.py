"""Files of a run that no version of this software writes there, or that nothing in the run names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from reinstate.evidence.file_access import read_file
from reinstate.evidence.judgements import JUDGEMENT_FILE, POPULATION_FILE, REPORT_FILE, digest_of, judgements_of
from reinstate.evidence.run_folder import JUDGEMENTS, RUN_FILE, SHOWN, RunFolder
from reinstate.evidence.run_log import FOLDER as COLLECTED
from reinstate.evidence.run_log import LOG_NAME
from reinstate.evidence.statements import Kind, is_signed

_OF_A_RUN: Final = {"evidence", COLLECTED, "declared", "policy", JUDGEMENTS, RUN_FILE, *SHOWN}
_OF_A_JUDGEMENT: Final = {"declared", "policy", JUDGEMENT_FILE, POPULATION_FILE, REPORT_FILE, *SHOWN}
_FILES: Final = "files"


def names_in(path: Path) -> set[str]:
    """The names in a folder; none where there is no folder."""
    return {one.name for one in path.iterdir()} if path.is_dir() else set()


def undeclared(folder: RunFolder, root: Path, declared: Any) -> Iterator[str]:
    """Files in the declared inputs of a run, or of a judgement, that its entry ``declared`` does not name."""
    named = {_FILES}
    for kind, one in declared.items() if isinstance(declared, Mapping) else ():
        if isinstance(one, Mapping):
            named |= {f"{kind}-{str(one.get('sha256'))[:12]}.json", *map(str, one.get("earlier") or ())}
    for path in _in(folder, root.relative_to(folder.path).joinpath("declared", "*").as_posix()):
        if path.name not in named:
            yield f"{_place(folder, path)}: not declared"


def strangers(folder: RunFolder, bundles: set[str]) -> Iterator[str]:
    """Files that no version of this software writes there; hidden ones are what an ended process had begun.

    Args:
        folder: the run.
        bundles: the names of its hosts' folders.
    """
    yield from _not_of_a_run(folder)
    for path in _in(folder, "records/*", "judgements/*/records/*"):
        if path.suffix != ".json":
            yield f"{_place(folder, path)}: not a record"
    notes = {LOG_NAME, *(f"{name}.sha256" for name in bundles)}
    for path in _in(folder, f"{COLLECTED}/*"):
        if path.name not in notes:
            yield f"{_place(folder, path)}: not of a host of this run"
    yield from _not_as_named(folder)


def _not_of_a_run(folder: RunFolder) -> Iterator[str]:
    judgements = judgements_of(folder)
    allowed = {folder.path: _OF_A_RUN | _signature(folder.path, Kind.EVIDENCE)}
    allowed |= {one.root: _of_a_judgement(one.root) for one in judgements}
    allowed[folder.path / JUDGEMENTS] = {str(one.number) for one in judgements}
    for root, own in allowed.items():
        for name in sorted(names_in(root) - own):
            if not name.startswith("."):
                yield f"{_place(folder, root / name)}: not a file of a run"


def _of_a_judgement(root: Path) -> set[str]:
    signatures = _signature(root, Kind.JUDGEMENT) | _signature(root, Kind.REPORT)
    return (_OF_A_JUDGEMENT - set(Kind.JUDGEMENT.files)) | signatures


def _signature(root: Path, kind: Kind) -> set[str]:
    """The files of a signature, where there is one."""
    return set(kind.files) if is_signed(root, kind) else set()


def _not_as_named(folder: RunFolder) -> Iterator[str]:
    """Files that are not what their name, or their folder's, is the digest of."""
    for path in sorted(folder.path.rglob("declared/files/*")):
        if not path.name.startswith((".", _digest_of(path))):
            yield f"{_place(folder, path)}: does not match its digest"
    for path in _in(folder, "policy/*", "judgements/*/policy/*"):
        if not path.is_dir():
            yield f"{_place(folder, path)}: not a file of a policy"
    for path in _in(folder, "policy/*/*", "judgements/*/policy/*/*"):
        if path.parent.name != _digest_of(path):
            yield f"{_place(folder, path)}: does not match its digest"


def _in(folder: RunFolder, *patterns: str) -> list[Path]:
    """What is there, without hidden files."""
    found = (path for pattern in patterns for path in folder.path.glob(pattern))
    return sorted(path for path in found if not path.name.startswith("."))


def _place(folder: RunFolder, path: Path) -> str:
    return path.relative_to(folder.path).as_posix()


def _digest_of(path: Path) -> str:
    try:
        return digest_of(read_file(path))
    except OSError:
        return "unreadable"
