"""The declared inputs of a run, kept in its folder under ``declared/`` and pinned by digest in ``run.json``.

A file that is missing, changed, or cut makes its whole kind unknown; it never silently counts as not declared.
A declaration is permanent: a new file can add and correct rows, but not leave any out.
"""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from reinstate.declared.kinds import (
    AttachedFile,
    Claim,
    Declared,
    DeclaredSet,
)
from reinstate.declared.rows import (
    AttestationRow,
    BenchPartRow,
    ClaimRow,
    DeclaredRow,
    EntitlementRow,
    ExchangeRateRow,
    HoldEndRow,
    ModelValuesRow,
)
from reinstate.declared.tables import read_rows
from reinstate.errors import EvidenceError, InputError
from reinstate.evidence.file_access import json_bytes, json_of, read_file, write_atomic
from reinstate.tables.mistakes import Mistake, Mistakes, quoted

FOLDER: Final = "declared"
_FILES: Final = "files"
_MAX_ATTACHED = 64 * 1024 * 1024
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")
FORMS: Mapping[str, type[DeclaredRow]] = {
    "claims": ClaimRow,
    "entitlement": EntitlementRow,
    "attestations": AttestationRow,
    "hold_ends": HoldEndRow,
    "bench_parts": BenchPartRow,
    "model_values": ModelValuesRow,
    "exchange_rates": ExchangeRateRow,
}


@dataclass(frozen=True, slots=True)
class Handed:
    """The files that are provided for a run; None leaves a kind as it is."""

    claims: Path | None = None
    entitlement: Path | None = None
    attestations: Path | None = None
    hold_ends: Path | None = None
    bench_parts: Path | None = None
    model_values: Path | None = None
    exchange_rates: Path | None = None

    def by_kind(self) -> dict[str, Path]:
        """The provided files, by kind."""
        return {kind: path for kind in FORMS if (path := getattr(self, kind)) is not None}


def checked(handed: Handed) -> tuple[Claim, ...]:
    """Read and check every file, and return the claims; InputError names each mistake with its line. Writes nothing."""
    rows = {kind: _read_file(kind, path) for kind, path in handed.by_kind().items()}
    return tuple(_declared(Path(), "claims", row, {}) for row in rows.get("claims", ()))


def declare(run: Path, stated: Mapping[str, Any] | None, handed: Handed) -> dict[str, Any]:
    """Store the provided files, and return the entry ``declared`` of ``run.json``.

    Args:
        run: the run folder.
        stated: the previous entry ``declared`` of ``run.json``.
        handed: the files.

    Raises:
        InputError: a file contains mistakes, or leaves out an earlier declaration of this run.
    """
    entry = dict(stated or {})
    for kind, path in handed.by_kind().items():
        rows = _read_file(kind, path)
        _refuse_loss(run, kind, entry.get(kind), rows, path)
        attached = {name: _attach(run, path.parent / name, path) for name in _names_of_files(rows)}
        content = json_bytes({"kind": kind, "rows": rows, "files": attached})
        digest = hashlib.sha256(content).hexdigest()
        write_atomic(run / FOLDER / _table_name(kind, digest), content)
        entry[kind] = {"sha256": digest, "rows": len(rows), "file": path.name}
        earlier = _stored_tables(run, kind) - {_table_name(kind, digest)}
        if earlier:
            entry[kind]["earlier"] = sorted(earlier)
    return entry


def _table_name(kind: str, digest: str) -> str:
    return f"{kind}-{digest[:12]}.json"


def _stored_tables(run: Path, kind: str) -> set[str]:
    """The tables of that kind in the run: the current one, and those that it replaced."""
    return {path.name for path in (run / FOLDER).glob(f"{kind}-*.json")}


def read_declared(
    run: Path,
    stated: Mapping[str, Any] | None,
    of_hosts: Mapping[str, Mapping[str, Any]] | None = None,
    lost: Iterable[str] = (),
) -> Declared:
    """The declared inputs of a run. Damage makes a kind ``broken`` and raises nothing.

    Args:
        run: the run folder.
        stated: the entry ``declared`` of ``run.json``.
        of_hosts: claims that the inventory made, by host.
        lost: hosts whose claims in the inventory can no longer be read.
    """
    entry = stated if isinstance(stated, Mapping) else dict.fromkeys(FORMS, stated) if stated else {}
    sets = {kind: _set(run, kind, entry.get(kind)) for kind in FORMS}
    return Declared(**{**sets, "claims": _with_inventory(sets["claims"], of_hosts or {}, lost)})


def claims_of_inventory(claim: Any, host: str) -> tuple[Claim, ...]:
    """The claims that a host's variable ``reinstate_claim`` makes: one mapping, or a list of them for several units.

    Raises ValidationError, or TypeError where it is neither.
    """
    if not claim:
        return ()
    units = claim.get("units", [claim]) if isinstance(claim, Mapping) else claim
    if not isinstance(units, list):
        raise TypeError("a mapping, or a list of mappings")
    return tuple(ClaimRow.model_validate({"host": host, **unit}).claim(f"inventory of {host}") for unit in units)


# --- read a file ---------------------------------------------------------------------------------------------------


def _read_file(kind: str, path: Path) -> list[dict[str, Any]]:
    rows = read_rows(path, FORMS[kind])
    if kind == "claims":
        _refuse_repeats(path, rows)
    if kind == "model_values":
        _refuse_two_rows_of_a_model(path, rows)
    return [{**_stored_form(path, line, row), "source": f"{path.name}, line {line}"} for line, row in rows]


def _stored_form(path: Path, line: int, row: DeclaredRow) -> dict[str, Any]:
    """The row as it is stored. It must read back: a row that does not would make all others unreadable."""
    stored = _plain(row)
    try:
        type(row).model_validate(stored)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(
            f"{path}, line {line}: the row cannot be stored",
            expected=_first_of(error),
            actual=repr(first["input"])[:80],
            remedy=f"correct line {line}",
        ) from error
    return stored


def _plain(row: DeclaredRow) -> dict[str, Any]:
    """The row as plain JSON types, without empty values."""
    stated = row.model_dump(mode="json")
    if isinstance(row, ClaimRow):
        stated["modules"] = [_module_text(one) for one in row.modules]
    return {name: value for name, value in stated.items() if value not in ("", None, [])}


def _module_text(module: Any) -> str:
    if module.serial:
        return f"{module.name}={module.serial}"
    return f"{module.name} x{module.count}" if module.count > 1 else str(module.name)


def _refuse_repeats(path: Path, rows: Sequence[tuple[int, DeclaredRow]]) -> None:
    seen, mistakes = dict[str, int](), Mistakes()
    for line, row in rows:
        if not isinstance(row, ClaimRow):
            continue
        for column, serial in (("serial", row.serial), *(("further_serials", one) for one in row.further_serials)):
            if serial in seen:
                mistakes.add(_repeated(line, column, serial, seen[serial]))
            seen.setdefault(serial, line)
    if mistakes.number:
        raise mistakes.error(str(path))


def _refuse_two_rows_of_a_model(path: Path, rows: Sequence[tuple[int, DeclaredRow]]) -> None:
    seen, mistakes = dict[str, int](), Mistakes()
    for line, row in rows:
        model = " ".join(str(getattr(row, "model", "")).split()).upper()
        if model in seen:
            mistakes.add(
                Mistake(
                    line, "model", "one row per model", f"{quoted(model)}, as in line {seen[model]}", "keep one row"
                )
            )
        seen.setdefault(model, line)
    if mistakes.number:
        raise mistakes.error(str(path))


def _repeated(line: int, column: str, serial: str, before: int) -> Mistake:
    fix = "keep one of the two; the inspection itself finds units that report the same serial number"
    return Mistake(line, column, "one row per unit", f"{quoted(serial)}, as in line {before}", fix)


def _names_of_files(rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for row in rows for name in row.get("files", ())))


def _attach(run: Path, source: Path, table: Path) -> dict[str, str]:
    """Copy an attached file into the run, under its hash; its name is kept as a text alone."""
    try:
        _require_inside(source, table)
        content = read_file(source, _MAX_ATTACHED)
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(
            f"{table}: the attached file {source} cannot be read",
            expected="a file in the folder of the table",
            actual=getattr(error, "strerror", None) or str(error),
            remedy="correct the file name, relative to the table",
        ) from error
    digest = hashlib.sha256(content).hexdigest()
    suffix = source.suffix.lower()
    stored = f"{digest}{suffix if _SUFFIX.fullmatch(suffix) else ''}"
    write_atomic(run / FOLDER / _FILES / stored, content)
    return {"sha256": digest, "file": stored}


def _require_inside(source: Path, table: Path) -> None:
    """Others can write such tables. A name or a link in them must not copy files from elsewhere."""
    if not source.resolve().is_relative_to(table.parent.resolve()):
        raise OSError(errno.EACCES, "the name leads out of the folder of the table")


# --- a declaration is permanent ---------------------------------------------------------------------------------

_IDENTITY = {
    "claims": ("serial",),
    "entitlement": ("serial", "on", "answer"),
    "attestations": ("serial", "model", "kind", "by", "on", "holds"),
    "hold_ends": ("serial", "how", "box", "explains", "twin", "by", "on"),
    "bench_parts": ("part_number", "serial"),
    "model_values": ("model",),
    "exchange_rates": ("currency", "on"),
}


def _refuse_loss(run: Path, kind: str, stated: Any, rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    if not stated:
        return
    before = _stored(run, kind, stated)
    now = {_identity(kind, row): row for row in rows}
    for row in before["rows"]:
        same = now.get(_identity(kind, row))
        lost = ["the row"] if same is None else [name for name, value in row.items() if _smaller(value, same.get(name))]
        if lost:
            raise InputError(
                f"{path}: an earlier declaration of this run is missing",
                expected=f"{', '.join(lost)} of {' '.join(filter(None, map(str, _identity(kind, row))))}",
                actual="nothing",
                remedy="add it again, corrected if needed; for a mistyped serial number add a second row, "
                "or open a new run",
            )


def _identity(kind: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name, "") for name in _IDENTITY[kind])


def _smaller(before: Any, after: Any) -> bool:
    """Whether a value was left out, or a list became shorter."""
    if isinstance(before, list):
        return len(after or ()) < len(before)
    return after is None


# --- read it back --------------------------------------------------------------------------------------------------


def _stored(run: Path, kind: str, stated: Any) -> dict[str, Any]:
    """The stored content, verified; EvidenceError where it does not match the digest in ``run.json``."""
    digest = str(stated.get("sha256", "")) if isinstance(stated, Mapping) else ""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise EvidenceError(
            f"run.json contains no digest of the declared {kind}", expected="a sha256", actual=digest or "nothing"
        )
    path = run / FOLDER / _table_name(kind, digest)
    raw = read_file(path)
    actual = hashlib.sha256(raw).hexdigest()
    if actual != digest:
        raise EvidenceError(f"{path.name} does not match its digest", expected=digest, actual=actual)
    content = json_of(raw, path)
    if not isinstance(content, dict):
        raise EvidenceError(f"{path.name} is not in the format of this version", expected="a mapping with rows")
    return content


def _named_tables(kind: str, stated: Any) -> set[str]:
    """The tables that ``run.json`` names."""
    if not isinstance(stated, Mapping):
        return set()
    earlier = stated.get("earlier")
    named = {name for name in earlier if isinstance(name, str)} if isinstance(earlier, list) else set()
    return named | {_table_name(kind, str(stated.get("sha256", "")))}


def _set(run: Path, kind: str, stated: Any) -> DeclaredSet[Any]:
    if unnamed := sorted(_stored_tables(run, kind) - _named_tables(kind, stated)):
        more = f" and {len(unnamed) - 1} more" if len(unnamed) > 1 else ""
        why = f"run.json, which may be an older copy, does not name {unnamed[0]}{more} in the run folder"
        return DeclaredSet(declared=True, broken=f"declared {kind} cannot be used: {why}")
    if stated is None:
        return DeclaredSet()
    source = str(stated.get("file", "")) if isinstance(stated, Mapping) else ""
    try:
        content = _stored(run, kind, stated)
        rows = tuple(_declared(run, kind, row, content.get("files", {})) for row in content["rows"])
    except (EvidenceError, ValidationError, AttributeError, KeyError, TypeError, OSError) as error:
        return DeclaredSet(declared=True, broken=f"declared {kind} cannot be used: {_why(error)}", sources=(source,))
    return DeclaredSet(declared=True, rows=rows, digest=str(stated["sha256"]), sources=(source,))


def _why(error: Exception) -> str:
    """The cause on one line, without paths of this machine."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if isinstance(error, ValidationError):
        return _first_of(error)
    return str(error) if isinstance(error, EvidenceError) else f"not in the format of this version ({error})"


def _first_of(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    message = str(first["msg"]).removeprefix("Value error, ")
    return ": ".join(filter(None, (".".join(map(str, first["loc"])), message)))


# From a row as a person writes it, and its source, to what it declares.
_MADE: Mapping[str, Callable[[Any, str], Any]] = {
    "claims": ClaimRow.claim,
    "entitlement": EntitlementRow.entitlement,
    "attestations": AttestationRow.attestation,
    "hold_ends": HoldEndRow.hold_end,
    "bench_parts": BenchPartRow.bench_part,
    "model_values": ModelValuesRow.model_values,
    "exchange_rates": ExchangeRateRow.exchange_rate,
}


def _declared(run: Path, kind: str, stored: Mapping[str, Any], files: Mapping[str, Any]) -> Any:
    """What a stored row declares, with the files that it names."""
    row = FORMS[kind].model_validate({name: value for name, value in stored.items() if name != "source"})
    made = _MADE[kind](row, str(stored["source"]))
    named = getattr(row, "files", ())
    return replace(made, files=tuple(_attached(run, name, files.get(name, {})) for name in named)) if named else made


def _attached(run: Path, name: str, stated: Mapping[str, Any]) -> AttachedFile:
    digest, stored = str(stated.get("sha256", "")), str(stated.get("file", ""))
    if not re.fullmatch(r"[0-9a-f]{64}(\.[a-z0-9]{1,5})?", stored):
        return AttachedFile(name, digest, "the run contains no copy of this file")
    try:
        actual = hashlib.sha256(read_file(run / FOLDER / _FILES / stored, _MAX_ATTACHED)).hexdigest()
    except OSError as error:
        return AttachedFile(name, digest, f"the copy in the run cannot be read ({error.strerror})")
    return AttachedFile(name, digest, "" if actual == digest else "the copy in the run does not match its digest")


def _with_inventory(
    claims: DeclaredSet[Claim], of_hosts: Mapping[str, Mapping[str, Any]], lost: Iterable[str]
) -> DeclaredSet[Claim]:
    """The claims of inventory and file. Of two with one serial number, the file's counts, at the inventory's host."""
    rows, broken = {row.serial: row for row in claims.rows}, [claims.broken] if claims.broken else []
    broken += [
        f"declared claims cannot be used: those of {host} in the inventory can no longer be read"
        for host in sorted(lost)[:1]
    ]
    for host, claim in sorted(of_hosts.items()):
        try:
            made = claims_of_inventory(claim, host)
        except (ValidationError, TypeError) as error:
            broken.append(
                f"declared claims cannot be used: the claim of {host} in the inventory is not valid: {_why(error)}"
            )
            continue
        for one in made:
            row = rows.get(one.serial, one)
            rows[one.serial] = replace(row, host=row.host or one.host)
    return replace(claims, rows=tuple(rows.values()), broken="; ".join(broken))
