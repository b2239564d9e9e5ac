"""Signed statements about a run: in-toto statements, each in a DSSE envelope and beside it for ``ssh-keygen -Y``.

A statement names files with their digests (its subjects), and says of what kind they are (its predicate). Of each,
three files are written: ``<stem>.statement``, the bytes that are signed; ``<stem>.dsse``, the same in an envelope; and
``<stem>.statement.sig``, the SSH signature of the first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

import orjson

from reinstate.errors import EvidenceError
from reinstate.evidence.file_access import json_bytes, read_file, write_atomic
from reinstate.evidence.signatures import envelope, key_of_ssh_signature, open_envelope, ssh_signature
from reinstate.evidence.signing_keys import PublicKey, SigningKey
from reinstate.plain_text import shown, shown_value

T = TypeVar("T")
STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"


class Kind(StrEnum):
    """What a statement is about; also the stem of its files."""

    EVIDENCE = "evidence"
    JUDGEMENT = "judgement"
    REPORT = "report"
    SHARE = "share"

    @property
    def predicate_type(self) -> str:
        """The type of its predicate."""
        return f"urn:reinstate:{self}:v1"

    @property
    def statement(self) -> str:
        """Name of the file with the bytes that are signed."""
        return f"{self}.statement"

    @property
    def envelope(self) -> str:
        """Name of the file with the envelope."""
        return f"{self}.dsse"

    @property
    def ssh_signature(self) -> str:
        """Name of the file with the SSH signature."""
        return f"{self}.statement.sig"

    @property
    def files(self) -> tuple[str, str, str]:
        """The names of all three."""
        return self.envelope, self.statement, self.ssh_signature


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as it was read.

    Attributes:
        content: its bytes.
        subjects: digest (sha256) of each file that it names, by path.
        predicate: what it says of them.
        key: who signed it; None where nobody did.
    """

    content: bytes
    subjects: Mapping[str, str]
    predicate: Mapping[str, Any]
    key: PublicKey | None = None

    @property
    def sha256(self) -> str:
        """Its digest, by which other statements name it."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def made(self) -> datetime:
        """When it was made, as it states itself."""
        return datetime.fromisoformat(self.predicate["made"])


# --- write ------------------------------------------------------------------------------------------------------------


def statement_bytes(kind: Kind, subjects: Mapping[str, str], predicate: Mapping[str, Any]) -> bytes:
    """A statement about files, by path and digest; the same values give the same bytes."""
    named = [{"name": name, "digest": {"sha256": subjects[name]}} for name in sorted(subjects)]
    stated = {"_type": STATEMENT_TYPE, "predicateType": kind.predicate_type, "subject": named, "predicate": predicate}
    return json_bytes(stated)


def write_signed(folder: Path, kind: Kind, content: bytes, key: SigningKey) -> None:
    """Sign a statement and write its three files; StorageError. The envelope is last: with it, all are there."""
    write_atomic(folder / kind.statement, content)
    write_atomic(folder / kind.ssh_signature, ssh_signature(content, key))
    write_atomic(folder / kind.envelope, envelope(content, key))


def digests_of(root: Path, files: Iterable[Path]) -> dict[str, str]:
    """The digest of each file, by its path below ``root``."""
    return {path.relative_to(root).as_posix(): hashlib.sha256(read_file(path)).hexdigest() for path in files}


def files_below(*places: Path) -> Iterator[Path]:
    """The files at these places and below them, without hidden ones, which are what an ended process had begun."""
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and not path.name.startswith("."):
                yield path


# --- read -------------------------------------------------------------------------------------------------------------


def is_signed(folder: Path, kind: Kind) -> bool:
    """Whether something there is signed. The envelope is written last, so without it the signer did not finish."""
    return (folder / kind.envelope).exists()


def read_signed(folder: Path, kind: Kind) -> Statement:
    """A statement whose signatures match, both by one key; whether to trust that key is for the caller to say.

    Raises:
        EvidenceError: a file is missing or cannot be read, a signature does not match, or it is not such a statement.
    """
    content, signature, sealed = (_read(folder / name) for name in (kind.statement, kind.ssh_signature, kind.envelope))
    key = _checked(kind.ssh_signature, lambda: key_of_ssh_signature(signature, content))
    if _checked(kind.envelope, lambda: open_envelope(sealed, key)) != content:
        raise _not_as_written(kind.envelope, f"contains another statement than {kind.statement}")
    return parse_statement(kind, content, key)


def _checked(name: str, check: Callable[[], T]) -> T:
    try:
        return check()
    except ValueError as error:
        raise _not_as_written(name, str(error)) from error


def _read(path: Path) -> bytes:
    try:
        return read_file(path)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise _not_as_written(path.name, "missing" if missing else error.strerror or str(error)) from error


def _not_as_written(name: str, actual: str) -> EvidenceError:
    return EvidenceError(
        f"{name}: not as it was written",
        expected="the signature of the statement beside it",
        actual=shown_value(actual, 200),
        remedy="restore the files from a copy of the run",
    )


def parse_statement(kind: Kind, content: bytes, key: PublicKey | None = None) -> Statement:
    """The statement in these bytes; EvidenceError where they are not one of that kind."""
    try:
        stated = orjson.loads(content)
        subjects = {one["name"]: one["digest"]["sha256"] for one in stated["subject"]}
        found = Statement(content, subjects, dict(stated["predicate"]), key)
        same = statement_bytes(kind, subjects, found.predicate) == content
        whole = all(isinstance(one, str) for pair in subjects.items() for one in pair) and found.made.tzinfo
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _not_as_written(kind.statement, f"no statement ({type(error).__name__})") from error
    if not same or not whole:
        raise _not_as_written(kind.statement, f"not a statement of type {kind.predicate_type}")
    return found


def subject_problems(root: Path, statement: Statement, kind: Kind) -> Iterator[str]:
    """Files that are not as the statement names them, a sentence each."""
    for name, digest in statement.subjects.items():
        if ".." in Path(name).parts or Path(name).is_absolute():
            yield f"{kind.statement}: names a file outside the folder"
        elif not (found := _digest(root / name)):
            yield f"{shown(name)}: missing, or cannot be read; {kind.statement} names it"
        elif found != digest:
            yield f"{shown(name)}: not as it was signed ({kind.statement})"


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(read_file(path)).hexdigest()
    except OSError:
        return ""
