"""Reads a policy: from a file, by the name of a shipped one, or from the copy that a run keeps."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from reinstate.checks.catalog import make_checks
from reinstate.checks.framework import Check, Gravity
from reinstate.checks.framework.inputs import Baseline, Inputs, SerialLists
from reinstate.checks.framework.labels import MUST_FIX
from reinstate.decision.policy.extends import extended, shipped_file
from reinstate.decision.policy.kept_copy import kept_policy_path, kept_problems, stated_facts
from reinstate.decision.policy.keys import BaselineKeys, HostKeys, PolicyFile, TableFile, WaiverKeys
from reinstate.decision.policy.named_files import NamedFile, place_of
from reinstate.decision.policy.policy import Policy
from reinstate.decision.policy.serial_lists import PinnedList, read_lists
from reinstate.decision.policy.site_checks import catalog_of
from reinstate.decision.policy.strict_yaml import YamlFile, checked, read_yaml
from reinstate.decision.policy.waivers import Waiver
from reinstate.declared.kinds import Stage
from reinstate.errors import EvidenceError
from reinstate.evidence.file_access import read_file
from reinstate.plan.requests import Rpc
from reinstate.reference.library import Reference
from reinstate.reference.loading import SHIPPED_SETS, load_reference
from reinstate.tables.reader import MAX_BYTES

DEFAULT = "default"
SHIPPED_POLICIES = (DEFAULT, "strict")


class KeptPythonError(EvidenceError):
    """A run's copy of a policy names Python checks. Anyone who can write to a run folder must not run code."""

    def __init__(self) -> None:
        super().__init__(
            "the policy copy in the run names Python checks, which are never run from a run folder",
            expected="a policy without check_folders",
            actual="check_folders",
            remedy="name your own policy file with --policy, if the command has that option",
        )


def shipped_policy(name: str = DEFAULT) -> Policy:
    """The policy of that name that is shipped with Reinstate."""
    with shipped_file(name) as path:
        return load_policy(path)


def policy_named(stated: Path | None) -> Policy:
    """The policy that a user names: a file, or a shipped one by its bare name; None is the shipped default.

    To name a file that has the bare name of a shipped policy, give its path with the folder.
    """
    if stated is None or str(stated) in SHIPPED_POLICIES:
        return shipped_policy(DEFAULT if stated is None else str(stated))
    return load_policy(stated)


def policy_of_run(run_id: str, kept: Path, stated: object) -> Policy:
    """The policy that a run was evaluated under, or opened with, from the copy that the run keeps.

    Args:
        run_id: for messages.
        kept: folder of the copy.
        stated: what the run's JSON states about that policy.

    Raises:
        EvidenceError: the run keeps none, or a part of it is lost: the rest of a policy can be milder.
    """
    facts = stated_facts(stated)
    if facts is None:
        raise EvidenceError(
            f"run {run_id} contains no copy of its policy",
            expected="a policy in run.json or summary.json",
            actual="nothing",
            remedy="name the policy with --policy",
        )
    problems = list(kept_problems(kept, facts))
    if problems:
        raise EvidenceError(
            f"run {run_id}: the policy copy does not match its digests",
            expected="the policy files that the run was evaluated under",
            actual="; ".join(problems),
            remedy="restore the files from a copy of the run, or name the policy with --policy",
        )
    return load_policy(kept_policy_path(kept, facts["digest"]), kept=kept)


def reference_for(policy: Policy, further_tables: Sequence[Path] = ()) -> Reference:
    """The shipped reference sets and the policy's own tables, held to its pins; further tables are not pinned."""
    loaded = load_reference(
        (*policy.lifecycle_tables, *further_tables),
        policy.price_lists,
        policy.platform_profiles,
        shipped_since=policy.kept,
    )
    return loaded.held_to(policy.pins, policy.table_digests)


@lru_cache(maxsize=1)
def shipped_pins() -> Mapping[str, str]:
    """The digests of the shipped reference sets, as the shipped default policy states them."""
    with shipped_file(DEFAULT) as path:
        return MappingProxyType(checked(read_yaml(path), PolicyFile).reference.pins or {})


def load_policy(path: Path, checks: Sequence[Check] | None = None, *, kept: Path | None = None) -> Policy:
    """Read and check a policy file.

    Args:
        path: the YAML file; what it names is relative to its folder.
        checks: the catalog that it adds its site checks to; None is that of Reinstate.
        kept: a run's folder of copies: files that the policy names are read from there only.

    Raises:
        InputError: with file, line, key path, the expected form, and the value.
        KeptPythonError: a run's copy names Python checks.
    """
    file = read_yaml(path)
    keys = checked(file, PolicyFile)
    own = make_checks() if checks is None else checks
    if kept is not None and keys.check_folders:
        raise KeptPythonError
    catalog = catalog_of(file, own, keys.site_checks, keys.check_folders)
    _require_known(file, keys, {check.id: check for check in catalog})
    raw = file.raw
    if keys.extends is not None:
        raw = extended(file.data, keys.extends)
        keys = PolicyFile.model_validate(yaml.safe_load(raw))
    lists = _pinned(path.parent, keys, kept)
    lifecycle_tables = _tables(file, "lifecycle_tables", keys.reference.lifecycle_tables, kept)
    price_lists = _tables(file, "price_lists", keys.reference.price_lists, kept)
    platform_profiles = _tables(file, "platform_profiles", keys.reference.platform_profiles, kept)
    tables = (*lifecycle_tables, *price_lists, *platform_profiles)
    inputs = _inputs(keys, lists)
    return Policy(
        name=keys.name,
        version=keys.version,
        digest=hashlib.sha256(raw).hexdigest(),
        inputs=inputs,
        host_inputs=MappingProxyType({host: _of_host(inputs, own) for host, own in keys.hosts.items()}),
        list_digests=tuple((one.name, one.sha256) for one in lists),
        disabled_checks=MappingProxyType(dict(keys.checks.disabled)),
        gravity=MappingProxyType({check: Gravity(least) for check, least in keys.checks.gravity.items()}),
        unknown_weighs=frozenset(keys.checks.unknown_weighs),
        switched_on=frozenset(Rpc(item) for item in keys.evidence.switch_on),
        waivers=tuple(map(_waiver, keys.waivers)),
        lifecycle_tables=tuple(one.path for one in lifecycle_tables),
        price_lists=tuple(one.path for one in price_lists),
        platform_profiles=tuple(one.path for one in platform_profiles),
        table_digests=frozenset(one.sha256 for one in tables),
        pins=MappingProxyType(dict(shipped_pins() if keys.reference.pins is None else keys.reference.pins)),
        catalog=catalog,
        files=(*_list_files(lists), *tables, *_check_files(path.parent, keys)),
        kept=kept is not None,
        raw=raw,
    )


def _pinned(folder: Path, keys: PolicyFile, kept: Path | None) -> tuple[PinnedList, ...]:
    files = keys.lists.files if keys.lists is not None else ()
    return tuple(PinnedList(one.file, place_of(one.file, one.sha256, folder, kept), one.sha256) for one in files)


def _list_files(lists: Iterable[PinnedList]) -> Iterator[NamedFile]:
    return (NamedFile(one.name, one.path, one.sha256) for one in lists)


def _check_files(folder: Path, keys: PolicyFile) -> Iterator[NamedFile]:
    for one in keys.check_folders:
        for name, sha256 in sorted(one.files.items()):
            yield NamedFile(f"{one.folder}/{name}", folder / one.folder / name, sha256)


def _lists(keys: PolicyFile, pinned: Sequence[PinnedList]) -> SerialLists:
    if keys.lists is None:
        return SerialLists()
    return SerialLists(none_held=True) if keys.lists.none_held else read_lists(pinned)


def _baseline(keys: BaselineKeys) -> Baseline:
    return Baseline(
        logins=frozenset(keys.logins),
        key_fingerprints=frozenset(keys.key_fingerprints),
        management_prefixes=tuple(keys.management_prefixes),
        statements=tuple(keys.statements),
    )


def _inputs(keys: PolicyFile, lists: Sequence[PinnedList]) -> Inputs:
    return Inputs(
        lists=_lists(keys, lists),
        baseline=_baseline(keys.baseline),
        stage=Stage(keys.stage),
        fed_supplies=keys.fed_supplies,
        end_of_life_blocks=keys.end_of_life == "blocker",
    )


def _of_host(inputs: Inputs, own: HostKeys) -> Inputs:
    return replace(
        inputs,
        stage=inputs.stage if own.stage is None else Stage(own.stage),
        fed_supplies=inputs.fed_supplies if own.fed_supplies is None else own.fed_supplies,
    )


def _waiver(keys: WaiverKeys) -> Waiver:
    scope = keys.scope
    return Waiver(
        check=keys.check,
        owner=keys.owner,
        reason=keys.reason,
        expires=keys.expires,
        unit=scope.unit or "",
        serial=scope.serial or "",
        subject=scope.subject,
    )


def _tables(file: YamlFile, key: str, stated: Sequence[TableFile], kept: Path | None) -> tuple[NamedFile, ...]:
    tables = []
    for index, one in enumerate(stated):
        at = ("reference", key, index)
        try:
            table = place_of(one.file, one.sha256, file.path.parent, kept).resolve()
            digest = hashlib.sha256(read_file(table, MAX_BYTES)).hexdigest()
        except (OSError, ValueError, RuntimeError) as error:  # no file name, and a loop of links
            raise file.error(
                (*at, "file"),
                "the table cannot be read",
                expected="the path of a table, relative to the policy file",
                actual=f"{one.file} ({getattr(error, 'strerror', None) or error})",
                remedy="correct the path",
            ) from error
        if digest != one.sha256:
            raise file.error(
                (*at, "sha256"),
                f"{one.file} does not match its digest",
                expected=one.sha256,
                actual=digest,
                remedy="restore the table, or enter its new sha256 if the change is intended",
            )
        tables.append(NamedFile(one.file, table, one.sha256))
    return tuple(tables)


def _require_known(file: YamlFile, keys: PolicyFile, catalog: Mapping[str, Check]) -> None:
    """Every check id is in the catalog, and what the policy states of a check is possible for it."""
    named: list[tuple[tuple[str | int, ...], str]] = [
        *((("checks", "disabled", check), check) for check in keys.checks.disabled),
        *((("checks", "gravity", check), check) for check in keys.checks.gravity),
        *((("checks", "unknown_weighs", index), check) for index, check in enumerate(keys.checks.unknown_weighs)),
        *((("waivers", index, "check"), waiver.check) for index, waiver in enumerate(keys.waivers)),
    ]
    for at, check in named:
        if check not in catalog:
            raise file.error(
                at, "unknown check", expected="the id of a check", actual=check, remedy=_similar(check, catalog)
            )
    for name in keys.reference.pins or {}:
        if name not in SHIPPED_SETS:
            raise file.error(
                ("reference", "pins", name),
                "unknown reference set",
                expected=f"one of {', '.join(SHIPPED_SETS)}",
                actual=name,
                remedy="copy the lines that reinstate reference pins prints",
            )
    for check, least in keys.checks.gravity.items():
        own = catalog[check].severity.gravity
        if not Gravity(least).graver_than(own):
            at = ("checks", "gravity", check)
            raise file.error(
                at,
                "the gravity is not stricter than the check's own",
                expected=f"a gravity above {own}",
                actual=least,
                remedy="delete the key",
            )
    for index, waiver in enumerate(keys.waivers):
        _require_condition(file, ("waivers", index, "check"), catalog[waiver.check])


def _require_condition(file: YamlFile, at: tuple[str | int, ...], check: Check) -> None:
    gravest = check.severity.ceiling
    if not check.severity.hold and check.severity.gravity is not Gravity.BLOCKER and gravest is not Gravity.ADVICE:
        return
    held = ", puts the unit on hold" if check.severity.hold else ""
    raise file.error(
        at,
        "findings of this check cannot be waived",
        expected=f"a check whose failure is {MUST_FIX} (condition)",
        actual=f"{check.id}, gravity {check.severity.gravity}{held}",
        remedy="delete the waiver; resolve the finding with evidence, an attestation, or a dated row",
    )


def _similar(check: str, catalog: Mapping[str, Check]) -> str:
    near = difflib.get_close_matches(check, catalog, n=3, cutoff=0.4)
    return f"did you mean {' or '.join(near)}?" if near else "choose an id from docs/reference/checks.md"
