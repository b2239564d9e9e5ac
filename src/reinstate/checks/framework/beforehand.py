"""What is decided before a check evaluates: that it does not apply, or that its evidence is missing."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from reinstate.checks.framework.answers import (
    NOT_REQUESTED,
    Action,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Result,
)
from reinstate.checks.framework.case import Case
from reinstate.checks.framework.check import NO_PROFILE, Check, is_site_check
from reinstate.checks.framework.common_steps import COLLECT_AGAIN, COLLECT_SLOWLY, LOG_IN_TO_SEE_ALL
from reinstate.checks.framework.inputs import Inputs
from reinstate.device.model import Authorization
from reinstate.device.reading import Known, Reading, Unknown
from reinstate.plain_text import joined
from reinstate.plan.requests import CATALOG, Need, Rpc
from reinstate.reference.profiles import PlatformProfile


def before_evaluation(check: Check, case: Case) -> tuple[Finding, ...]:
    """The finding where the check does not apply, or its evidence is missing; empty where the check may evaluate."""
    subject = case.unit.name
    if beforehand := _settled_by_plan(check, case):
        return (beforehand,)
    if check.evidence.declared and (broken := _broken(check, case.inputs)):
        return (_declared_lost(check, subject, broken),)
    return tuple(evidence_missing(check, subject, unknown) for unknown in _missing(check, case))


def _missing(check: Check, case: Case) -> list[Unknown]:
    """Evidence without which the check cannot evaluate: what it needs, what it uses and was requested, permissions."""
    known, settled = case.kept(_known_items)
    missing: list[Unknown] = []
    if not known.issuperset(check.evidence.needs):
        needed = map(case.reading, check.evidence.needs)
        missing += [one for one in needed if isinstance(one, Unknown) and not _can_be_searched(check, one)]
    if not settled.issuperset(check.evidence.uses):
        used = map(case.reading, check.evidence.uses)
        missing += [one for one in used if isinstance(one, Unknown) and not _not_requested(one)]
    if unseen := _not_permitted(check, case):
        # The missing permissions explain what was denied.
        missing = [reading for reading in missing if reading.status != "denied"] + unseen
    return missing


def _known_items(case: Case) -> tuple[frozenset[Rpc], frozenset[Rpc]]:
    """The items that are known, and these with the ones that were not requested: most checks miss nothing."""
    readings = {rpc: case.reading(rpc) for rpc in Rpc}
    known = frozenset(rpc for rpc, reading in readings.items() if isinstance(reading, Known))
    return known, known | {rpc for rpc, reading in readings.items() if _not_requested(reading)}


def _can_be_searched(check: Check, reading: Unknown) -> bool:
    """What the model has no parser for can still be searched."""
    return reading.status == "not-modeled" and any(search.item == reading.item for search in check.evidence.searches)


def _settled_by_plan(check: Check, case: Case) -> Finding | None:
    """What policy and profile decide before any reply: that the check does not apply, or was not requested."""
    reason = _moot(check, case.profile, case.inputs) if case.profile is not None else ""
    if reason:
        return Finding(check.id, case.unit.name, Result.NOT_APPLICABLE, check.severity.gravity, reason)
    if case.profile is None and check.applies_to.names:
        return _platform_unknown(check, case)
    if check.evidence.optional and all(_not_requested(case.reading(rpc)) for rpc in check.evidence.uses):
        return _not_tested(check, case)
    return None


def _broken(check: Check, inputs: Inputs) -> str:
    sets = (getattr(inputs.declared, kind) for kind in check.evidence.declared)
    return "; ".join(one.broken for one in sets if one.broken)


def _declared_lost(check: Check, subject: str, broken: str) -> Finding:
    """A declared input that was lost counts as the worst that it could have stated."""
    return check.unknown(
        subject,
        broken,
        expected="the input as it was declared",
        actual="damaged",
        noted=None if check.severity.ceiling is Gravity.ADVICE else False,
        remedy=Remedy(Action.DECLARE, "restore the run folder from a copy, or provide the input again"),
    )


def _moot(check: Check, profile: PlatformProfile, inputs: Inputs) -> str:
    if profile.virtual and not check.applies_to.virtual:
        return f"{profile.name} is a virtual device"
    if check.applies_to.names and not check.applies_to.include(profile):
        return f"{profile.name} is not one of the platforms of this check ({', '.join(check.applies_to.names)})"
    return check.not_applicable(profile, inputs) or _not_reported(check, profile)


def _not_reported(check: Check, profile: PlatformProfile) -> str:
    """Evidence that this platform is not expected to report makes the check moot, by profile and not by reply."""
    if is_site_check(check):
        return ""
    only_expected = _only_expected(check.evidence.needs)
    if not profile.expected.issuperset(only_expected):
        moot = [rpc for rpc in only_expected if rpc not in profile.expected]
        return f"{profile.name} does not report {joined(moot)}"
    if check.evidence.optional and not check.evidence.by_hand and not _reported_by(profile, check):
        return f"{profile.name} is not known to report {_topic(check, check.evidence.uses)}"
    return ""


def _reported_by(profile: PlatformProfile, check: Check) -> list[Rpc]:
    return [rpc for rpc in check.evidence.uses if rpc in profile.optional or rpc in profile.expected]


def _not_requested(reading: Reading[object]) -> bool:
    return isinstance(reading, Unknown) and reading.status == "not-asked"


def _topic(check: Check, items: Collection[Rpc]) -> str:
    return check.evidence.topic or joined(items, "or")


def _not_tested(check: Check, case: Case) -> Finding:
    """Not requested, and that was decided before the first reply: an open item that does not count."""
    profile = case.profile
    items = list(check.evidence.uses) if profile is None else _reported_by(profile, check)
    topic, named = _topic(check, items or check.evidence.uses), joined(items, "or")
    cause = f"{profile.name} does not report {topic}" if profile and not items else f"{topic} not requested"
    enable = f"enable {named} in the policy (evidence.switch_on); collect evidence again"
    return check.unknown(
        case.unit.name,
        f"not tested: {cause}",
        expected=named or "a technician's observation",
        actual=NOT_REQUESTED,
        gravity=check.severity.gravity,
        hold=False,
        noted=True,
        remedy=Remedy(Action.COLLECT, enable) if items else Remedy(Action.LOOK, check.evidence.by_hand),
    )


def _platform_unknown(check: Check, case: Case) -> Finding:
    """It can be one of the check's platforms: an unknown platform is no reason to skip the check."""
    return check.unknown(
        case.unit.name,
        NO_PROFILE,
        expected="a model with a platform profile",
        actual=case.unit.model or case.unit.description or "no model reported",
        noted=None if check.severity.ceiling is Gravity.ADVICE else False,
        remedy=COLLECT_AGAIN,
    )


@cache
def _only_expected(needs: tuple[Rpc, ...]) -> tuple[Rpc, ...]:
    """Those of a check's needs that only some platforms are expected to report."""
    return tuple(rpc for rpc in needs if CATALOG[rpc].need is Need.EXPECTED)


def _not_permitted(check: Check, case: Case) -> list[Unknown]:
    if not check.evidence.permissions:
        return []
    reading = case.reading(Rpc.AUTHORIZATION)
    if isinstance(reading, Unknown):
        return [reading]
    authorization = case.known(Rpc.AUTHORIZATION, Authorization)
    lacking = [permission for permission in check.evidence.permissions if not authorization.may(permission)]
    if not lacking:
        return []
    permissions = f"permission{'s' if len(lacking) > 1 else ''} {joined(lacking)}"
    reason = f"the login {authorization.user} lacks the {permissions}"
    return [Unknown(Rpc.AUTHORIZATION, "denied", reason)]


def evidence_missing(check: Check, subject: str, unknown: Unknown) -> Finding:
    """Evidence that was requested and is missing counts wherever a failure would; only missing facts may be noted."""
    return check.unknown(
        subject,
        f"not determined: {unknown.reason}",
        expected=_WITH_PERMISSIONS if unknown.status == "denied" else f"a complete reply to {unknown.item}",
        actual=NOT_REQUESTED if _not_requested(unknown) else unknown.status,
        evidence=(EvidenceRef(unknown.item),),
        noted=None if check.severity.ceiling is Gravity.ADVICE else False,
        remedy=_remedy(unknown),
    )


_WITH_PERMISSIONS = "a login with the required permissions"
# What must differ when evidence is collected again; for the other statuses, only another attempt is possible.
_HOW_TO_COLLECT = {"denied": LOG_IN_TO_SEE_ALL, "timeout": COLLECT_SLOWLY, "closed": COLLECT_SLOWLY}


def _remedy(unknown: Unknown) -> Remedy:
    if unknown.status == "unsupported":
        return Remedy(
            Action.ASK,
            f"find the release that supports {unknown.item}; if none does, correct the platform profile",
            f"request {unknown.item}",
        )
    return _HOW_TO_COLLECT.get(unknown.status, COLLECT_AGAIN)
