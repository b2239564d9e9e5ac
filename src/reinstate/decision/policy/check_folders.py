"""Site checks in Python: classes in files that a policy names by folder and digest.

A file is read once, compared with its digest, and run as a module whose name contains the digest: nothing on
``sys.path`` can replace it, and it replaces nothing.
"""

from __future__ import annotations

import hashlib
import inspect
import re
import sys
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from importlib.abc import InspectLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

from reinstate.checks.framework import Action, Check, Evidence, Gravity, Platforms, Remedy, Severity
from reinstate.checks.framework.check import SITE
from reinstate.checks.framework.evidence_plan import EVERY_ENGINE
from reinstate.decision.policy.site_check_keys import CheckFolderKeys
from reinstate.decision.policy.strict_yaml import MAX_BYTES, KeyPath, YamlFile
from reinstate.declared.kinds import Declared
from reinstate.device.model import Search
from reinstate.device.search import xpath_problem
from reinstate.errors import InputError
from reinstate.evidence.file_access import read_file
from reinstate.plan.requests import Rpc

_DECLARED = frozenset(field.name for field in fields(Declared))
_ID = re.compile(r"site\.[a-z0-9][a-z0-9-]{0,62}")


class _WrongError(Exception):
    """A mistake in a file of checks, in the terms of an InputError."""

    def __init__(self, what: str, expected: str, actual: str) -> None:
        self.what, self.expected, self.actual = what, expected, actual
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class _CheckFile:
    """One file of checks as the policy names it."""

    policy: YamlFile
    at: KeyPath
    path: Path
    sha256: str

    def error(self, what: str, expected: str, actual: str, remedy: str = "") -> InputError:
        return self.policy.error(self.at, f"{self.path}: {what}", expected=expected, actual=actual, remedy=remedy)


class _Bytes(InspectLoader):
    """Loads a module from bytes in memory."""

    def __init__(self, raw: bytes, path: Path) -> None:
        self._raw = raw
        self._path = path

    def get_source(self, fullname: str) -> str:
        return self._raw.decode("utf-8")

    def get_code(self, fullname: str) -> types.CodeType:
        return self.source_to_code(self._raw, str(self._path))


def load_check_folders(policy: YamlFile, folders: Sequence[CheckFolderKeys]) -> Iterator[tuple[KeyPath, Check]]:
    """Every check of the folders, with the key of the policy that names its file.

    Raises:
        InputError: names policy, line, key, the file, and the mistake.
    """
    for index, keys in enumerate(folders):
        folder = (policy.path.parent / keys.folder).resolve()
        at: KeyPath = ("check_folders", index)
        _require_all_named(policy, (*at, "files"), folder, keys)
        for name, sha256 in sorted(keys.files.items()):
            file = _CheckFile(policy, (*at, "files", name), folder / name, sha256)
            yield from ((file.at, check) for check in _checks_of(file))


def _require_all_named(policy: YamlFile, at: KeyPath, folder: Path, keys: CheckFolderKeys) -> None:
    """A check in the folder that is not named would silently never run."""
    forgotten = sorted({path.name for path in folder.glob("*.py")} - set(keys.files))
    if forgotten:
        raise policy.error(
            at,
            f"Python files in {keys.folder} are not named",
            expected="every Python file of the folder with its sha256",
            actual=f"no entry for {', '.join(forgotten[:5])}",
            remedy="add the files with the digests that sha256sum prints, or move them out of the folder",
        )


def _checks_of(file: _CheckFile) -> tuple[Check, ...]:
    raw = _pinned(file)
    try:
        return tuple(_check(one) for one in _classes(_module(raw, file)))
    except _WrongError as wrong:
        raise file.error(
            wrong.what, wrong.expected, wrong.actual, "correct the file; docs/how-to/site-checks.md describes the form"
        ) from wrong


def _pinned(file: _CheckFile) -> bytes:
    try:
        raw = read_file(file.path, MAX_BYTES)
    except OSError as error:
        actual = error.strerror or str(error)
        raise file.error("cannot be read", "a Python file", actual, "correct the path or its permissions") from error
    digest = hashlib.sha256(raw).hexdigest()
    if digest != file.sha256:
        remedy = "restore the file, or enter its new sha256 if the change is intended"
        raise file.error("does not match its digest", file.sha256, digest, remedy)
    return raw


def _module(raw: bytes, file: _CheckFile) -> types.ModuleType:
    name = f"reinstate_site_checks_{file.sha256}"
    spec = spec_from_loader(name, _Bytes(raw, file.path), origin=str(file.path))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    module.__file__ = str(file.path)
    # Data classes look up their own module by its name.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise _WrongError("cannot be imported", "a Python module", _described(error, file.path)) from error
    return module


def _described(error: BaseException, path: Path) -> str:
    """The error with the line of the file that it came from."""
    line = error.lineno if isinstance(error, SyntaxError) else None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"{type(error).__name__}: {str(error)[:300]}{f', line {line}' if line else ''}"


def _classes(module: types.ModuleType) -> tuple[object, ...]:
    stated = getattr(module, "CHECKS", None)
    if not isinstance(stated, tuple) or not stated:
        raise _WrongError("contains no checks", "CHECKS, a tuple of classes", f"CHECKS = {stated!r}"[:200])
    return stated


def _check(stated: object) -> Check:
    """One instance of a class, with what the framework relies on checked."""
    if not (isinstance(stated, type) and issubclass(stated, Check)) or inspect.isabstract(stated):
        raise _WrongError(
            f"{_name(stated)} is not a check", "a class derived from Check, with judge", repr(stated)[:200]
        )
    identity = getattr(stated, "id", None)
    if not isinstance(identity, str) or not _ID.fullmatch(identity):
        raise _WrongError(
            f"{_name(stated)} has no valid id", f"{SITE} and a name in lower-case letters", repr(identity)[:200]
        )
    _require_stated(stated)
    _require_evidence(stated)
    try:
        return stated()
    except Exception as error:
        raise _WrongError(
            f"{_name(stated)} cannot be created", "a class without arguments", f"{error!r}"[:300]
        ) from error


def _name(stated: object) -> str:
    return getattr(stated, "__name__", type(stated).__name__)


# What the attributes of a check are made of.
_VALUES = {"severity": Severity, "evidence": Evidence, "remedy": Remedy, "applies_to": Platforms}


def _require_stated(check: type[Check]) -> None:
    if not vars(check).get("__doc__") or not check.title:
        raise _WrongError(
            f"{check.id} has no title",
            "a docstring whose first line is the statement that is true when it passes",
            "none",
        )
    for name, kind in _VALUES.items():
        value = getattr(check, name, None)
        if not isinstance(value, kind):
            raise _WrongError(f"{check.id} has no {name}", f"{name} = {kind.__name__}(...)", repr(value)[:200])
    if not isinstance(check.severity.gravity, Gravity) or not isinstance(check.severity.ceiling, Gravity):
        raise _WrongError(f"{check.id} has no gravity", "Gravity.BLOCKER, CONDITION, or ADVICE", "none of them")
    if not isinstance(check.remedy.action, Action) or not isinstance(check.remedy.text, str):
        raise _WrongError(f"{check.id} has no valid remedy", "Remedy(Action.LOOK, a text)", repr(check.remedy)[:200])
    if check.applies_to.virtual:
        raise _WrongError(f"{check.id} applies to virtual devices", "virtual = False", "True")
    _require_texts(check)


def _require_texts(check: type[Check]) -> None:
    stated = {
        "clauses": check.clauses,
        "permissions": check.evidence.permissions,
        "reference": check.evidence.reference,
        "declared": check.evidence.declared,
        "platforms": check.applies_to.names,
    }
    for name, value in stated.items():
        if not isinstance(value, tuple) or not all(isinstance(one, str) for one in value):
            raise _WrongError(f"{check.id} has no valid {name}", "a tuple of texts", repr(value)[:200])
    if unknown := sorted(set(check.evidence.declared) - _DECLARED):
        raise _WrongError(f"{check.id} names an unknown declared input", ", ".join(sorted(_DECLARED)), unknown[0])


def _require_evidence(check: type[Check]) -> None:
    """Needs that no collection satisfies would leave every device inconclusive."""
    for name in ("needs", "uses", "reads"):
        value = getattr(check.evidence, name)
        if not isinstance(value, tuple) or not all(isinstance(one, Rpc) for one in value):
            raise _WrongError(f"{check.id} has no valid {name}", "a tuple of members of Rpc", repr(value)[:200])
    if asked_of_two := sorted(EVERY_ENGINE & set(check.evidence.needs)):
        raise _WrongError(
            f"{check.id} needs items that are requested only where two Routing Engines work",
            "these items in uses",
            ", ".join(asked_of_two),
        )
    if not isinstance(check.evidence.searches, tuple) or not all(
        isinstance(one, Search) for one in check.evidence.searches
    ):
        raise _WrongError(f"{check.id} has no valid searches", "a tuple of Search", repr(check.evidence.searches)[:200])
    for search in check.evidence.searches:
        if search.item not in check.evidence.needs:
            raise _WrongError(
                f"{check.id} searches an item that is not in its needs", f"{search.item} in needs", "no such item"
            )
        if problem := xpath_problem(search.xpath):
            raise _WrongError(f"{check.id} has an XPath that cannot be used", problem, search.xpath[:200])
