"""What is settled before a check judges: that it does not apply, or that what it rests on is missing."""

from __future__ import annotations

from functools import cache

from reinstate.checks.framework.answers import (
    Action,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Result,
)
from reinstate.checks.framework.case import Case
from reinstate.checks.framework.check import Check, is_site_check, profile_lack, without_profile
from reinstate.checks.framework.common_steps import COLLECT_AGAIN, COLLECT_SLOWLY, LOG_IN_TO_SEE_ALL
from reinstate.checks.framework.inputs import Inputs
from reinstate.device.model import Authorization
from reinstate.device.reading import Known, Reading, Unknown
from reinstate.plan.requests import CATALOG, Need, Rpc
from reinstate.reference.profiles import PlatformProfile


def before_judging(check: Check, case: Case) -> tuple[Finding, ...]:
    """The answer where the question doesn't arise, or what it rests on is missing; empty where the check may judge."""
    subject = case.unit.name
    if beforehand := _settled_by_plan(check, case):
        return (beforehand,)
    if check.evidence.declared and (broken := _broken(check, case.inputs)):
        return (_undeclared(check, subject, broken),)
    return tuple(evidence_missing(check, case, unknown) for unknown in _missing(check, case))


def _missing(check: Check, case: Case) -> list[Unknown]:
    """Evidence without which the check can't be judged: what it needs, what it uses and was asked, what it may see."""
    known, settled = case.kept(_known_items)
    missing: list[Unknown] = []
    if not known.issuperset(check.evidence.needs):
        needed = map(case.reading, check.evidence.needs)
        missing += [one for one in needed if isinstance(one, Unknown) and not _can_be_searched(check, one)]
    if not settled.issuperset(check.evidence.uses):
        used = map(case.reading, check.evidence.uses)
        missing += [one for one in used if isinstance(one, Unknown) and not _was_not_asked(one)]
    if unseen := _unseen(check, case):
        # What was denied is explained by what the login may not see.
        missing = [reading for reading in missing if reading.status != "denied"] + unseen
    return missing


def _known_items(case: Case) -> tuple[frozenset[Rpc], frozenset[Rpc]]:
    """The items that are known, and these with the ones that nobody asked for: most checks miss nothing."""
    readings = {rpc: case.reading(rpc) for rpc in Rpc}
    known = frozenset(rpc for rpc, reading in readings.items() if isinstance(reading, Known))
    return known, known | {rpc for rpc, reading in readings.items() if _was_not_asked(reading)}


def _can_be_searched(check: Check, reading: Unknown) -> bool:
    """What the model has no parser for can still be searched."""
    return reading.status == "not-modeled" and any(search.item == reading.item for search in check.evidence.searches)


def _settled_by_plan(check: Check, case: Case) -> Finding | None:
    """What policy and profile settle before any reply: that the question doesn't arise, or that nobody asked it."""
    reason = _moot(check, case.profile, case.inputs) if case.profile is not None else ""
    if reason:
        return Finding(check.id, case.unit.name, Result.NOT_APPLICABLE, check.severity.gravity, reason)
    if case.profile is None and check.applies_to.names:
        return _platform_unknown(check, case)
    if check.evidence.optional and all(_was_not_asked(case.reading(rpc)) for rpc in check.evidence.uses):
        return _left_open(check, case)
    return None


def _broken(check: Check, inputs: Inputs) -> str:
    sets = (getattr(inputs.declared, kind) for kind in check.evidence.declared)
    return "; ".join(one.broken for one in sets if one.broken)


def _undeclared(check: Check, subject: str, broken: str) -> Finding:
    """A declared input that was lost weighs as the worst that it could have said."""
    return check.unknown(
        subject,
        broken,
        expected="what was declared, as it was declared",
        noted=None if check.severity.ceiling is Gravity.ADVICE else False,
        remedy=Remedy(Action.DECLARE, "restore the run's folder from a copy, or hand in what was declared again"),
    )


def _moot(check: Check, profile: PlatformProfile, inputs: Inputs) -> str:
    if profile.virtual and not check.applies_to.virtual:
        return f"{profile.name} is no product"
    if check.applies_to.names and not check.applies_to.include(profile):
        return f"it is asked of the platforms {', '.join(check.applies_to.names)}, and this is {profile.name}"
    return check.not_applicable(profile, inputs) or _not_asked(check, profile)


def _not_asked(check: Check, profile: PlatformProfile) -> str:
    """Evidence that this platform isn't expected to give makes the question moot, by profile and not by reply."""
    if is_site_check(check):
        return ""
    only_expected = _only_expected(check.evidence.needs)
    if not profile.expected.issuperset(only_expected):
        moot = [rpc for rpc in only_expected if rpc not in profile.expected]
        return f"{', '.join(moot)} is not expected of {profile.name}"
    if check.evidence.optional and not check.evidence.by_hand and not _told_by(profile, check):
        return f"{profile.name} is not known to tell it"
    return ""


def _told_by(profile: PlatformProfile, check: Check) -> list[Rpc]:
    return [rpc for rpc in check.evidence.uses if rpc in profile.optional or rpc in profile.expected]


def _was_not_asked(reading: Reading[object]) -> bool:
    return isinstance(reading, Unknown) and reading.status == "not-asked"


def _left_open(check: Check, case: Case) -> Finding:
    """Nobody asked, and that was settled before the first reply: an open point, and no weight."""
    items = list(check.evidence.uses) if case.profile is None else _told_by(case.profile, check)
    ask = f"switch on {' or '.join(items)} in the policy (evidence.switch_on) and collect again" if items else ""
    return check.unknown(
        case.unit.name,
        f"{'nobody asked' if items else 'no reply of this platform tells'} whether this holds: {check.title}",
        expected=" or ".join(items) or "what a person sees",
        actual="not asked",
        gravity=check.severity.gravity,
        hold=False,
        noted=True,
        remedy=Remedy(Action.COLLECT, ask) if items else Remedy(Action.LOOK, check.evidence.by_hand),
    )


def _platform_unknown(check: Check, case: Case) -> Finding:
    """It may be one of the platforms that the check speaks of: what can't be told is no reason to leave it out."""
    named = _names_a_product(case)
    return check.unknown(
        case.unit.name,
        "its platform isn't known, so whether this is asked of it can't be told",
        expected=f"one of the platforms {', '.join(check.applies_to.names)}, or another that is known",
        actual="no platform profile",
        noted=None if check.severity.ceiling is Gravity.ADVICE else False,
        remedy=without_profile(case) if named else COLLECT_AGAIN,
        lacks=(profile_lack(case),) if named else (),
    )


def _names_a_product(case: Case) -> bool:
    """Whether the device said what it is, so that a profile is what is missing, and not the evidence."""
    return bool(case.unit.model or case.unit.description)


@cache
def _only_expected(needs: tuple[Rpc, ...]) -> tuple[Rpc, ...]:
    """Those among a check's needs that only some platforms are expected to give."""
    return tuple(rpc for rpc in needs if CATALOG[rpc].need is Need.EXPECTED)


def _unseen(check: Check, case: Case) -> list[Unknown]:
    if not check.evidence.permissions:
        return []
    reading = case.reading(Rpc.AUTHORIZATION)
    if isinstance(reading, Unknown):
        return [reading]
    authorization = case.known(Rpc.AUTHORIZATION, Authorization)
    lacking = [permission for permission in check.evidence.permissions if not authorization.may(permission)]
    if not lacking:
        return []
    permissions = f"permission{'s' if len(lacking) > 1 else ''} {' and '.join(lacking)}"
    reason = f"the login {authorization.user} lacks the {permissions} and can't see all of it"
    return [Unknown(Rpc.AUTHORIZATION, "denied", reason)]


def evidence_missing(check: Check, case: Case, unknown: Unknown) -> Finding:
    """Evidence that was asked for and is missing weighs wherever a failure would; only missing facts may be noted."""
    unprofiled = _for_want_of_a_profile(case, unknown)
    return check.unknown(
        case.unit.name,
        f"could not be told: {unknown.reason}",
        expected=f"{unknown.item} as evidence",
        actual=unknown.status,
        evidence=(EvidenceRef(unknown.item),),
        noted=None if check.severity.ceiling is Gravity.ADVICE else False,
        remedy=without_profile(case) if unprofiled else _remedy(unknown),
        lacks=(profile_lack(case),) if unprofiled else (),
    )


def _for_want_of_a_profile(case: Case, unknown: Unknown) -> bool:
    """Whether nobody could know that it was to be asked: what isn't asked of every device is asked by the profile."""
    by_profile = CATALOG[Rpc(unknown.item)].need is not Need.REQUIRED
    never_asked = unknown.status in ("not-asked", "not-collected")
    return case.profile is None and by_profile and never_asked and _names_a_product(case)


# What has to be otherwise when the host is collected again; for what isn't named, another try is all there is.
_HOW_TO_COLLECT = {"denied": LOG_IN_TO_SEE_ALL, "timeout": COLLECT_SLOWLY, "closed": COLLECT_SLOWLY}


def _remedy(unknown: Unknown) -> Remedy:
    if unknown.status == "unsupported":
        return Remedy(
            Action.ASK,
            "find out which release answers this; if none does, have the platform's profile corrected",
            f"request {unknown.item}",
        )
    return _HOW_TO_COLLECT.get(unknown.status, COLLECT_AGAIN)
