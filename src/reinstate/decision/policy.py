"""The policy: what is declared, how strictly the checks are applied, and what is waived."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from reinstate.checks.catalogue import make_checks
from reinstate.checks.framework import Check, Finding, Gravity, Result
from reinstate.checks.inputs import Baseline, Inputs, SerialLists
from reinstate.decision.extending import extended, shipped_file
from reinstate.decision.kept import KeptPythonError, NamedFile, place_of
from reinstate.decision.policy_file import BaselineKeys, HostKeys, PolicyFile, TableFile, WaiverKeys
from reinstate.decision.serial_lists import PinnedList, read_lists
from reinstate.decision.site_checks import catalogue_of
from reinstate.decision.waivers import Waiver
from reinstate.decision.yaml_file import YamlFile, checked, read_yaml
from reinstate.declared.model import Stage
from reinstate.plan.requests import Rpc
from reinstate.reference.library import Reference
from reinstate.reference.loading import SHIPPED_SETS, load_reference

DEFAULT = "default"
SHIPPED_POLICIES = (DEFAULT, "strict")
_WEIGHT = {Gravity.ADVICE: 0, Gravity.CONDITION: 1, Gravity.BLOCKER: 2}


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy, checked.

    Attributes:
        digest: sha256 of the policy's bytes, hexadecimal.
        inputs: what is declared for every unit.
        host_inputs: the same for the hosts that differ.
        list_digests: name, as the policy writes it, and pinned sha256 of every list of serials.
        disabled_checks: check id to the reason why it isn't applied.
        gravity: check id to a gravity that its failures and unknowns have at least.
        unknown_weighs: checks whose "can't tell" weighs, although they would only note it.
        switched_on: optional evidence that is asked for, and then expected.
        lifecycle_tables: the operator's own tables, absolute paths.
        price_lists: the operator's own price lists, absolute paths.
        table_digests: the sha256 that the policy states for each of these files.
        pins: shipped reference set to the sha256 that it must have.
        catalogue: every check that it knows: the product's, and the site checks that it brings along.
        files: every file that the policy names: lists, tables and checks.
        raw: the policy file's bytes; where it extends another, those of both in one.
    """

    name: str
    version: int
    digest: str
    inputs: Inputs
    host_inputs: Mapping[str, Inputs] = field(default_factory=dict)
    list_digests: tuple[tuple[str, str], ...] = ()
    disabled_checks: Mapping[str, str] = field(default_factory=dict)
    gravity: Mapping[str, Gravity] = field(default_factory=dict)
    unknown_weighs: frozenset[str] = frozenset()
    switched_on: frozenset[Rpc] = frozenset()
    waivers: tuple[Waiver, ...] = ()
    lifecycle_tables: tuple[Path, ...] = ()
    price_lists: tuple[Path, ...] = ()
    table_digests: frozenset[str] = frozenset()
    pins: Mapping[str, str] = field(default_factory=dict)
    catalogue: tuple[Check, ...] = field(default_factory=make_checks, repr=False, compare=False)
    files: tuple[NamedFile, ...] = ()
    raw: bytes = field(default=b"", repr=False)

    @property
    def enabled_checks(self) -> tuple[Check, ...]:
        """The catalogue without what is left out: what is asked of a device is asked for these."""
        return tuple(check for check in self.catalogue if check.id not in self.disabled_checks)

    def inputs_for(self, host: str) -> Inputs:
        """What is declared for the units of that host."""
        return self.host_inputs.get(host, self.inputs)

    def applied_to(self, finding: Finding) -> Finding:
        """The finding as strict as this policy wants it; never milder than the check made it."""
        if finding.result not in (Result.FAIL, Result.INCONCLUSIVE):
            return finding
        least = self.gravity.get(finding.check, Gravity.ADVICE)
        graver = least if _WEIGHT[least] > _WEIGHT[finding.gravity] else finding.gravity
        noted = finding.noted and finding.check not in self.unknown_weighs
        if graver is finding.gravity and noted is finding.noted:
            return finding
        return replace(finding, gravity=graver, noted=noted)


def shipped_policy(name: str = DEFAULT) -> Policy:
    """The policy of that name that comes with the package."""
    with shipped_file(name) as path:
        return load_policy(path)


def policy_named(stated: Path | None) -> Policy:
    """The policy that a user names: a file, or a shipped one by its bare name; None is the shipped default.

    A file that has the bare name of a shipped policy is meant by a path with its folder.
    """
    if stated is None or str(stated) in SHIPPED_POLICIES:
        return shipped_policy(DEFAULT if stated is None else str(stated))
    return load_policy(stated)


def reference_for(policy: Policy, further_tables: Sequence[Path] = ()) -> Reference:
    """The shipped reference sets and the policy's own tables, held to its pins; further tables aren't pinned."""
    loaded = load_reference((*policy.lifecycle_tables, *further_tables), policy.price_lists)
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
        checks: the catalogue that it adds its site checks to; None is the product's own.
        kept: a run's folder of copies: what the policy names is looked for there alone.

    Raises:
        InputError: with file, line, key path, what was expected and what is there.
        KeptPythonError: a run's copy brings Python along.
    """
    file = read_yaml(path)
    keys = checked(file, PolicyFile)
    own = make_checks() if checks is None else checks
    if kept is not None and keys.check_folders:
        raise KeptPythonError
    catalogue = catalogue_of(file, own, keys.site_checks, keys.check_folders)
    _require_known(file, keys, {check.id: check for check in catalogue})
    raw = file.raw
    if keys.extends is not None:
        raw = extended(file.data, keys.extends)
        keys = PolicyFile.model_validate(yaml.safe_load(raw))
    lists = _pinned(path.parent, keys, kept)
    lifecycle_tables = _tables(file, "lifecycle_tables", keys.reference.lifecycle_tables, kept)
    price_lists = _tables(file, "price_lists", keys.reference.price_lists, kept)
    inputs = Inputs(
        lists=_lists(keys, lists),
        baseline=_baseline(keys.baseline),
        stage=Stage(keys.stage),
        fed_supplies=keys.fed_supplies,
        end_of_life_blocks=keys.end_of_life == "blocker",
    )
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
        table_digests=frozenset(one.sha256 for one in (*lifecycle_tables, *price_lists)),
        pins=MappingProxyType(dict(shipped_pins() if keys.reference.pins is None else keys.reference.pins)),
        catalogue=catalogue,
        files=(
            *_list_files(lists),
            *lifecycle_tables,
            *price_lists,
            *_check_files(path.parent, keys),
        ),
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
        table = place_of(one.file, one.sha256, file.path.parent, kept).resolve()
        try:
            digest = hashlib.sha256(table.read_bytes()).hexdigest()
        except OSError as error:
            raise file.error(
                (*at, "file"),
                f"can't be read ({error.strerror})",
                expected="a table relative to the policy file",
                actual=one.file,
                remedy="correct the path",
            ) from error
        if digest != one.sha256:
            raise file.error(
                (*at, "sha256"),
                f"{one.file} is another file than the one that was declared",
                expected=one.sha256,
                actual=digest,
                remedy="restore the table, or state its new sha256 if the change is meant",
            )
        tables.append(NamedFile(one.file, table, one.sha256))
    return tuple(tables)


def _require_known(file: YamlFile, keys: PolicyFile, catalogue: Mapping[str, Check]) -> None:
    """Every check id is one of the catalogue, and what is said of the check can hold for it."""
    named: list[tuple[tuple[str | int, ...], str]] = [
        *((("checks", "disabled", check), check) for check in keys.checks.disabled),
        *((("checks", "gravity", check), check) for check in keys.checks.gravity),
        *((("checks", "unknown_weighs", index), check) for index, check in enumerate(keys.checks.unknown_weighs)),
        *((("waivers", index, "check"), waiver.check) for index, waiver in enumerate(keys.waivers)),
    ]
    for at, check in named:
        if check not in catalogue:
            raise file.error(
                at, "no such check", expected="the id of a check", actual=check, remedy=_similar(check, catalogue)
            )
    for name in keys.reference.pins or {}:
        if name not in SHIPPED_SETS:
            raise file.error(
                ("reference", "pins", name),
                "no such reference set",
                expected=f"one of {', '.join(SHIPPED_SETS)}",
                actual=name,
                remedy="take the lines that reinstate reference pins prints",
            )
    for check, least in keys.checks.gravity.items():
        own = catalogue[check].gravity
        if _WEIGHT[Gravity(least)] <= _WEIGHT[own]:
            at = ("checks", "gravity", check)
            raise file.error(at, "not stricter", expected=f"graver than {own}", actual=least, remedy="leave it out")
    for index, waiver in enumerate(keys.waivers):
        _require_condition(file, ("waivers", index, "check"), catalogue[waiver.check])


def _require_condition(file: YamlFile, at: tuple[str | int, ...], check: Check) -> None:
    gravest = check.ceiling or check.gravity
    if not check.hold and check.gravity is not Gravity.BLOCKER and gravest is not Gravity.ADVICE:
        return
    raise file.error(
        at,
        "can't be waived",
        expected="a check whose failure is a condition",
        actual=f"{check.id}, a {check.gravity}{' that puts the unit on hold' if check.hold else ''}",
        remedy="settle it by evidence, an attestation or a dated row",
    )


def _similar(check: str, catalogue: Mapping[str, Check]) -> str:
    near = difflib.get_close_matches(check, catalogue, n=3, cutoff=0.4)
    return f"did you mean {' or '.join(near)}?" if near else "see the catalogue of checks"
