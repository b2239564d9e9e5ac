"""A policy's catalog: the checks of Reinstate, followed by the site checks of the policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reinstate.checks.framework import Action, Check, Gravity, Platforms, Remedy, Severity
from reinstate.checks.site.checks import Stated, policy_check
from reinstate.checks.site.expectations import Expectation, Over
from reinstate.decision.policy.check_folders import load_check_folders
from reinstate.decision.policy.site_check_keys import CheckFolderKeys, ExpectKeys, SiteCheckKeys
from reinstate.decision.policy.strict_yaml import KeyPath, YamlFile
from reinstate.device.model import Search
from reinstate.plan.requests import Rpc


def catalog_of(
    policy: YamlFile, checks: Iterable[Check], stated: Sequence[SiteCheckKeys], folders: Sequence[CheckFolderKeys]
) -> tuple[Check, ...]:
    """The checks, then the policy's own; InputError where an id is in use, or a file of checks cannot be used."""
    catalog = {check.id: check for check in checks}
    for at, check in (*_stated(stated), *load_check_folders(policy, folders)):
        if check.id in catalog:
            raise policy.error(
                at,
                "the check id is already in use",
                expected="an id that no other check has",
                actual=check.id,
                remedy="choose another id",
            )
        catalog[check.id] = check
    return tuple(catalog.values())


def _stated(stated: Sequence[SiteCheckKeys]) -> Iterator[tuple[KeyPath, Check]]:
    for index, keys in enumerate(stated):
        yield ("site_checks", index, "id"), _check(keys)


def _check(keys: SiteCheckKeys) -> Check:
    return policy_check(
        search=Search(Rpc(keys.rpc), keys.xpath),
        expectation=_expectation(keys.expect),
        stated=Stated(
            id=keys.id,
            title=keys.title,
            severity=Severity(Gravity(keys.gravity), unknown_counts=keys.unknown != "noted"),
            rationale=keys.why or "",
            clauses=tuple(keys.clauses),
            remedy=Remedy(Action(keys.action or ""), keys.next_step or ""),
            applies_to=Platforms(tuple(keys.platforms)),
        ),
    )


def _expectation(keys: ExpectKeys) -> Expectation:
    return Expectation(
        present=keys.present,
        over=Over(keys.over),
        equals=keys.equals,
        one_of=tuple(keys.one_of or ()),
        matches=keys.matches,
        at_least=keys.at_least,
        at_most=keys.at_most,
        version_at_least=keys.version_at_least,
    )
