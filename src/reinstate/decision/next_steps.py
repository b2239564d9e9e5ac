"""The steps to a decision in words: the shortest path, with the steps that the disposition itself requires."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from reinstate.checks.framework import Action, Gravity, Result, listed
from reinstate.checks.framework.common_steps import COLLECT_AGAIN
from reinstate.checks.framework.labels import HOLD, REJECT
from reinstate.decision.record import AmountPart, ShortestPathPart, StepPart, SubjectPart
from reinstate.decision.shortest_path import Planned, ShortestPath, preventing, shortest_path
from reinstate.decision.verdict import Decision, Disposition, Judged
from reinstate.decision.worth import in_words


def _word(text: str, clause: str = "", settles: tuple[SubjectPart, ...] = ()) -> StepPart:
    """A step that the disposition itself requires."""
    return StepPart(
        text=text,
        clause=clause,
        action=Action.NONE,
        about="",
        settles=settles,
        destroys=False,
        if_bad=None,
        outlook="",
    )


HOLD_STEPS = (
    _word("Keep and isolate the unit; do not wipe, return, or resell it.", "P5"),
    _word("Report it to brandprotection@juniper.net with this record and its evidence.", "P30"),
)
COMPARE = _word(
    "Before you report it, compare label and chassis with the claims file; if the file is wrong, correct it and "
    "re-evaluate this run (decide.yml).",
    "P5",
)
REJECT_STEPS = (
    _word("Do not request a product inspection; fees are nonrefundable.", "P10"),
    _word("Consider Juniper Certified Pre-Owned products instead.", "P29"),
)
REINSTATE_STEPS = (
    _word("Resolve the open items, starting with the entitlement lookup.", "P25"),
    _word("Request inspection and reinstatement through an authorized partner of Juniper, who quotes all fees.", "P9"),
)
RESOLVE_THE_REST = _word("Resolve the open items that matter to you before you pay.", "P25")
AGAIN = _word(
    "Inspect the unit again; if you added only data or declarations, re-evaluate the stored run (decide.yml)."
)
REQUEST = _word("Inspect the unit again; then request reinstatement.", "P9")
CONFIRM_PAPERS = _word(
    "Ask Juniper or an authorized partner to confirm the Certified Pre-Owned papers. If confirmed, the product is not "
    "a gray-market product and its support contract has no special fee. If not, continue with the steps below.",
    "P29",
)


def way_to_a_decision(
    decision: Decision,
    findings: Sequence[Judged],
    unit: str,
    *,
    certified: bool = False,
    contract: AmountPart | None = None,
) -> ShortestPathPart:
    """What to do, in order: what the disposition requires, and the smallest set of steps that resolves the rest.

    Args:
        decision: what was decided.
        findings: all of the unit.
        unit: its name.
        certified: Certified Pre-Owned papers are declared for the unit; confirming them is the first step.
        contract: what a year of its contract costs; None where no price is known.
    """
    first = (CONFIRM_PAPERS,) if certified and decision.disposition is not Disposition.HOLD else ()
    steps = _gray_market_steps(decision, findings, unit, before=len(first))
    own = (_with_image(step, contract) for step in steps.steps)
    return steps.model_copy(update={"steps": (*first, *own)})


def _with_image(step: StepPart, contract: AmountPart | None) -> StepPart:
    """The step, and who can download the image that it needs: Juniper offers none without a contract."""
    if step.action is not Action.INSTALL:
        return step
    cost = "contract price not known" if contract is None else f"{in_words(contract)} a year"
    return step.model_copy(update={"text": f"{step.text}; {_IMAGE.format(cost=cost)}"})


_IMAGE = (
    "ask an authorized partner for the image, or download it with a Juniper login that has a support contract for "
    "such a product ({cost})"
)


def _gray_market_steps(decision: Decision, findings: Sequence[Judged], unit: str, *, before: int) -> ShortestPathPart:
    """The steps for a gray-market product; ``before`` is the number of steps that come first."""
    match decision.disposition:
        case Disposition.REINSTATE:
            summary = "The unit passes as it is. Steps to reinstatement:"
            return _way("nothing-needed", summary, (_resolve_open_items(findings), *REINSTATE_STEPS[1:]))
        case Disposition.HOLD:
            # The next steps of the findings would change a unit that must be kept as it is.
            return _held(findings)
        case Disposition.REJECT:
            return _rejected(findings, unit)
    return _open(findings, unit, before=before, investigated=decision.disposition is Disposition.INVESTIGATE)


def _open(findings: Sequence[Judged], unit: str, *, before: int, investigated: bool) -> ShortestPathPart:
    found = shortest_path(findings, unit)
    jobs = found.jobs
    soonest = next((place for place, one in enumerate(jobs, before + 1) if investigated and one.may_end_it), None)
    return ShortestPathPart(
        state="open",
        summary=_summary(found, soonest),
        steps=(*map(_step, jobs), AGAIN if investigated else REQUEST),
        soonest=soonest,
        least=found.least,
        unknown=_subjects(found.unsettled),
    )


def _way(
    state: Literal["settled", "nothing-needed"],
    summary: str,
    steps: Sequence[StepPart],
    unknown: Iterable[Judged] = (),
) -> ShortestPathPart:
    return ShortestPathPart(
        state=state, summary=summary, steps=tuple(steps), soonest=None, least=True, unknown=_subjects(unknown)
    )


def _settled(summary: str, steps: Sequence[StepPart], findings: Iterable[Judged]) -> ShortestPathPart:
    unknown = [one for one in preventing(findings) if one.finding.result is Result.INCONCLUSIVE]
    return _way("settled", summary, steps, unknown)


def _resolve_open_items(findings: Iterable[Judged]) -> StepPart:
    """A lookup that was made is not requested again."""
    answers = [one.finding for one in findings if one.finding.check == "identity.entitlement"]
    asked = answers and all(one.result is Result.PASS for one in answers)
    return RESOLVE_THE_REST if asked else REINSTATE_STEPS[0]


def _held(findings: Sequence[Judged]) -> ShortestPathPart:
    """If claims alone lead to the hold, the claims file can be wrong: serial numbers and models are mistyped."""
    holds = [one for one in preventing(findings) if one.finding.result is Result.FAIL and one.finding.hold]
    if not holds or not all(one.finding.check.startswith("claims.") for one in holds):
        return _settled(f"The decision is final: {HOLD}.", HOLD_STEPS, findings)
    keep, report = HOLD_STEPS
    look = COMPARE.model_copy(update={"settles": _subjects(holds)})
    summary = f"As claimed: {HOLD}. Only an error in the claims file can change this."
    return _settled(summary, (keep, look, report), findings)


def _rejected(findings: Sequence[Judged], unit: str) -> ShortestPathPart:
    counting = preventing(findings)
    holds = [one for one in counting if one.finding.result is Result.INCONCLUSIVE and one.finding.hold]
    blockers = [one for one in counting if one.finding.result is Result.FAIL and one.finding.gravity is Gravity.BLOCKER]
    # What a person confirmed bad is kept and reported like a hold.
    reported = any(one.finding.action is Action.REPORT for one in blockers)
    steps = [*(HOLD_STEPS if reported else ()), REJECT_STEPS[0]]
    if holds:
        text = "Before you return or sell the unit, resolve the possible holds."
        steps.append(_word(text, "P5", _subjects(holds)))
    summary = f"The decision is final: {REJECT}."
    if all(one.finding.action not in _FINAL for one in blockers):
        # A failed part can be replaced. The owner decides whether that is worth its cost.
        summary = f"As it is: {REJECT}. Only a repair can change this."
        steps += [
            _step(one).model_copy(update={"text": f"If a repair is worthwhile: {_text(one)}"})
            for one in shortest_path(blockers, unit).jobs
        ]
    return _settled(summary, [*steps, *REJECT_STEPS[1:]], counting)


# Findings that no repair resolves, and findings without a next step.
_FINAL = (Action.STOP, Action.REPORT, Action.NONE)


def _subjects(findings: Iterable[Judged]) -> tuple[SubjectPart, ...]:
    named = dict.fromkeys((one.finding.check, one.finding.subject) for one in findings)
    return tuple(SubjectPart(check=check, subject=subject) for check, subject in named)


def _summary(found: ShortestPath, soonest: int | None) -> str:
    number = len(found.jobs)
    steps = f"{number} step{'' if number == 1 else 's'}"
    text = f"{steps} with {'a favorable result leads' if number == 1 else 'favorable results lead'} to a pass"
    text += "; no shorter path exists." if found.least and number > 1 else "."
    if found.unsettled:
        rest = f"; {steps} {'resolves' if number == 1 else 'resolve'} the rest" if number else ""
        text = f"No known step resolves everything{rest}."
    if soonest is not None:
        end = "An unfavorable result can end the evaluation"
        text += f" {end}." if number == 1 else f" Step {soonest} is the earliest that can end the evaluation."
    return text


def _step(planned: Planned) -> StepPart:
    step = planned.step
    return StepPart(
        text=_text(planned),
        clause="",
        action=step.action,
        about=step.about,
        settles=_subjects(planned.settles),
        destroys=step.destroys,
        if_bad=planned.if_bad,
        outlook=_outlook(planned),
    )


_ONCE = {
    Action.INSTALL: "install a standard, supported release from clean media on every Routing Engine, which also wipes "
    "the remains; inspect again with stage: reimaged",
    Action.ZEROIZE: "declare the bench's own statements in the policy (baseline); run request system zeroize; "
    "inspect again with stage: prepared",
}
_COLLECTED = {
    "settled": ", after the settle time",
    "login": ", with a login that has the permissions view-configuration, secret, and maintenance",
    "time": ", one request at a time (reinstate_pipelined: false) and with longer deadlines "
    "(reinstate_reply_deadline_factor)",
}
_NAMED = ("model ", "release ", "license ")


def _text(planned: Planned) -> str:
    """What to do: the findings' own next step where they agree, else one text for all of them."""
    step, texts = planned.step, list(dict.fromkeys(one.finding.next_step for one in planned.settles))
    if len(texts) == 1 and texts[0]:
        text = texts[0]
    elif step.action is Action.COLLECT and not step.about:
        text = COLLECT_AGAIN.text + "".join(text for demand, text in _COLLECTED.items() if demand in step.demands)
    elif step.action in _ONCE and not _is_an_upgrade(planned):
        text = _ONCE[step.action]
    else:
        text = "; ".join(filter(None, texts)) or f"correct: {planned.settles[0].finding.what}"
    return ": ".join(filter(None, (_subject(planned), text)))


def _subject(planned: Planned) -> str:
    """What the step is about, named before its text: ``release 23.4R2``, ``PEM 1, PEM 2``; "" where it is the unit.

    A step about a model, release, or license serves no module by itself.
    """
    return planned.step.about if planned.step.about.startswith(_NAMED) else listed(planned.modules)


def _is_an_upgrade(planned: Planned) -> bool:
    """Whether only another release is required: an upgrade needs no clean media."""
    return all(
        one.finding.action is Action.INSTALL and one.finding.check.startswith("software.") for one in planned.settles
    )


def _outlook(planned: Planned) -> str:
    if planned.step.destroys:
        return f"destroys evidence: keep this run, and continue only if no earlier step indicates a {HOLD}"
    if planned.step.action is Action.LOOK_UP and planned.step.about.startswith("model "):
        bad = "an end of support in the past"
    elif planned.step.action is Action.LOOK_UP and planned.step.about.startswith("release "):
        bad = "a release past end of support"
    else:
        bad = "an unfavorable result"
    match planned.if_bad:
        case None:
            return "required for a pass"
        case Disposition.HOLD:
            return f"{bad} can lead to {HOLD}; otherwise a pass is possible"
        case Disposition.REJECT:
            return f"{bad} can lead to {REJECT}; otherwise a pass is possible"
    return f"{bad} adds a correction; otherwise a pass is possible"
