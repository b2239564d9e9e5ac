"""What a person does next, and what this inspection leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from reinstate.checks.framework import Action, Finding, Gravity, Result
from reinstate.checks.wording import listed
from reinstate.decision.record import ContactPart, PointPart, ShortestPathPart, StagePart, StepPart, SubjectPart
from reinstate.decision.shortest import Planned, ShortestPath, in_the_way, shortest_path
from reinstate.decision.verdict import Decision, Disposition, Judged
from reinstate.declared.model import Claim
from reinstate.reference.library import Reference

ENTITLEMENT_CHECK = "identity.entitlement"
_ENTITLEMENT = PointPart(
    check=ENTITLEMENT_CHECK,
    clause="P25",
    text="Whether the serial is known to the maker and registered to nobody else was not looked up: it costs nothing, "
    "and nothing else settles it. Do it before anything is paid.",
)
_OWNERSHIP = PointPart(check="", clause="P2", text="Papers of ownership were not seen.")
_JCPO = PointPart(
    check="", clause="P29", text="Whether it has Certified Pre-Owned papers, and so is no gray-market product."
)

LIMITS = (
    "It reads what the running software tells. Implants in memory, firmware or BIOS can lie about everything in it.",
    "The ephemeral configuration database and files outside the listed folders were not read.",
    "No port, PoE controller, LED or self test was exercised: nothing here proves that a port works.",
    "A clean result doesn't prove a clean device, and doesn't bind the maker, whose own inspection decides.",
    "It speaks of the state at the time of collecting, and of this unit alone.",
)

# The states of P9 in their order, each with the fees that fall due with it.
_PATH: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("requested", ()),
    ("inspection fee agreed", ("P11",)),
    ("inspected", ()),
    ("reinstatement fee agreed", ("P12",)),
    ("software re-registered", ("P13", "P14")),
    ("purchase order submitted", ()),
    ("reinstated in the new owner's name", ()),
)


def open_points(findings: Iterable[Judged], claim: Claim | None) -> tuple[PointPart, ...]:
    """The entitlement look-up first where it is open, then what checks noted, then the papers that nobody named."""
    told = [one.finding for one in findings]
    noted = [one for one in told if one.result is Result.INCONCLUSIVE and one.noted]
    rest = [PointPart(check=one.check, clause="", text=one.message) for one in noted if one.check != ENTITLEMENT_CHECK]
    first = [] if any(map(_looked_up, told)) else [_ENTITLEMENT]
    papers = [_OWNERSHIP] if claim is None or not claim.ownership else []
    papers += [_JCPO] if claim is None or not claim.jcpo else []
    return (*first, *rest, *papers)


def _looked_up(finding: Finding) -> bool:
    """Whether the look-up was made, whatever came of it; a policy may leave the check out, which settles nothing."""
    open_still = finding.noted or finding.result is Result.NOT_APPLICABLE
    return finding.check == ENTITLEMENT_CHECK and not open_still


def path(disposition: Disposition, way: ShortestPathPart) -> tuple[StagePart, ...]:
    """The states of a reinstatement request, and where the unit stands: before the first of them, and why."""
    state, why = _standing(disposition, way)
    first, *others = _PATH
    rest: Literal["closed", "later"] = "closed" if state == "closed" else "later"
    return (
        StagePart(name=first[0], state=state, why=why, fees=first[1]),
        *(StagePart(name=name, state=rest, why="", fees=fees) for name, fees in others),
    )


def _standing(
    disposition: Disposition, way: ShortestPathPart
) -> tuple[Literal["next", "waits", "unsure", "closed"], str]:
    todo = len([step for step in way.steps if step.settles])
    many = f"{todo} step{'s' if todo > 1 else ''}"
    match disposition:
        case Disposition.HOLD:
            return "closed", "Not requested, and not to be: it is kept and reported instead."
        case Disposition.REJECT:
            return "closed", "Not requested, and not to be: it isn't eligible as it stands, and fees aren't refunded."
        case Disposition.INVESTIGATE:
            why = f"Before the request, which waits until it is known whether it may be made: {many} to a decision."
            return "unsure", why
        case Disposition.REMEDIATE:
            return (
                "waits",
                f"Before the request, which waits until it is put right: {many}, then it is inspected again.",
            )
        case _:
            return "next", "Before the request, which can be made now: nothing that was looked at stands in its way."


def contacts(reference: Reference) -> tuple[ContactPart, ...]:
    """Whom to turn to, in the order of the reference set."""
    return tuple(ContactPart(topic=one.topic, channel=one.channel, clause=one.clause) for one in reference.contacts)


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


_HOLD = (
    _word("Keep and isolate it: don't wipe, return or resell it.", "P5"),
    _word("Report it to brandprotection@juniper.net, with this record and its evidence.", "P30"),
)
_REJECT = (
    _word("Don't request an inspection: no fee is refunded.", "P10"),
    _word("Consider Juniper Certified Pre-Owned products instead.", "P29"),
)
_REINSTATE = (
    _word("Settle the open points, the entitlement look-up first.", "P25"),
    _word("Request inspection and reinstatement through a Juniper authorized partner, who quotes all fees.", "P9"),
)
_AGAIN = _word(
    "Then inspect it again; where only data or declarations were added, judging the stored run again is enough."
)
_AGAIN_THEN_REQUEST = _word("Inspect it again, then request reinstatement.", "P9")


def way_to_a_decision(decision: Decision, findings: Sequence[Judged], unit: str) -> ShortestPathPart:
    """What to do, in order: what the disposition asks for, and the least set of steps that would settle the rest."""
    match decision.disposition:
        case Disposition.REINSTATE:
            return _way("nothing-needed", "Nothing is needed for a decision: it passes as it stands.", _REINSTATE)
        case Disposition.HOLD:
            # The findings' own steps would clean up what is to be kept as it is.
            return _settled("It is settled: hold, whatever else is found.", _HOLD, findings)
        case Disposition.REJECT:
            return _rejected(findings, unit)
    found = shortest_path(findings, unit)
    jobs, investigated = found.jobs, decision.disposition is Disposition.INVESTIGATE
    soonest = next((place for place, one in enumerate(jobs, 1) if investigated and one.may_end_it), None)
    return ShortestPathPart(
        state="open",
        summary=_summary(found, soonest),
        steps=(*map(_step, jobs), _AGAIN if investigated else _AGAIN_THEN_REQUEST),
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


def _rejected(findings: Sequence[Judged], unit: str) -> ShortestPathPart:
    standing = in_the_way(findings)
    holds = [one for one in standing if one.finding.result is Result.INCONCLUSIVE and one.finding.hold]
    blockers = [one for one in standing if one.finding.result is Result.FAIL and one.finding.gravity is Gravity.BLOCKER]
    steps = [_REJECT[0]]
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
    return _settled(summary, [*steps, *_REJECT[1:]], standing)


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
        text += " A bad answer may end it." if number == 1 else f" Step {soonest} may end it soonest: begin with it."
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
_NAMED = ("model ", "release ", "licence ")


def _text(planned: Planned) -> str:
    """What to do: in the findings' own words where they agree, else in words that stand for all of them."""
    step, texts = planned.step, list(dict.fromkeys(one.finding.next_step for one in planned.settles))
    if len(texts) == 1 and texts[0]:
        text = texts[0]
    elif step.action is Action.COLLECT and not step.about:
        text = "collect the host again" + "".join(text for demand, text in _COLLECTED.items() if demand in step.demands)
    elif step.action in _ONCE:
        text = _ONCE[step.action]
    else:
        text = "; ".join(filter(None, texts)) or f"put it right: {planned.settles[0].finding.what}"
    named = step.about.partition(" ")[2] if step.about.startswith(_NAMED) else ""
    text = f"{listed(planned.modules)}: {text}" if planned.modules else text
    return f"{text}: {named}" if named else text


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
