"""The policy: what is declared, how strictly the checks are applied, and which findings are waived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from reinstate.checks.catalog import make_checks
from reinstate.checks.framework import Check, Finding, Gravity, Result
from reinstate.checks.framework.inputs import Inputs
from reinstate.decision.policy.named_files import NamedFile
from reinstate.decision.policy.waivers import Waiver
from reinstate.plan.requests import Rpc


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy, checked.

    Attributes:
        digest: sha256 of the policy's bytes, hexadecimal.
        inputs: what is declared for every unit.
        host_inputs: the same for the hosts that differ.
        list_digests: name, as the policy writes it, and pinned sha256 of every list of serial numbers.
        disabled_checks: check id to the reason why it is disabled.
        gravity: check id to the minimum gravity of its failed and inconclusive findings.
        unknown_weighs: checks whose inconclusive findings count, instead of being open items.
        switched_on: optional evidence that is requested, and then expected.
        lifecycle_tables: the operator's own tables, absolute paths.
        price_lists: the operator's own price lists, absolute paths.
        platform_profiles: the operator's own files of platform profiles, absolute paths.
        table_digests: the sha256 that the policy states for each of these files.
        pins: shipped reference set to the sha256 that it must have.
        catalog: every check: those of Reinstate, and the site checks of the policy.
        files: every file that the policy names: lists, tables, and checks.
        kept: it is the copy that a run keeps, and a newer release can ship the profiles that it provides.
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
    platform_profiles: tuple[Path, ...] = ()
    table_digests: frozenset[str] = frozenset()
    pins: Mapping[str, str] = field(default_factory=dict)
    catalog: tuple[Check, ...] = field(default_factory=make_checks, repr=False, compare=False)
    files: tuple[NamedFile, ...] = ()
    kept: bool = False
    raw: bytes = field(default=b"", repr=False)

    @property
    def enabled_checks(self) -> tuple[Check, ...]:
        """The catalog without disabled checks: evidence is requested for these."""
        return tuple(check for check in self.catalog if check.id not in self.disabled_checks)

    def inputs_for(self, host: str) -> Inputs:
        """What is declared for the units of that host."""
        return self.host_inputs.get(host, self.inputs)

    def applied_to(self, finding: Finding) -> Finding:
        """The finding as strict as this policy requires; never milder than the check made it."""
        if finding.result not in (Result.FAIL, Result.INCONCLUSIVE):
            return finding
        least = self.gravity.get(finding.check, Gravity.ADVICE)
        graver = least if least.graver_than(finding.gravity) else finding.gravity
        noted = finding.noted and finding.check not in self.unknown_weighs
        if graver is finding.gravity and noted is finding.noted:
            return finding
        return replace(finding, gravity=graver, noted=noted)
