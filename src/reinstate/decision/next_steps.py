"""The way to a decision in words: the shortest path, with what the disposition itself asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from reinstate.checks.framework import Action, Gravity, Result, listed
from reinstate.checks.framework.common_steps import COLLECT_AGAIN
from reinstate.decision.record import ShortestPathPart, StepPart, SubjectPart
from reinstate.decision.shortest_path import Planned, ShortestPath, in_the_way, shortest_path
from reinstate.decision.verdict import Decision, Disposition, Judged


def _word(text: str, clause: str = "", settles: tuple[SubjectPart, ...] = ()) -> StepPart:
    """A step that the disposition itself asks for."""
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
    _word("Keep and isolate it: don't wipe, return or resell it.", "P5"),
    _word("Report it to brandprotection@juniper.net, with this record and its evidence.", "P30"),
)
COMPARE = _word(
    "Compare label and box with the manifest by eye before it is reported: where the manifest is mistaken, correct it "
    "and inspect it again.",
    "P5",
)
REJECT_STEPS = (
    _word("Don't request an inspection: no fee is refunded.", "P10"),
    _word("Consider Juniper Certified Pre-Owned products instead.", "P29"),
)
REINSTATE_STEPS = (
    _word("Settle the open points, the entitlement look-up first.", "P25"),
    _word("Request inspection and reinstatement through a Juniper authorized partner, who quotes all fees.", "P9"),
)
SETTLE_THE_REST = _word("Settle the open points that matter to you, before anything is paid.", "P25")
AGAIN = _word(
    "Then inspect it again; where only data or declarations were added, judging the stored run again is enough."
)
REQUEST = _word("Inspect it again, then request reinstatement.", "P9")
CONFIRM_PAPERS = _word(
    "Have the maker or an authorized partner confirm the Certified Pre-Owned papers: if they hold, it is no "
    "gray-market product and its support contract costs no special fee. What follows is for the case that they don't.",
    "P29",
)


def way_to_a_decision(
    decision: Decision, findings: Sequence[Judged], unit: str, *, certified: bool = False
) -> ShortestPathPart:
    """What to do, in order: what the disposition asks for, and the least set of steps that would settle the rest.

    Args:
        decision: what was decided.
        findings: all of the unit.
        unit: its name.
        certified: Certified Pre-Owned papers are declared for it; they are confirmed before anything else is done.
    """
    way = _gray_market_way(decision, findings, unit)
    if not certified or decision.disposition is Disposition.HOLD:
        return way
    soonest = None if way.soonest is None else way.soonest + 1
    return way.model_copy(update={"steps": (CONFIRM_PAPERS, *way.steps), "soonest": soonest})


def _gray_market_way(decision: Decision, findings: Sequence[Judged], unit: str) -> ShortestPathPart:
    match decision.disposition:
        case Disposition.REINSTATE:
            summary = "Nothing is needed for a decision: it passes as it stands."
            return _way("nothing-needed", summary, (_settle(findings), *REINSTATE_STEPS[1:]))
        case Disposition.HOLD:
            # The findings' own steps would clean up what is to be kept as it is.
            return _held(findings)
        case Disposition.REJECT:
            return _rejected(findings, unit)
    return _open(findings, unit, investigated=decision.disposition is Disposition.INVESTIGATE)


def _open(findings: Sequence[Judged], unit: str, *, investigated: bool) -> ShortestPathPart:
    found = shortest_path(findings, unit)
    jobs = found.jobs
    soonest = next((place for place, one in enumerate(jobs, 1) if investigated and one.may_end_it), None)
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
    unknown = [one for one in in_the_way(findings) if one.finding.result is Result.INCONCLUSIVE]
    return _way("settled", summary, steps, unknown)


def _settle(findings: Iterable[Judged]) -> StepPart:
    """Whoever has looked the serial up isn't sent to do it again."""
    answers = [one.finding for one in findings if one.finding.check == "identity.entitlement"]
    asked = answers and all(one.result is Result.PASS for one in answers)
    return SETTLE_THE_REST if asked else REINSTATE_STEPS[0]


def _held(findings: Sequence[Judged]) -> ShortestPathPart:
    """Where only a claim speaks for the hold, the claim may be what is wrong: people mistype serials and models."""
    holds = [one for one in in_the_way(findings) if one.finding.result is Result.FAIL and one.finding.hold]
    if not holds or not all(one.finding.check.startswith("claims.") for one in holds):
        return _settled("It is settled: hold, whatever else is found.", HOLD_STEPS, findings)
    keep, report = HOLD_STEPS
    look = COMPARE.model_copy(update={"settles": _subjects(holds)})
    summary = "It is settled as claimed: hold. Only a mistake in the manifest would change that."
    return _settled(summary, (keep, look, report), findings)


def _rejected(findings: Sequence[Judged], unit: str) -> ShortestPathPart:
    standing = in_the_way(findings)
    holds = [one for one in standing if one.finding.result is Result.INCONCLUSIVE and one.finding.hold]
    blockers = [one for one in standing if one.finding.result is Result.FAIL and one.finding.gravity is Gravity.BLOCKER]
    steps = [REJECT_STEPS[0]]
    if holds:
        text = "Before it goes back or on, settle what may yet mean that it must be kept."
        steps.append(_word(text, "P5", _subjects(holds)))
    summary = "It is settled: reject, whatever else is found."
    if all(one.finding.action not in _FINAL for one in blockers):
        # A dead part can be replaced: then it is another product that is judged, and the owner weighs what it costs.
        summary = "It is settled as it stands: reject. Only a repair would change that."
        steps += [
            _step(one).model_copy(update={"text": f"Only if a repair is worth it: {_text(one)}"})
            for one in shortest_path(blockers, unit).jobs
        ]
    return _settled(summary, [*steps, *REJECT_STEPS[1:]], standing)


# What nothing can be done about, and what nobody said how to do.
_FINAL = (Action.STOP, Action.REPORT, Action.NONE)


def _subjects(findings: Iterable[Judged]) -> tuple[SubjectPart, ...]:
    named = dict.fromkeys((one.finding.check, one.finding.subject) for one in findings)
    return tuple(SubjectPart(check=check, subject=subject) for check, subject in named)


def _summary(found: ShortestPath, soonest: int | None) -> str:
    number = len(found.jobs)
    steps = f"{number} step{'' if number == 1 else 's'}"
    text = f"{steps} with good answers would lead to a pass"
    text += ", and no fewer would." if found.least and number > 1 else "."
    if found.unsettled:
        text = f"No known step settles all of it; {steps} would settle the rest."
    if soonest is not None:
        text += " A bad answer may end it." if number == 1 else " One of them may end it soonest."
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
    Action.INSTALL: "install a standard, supported release from clean media on every engine, which wipes what was left "
    "on it too; inspect it again as reimaged",
    Action.ZEROIZE: "request system zeroize; what of it the bench itself has put there is declared in the policy's "
    "baseline instead; inspect it again as prepared",
}
_COLLECTED = {
    "settled": ", once it has settled after boot",
    "login": ", with a login that has the permissions maintenance, secret and view-configuration",
    "time": ", request by request and with longer deadlines",
}
_NAMED = ("model ", "release ", "license ")


def _text(planned: Planned) -> str:
    """What to do: in the findings' own words where they agree, else in words that stand for all of them."""
    step, texts = planned.step, list(dict.fromkeys(one.finding.next_step for one in planned.settles))
    if len(texts) == 1 and texts[0]:
        text = texts[0]
    elif step.action is Action.COLLECT and not step.about:
        text = COLLECT_AGAIN.text + "".join(text for demand, text in _COLLECTED.items() if demand in step.demands)
    elif step.action in _ONCE and not _is_an_upgrade(planned):
        text = _ONCE[step.action]
    else:
        text = "; ".join(filter(None, texts)) or f"put it right: {planned.settles[0].finding.what}"
    named = step.about.partition(" ")[2] if step.about.startswith(_NAMED) else ""
    text = f"{listed(planned.modules)}: {text}" if planned.modules else text
    return f"{text}: {named}" if named else text


def _is_an_upgrade(planned: Planned) -> bool:
    """Whether another release alone is wanted: that needn't be from clean media."""
    return all(
        one.finding.action is Action.INSTALL and one.finding.check.startswith("software.") for one in planned.settles
    )


def _outlook(planned: Planned) -> str:
    if planned.step.destroys:
        return "it wipes evidence: keep this run, and do it only when nothing before it speaks for a hold"
    if planned.step.action is Action.LOOK_UP and planned.step.about.startswith("model "):
        bad = "a row past end of support"
    elif planned.step.action is Action.LOOK_UP and planned.step.about.startswith("release "):
        bad = "a release past its end of support"
    else:
        bad = "a bad answer"
    match planned.if_bad:
        case None:
            return "until it is done, it can't pass"
        case Disposition.HOLD:
            return f"{bad} may end it: hold; otherwise it can pass"
        case Disposition.REJECT:
            return f"{bad} may end it: reject; otherwise it can pass"
    return f"{bad} adds something to put right; otherwise it can pass"
