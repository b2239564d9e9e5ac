"""The shortest path to a decision: the smallest set of steps that resolves all findings that prevent a pass.

Every finding that counts names the kind of step that resolves it, and what the step is about. Often one step resolves
several: one collection with the right login resolves every denied request, one lookup of a model all boards of that
model, and one installation from clean media everything that zeroizing does. ``settles`` states which steps resolve
which findings. Nothing here reads a device or the texts of findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reinstate.checks.framework import Action, Finding, Gravity, Result
from reinstate.decision.verdict import Disposition, Judged, by_importance, counts

# How a new collection has to differ from the last one; one session can satisfy all of it.
_SETTLED, _LOGIN, _TIME = "settled", "login", "time"
_COLLECTING = frozenset({Action.COLLECT, Action.WAIT})
# Free and harmless steps first, then hands-on work, then steps that destroy evidence.
_ORDER: Final = (
    Action.DECLARE,
    Action.LOOK_UP,
    Action.ASK,
    Action.COLLECT,
    Action.LOOK,
    Action.NONE,
    Action.STOP,
    Action.REPORT,
    Action.REMOVE,
    Action.REPLACE,
    Action.CONFIGURE,
    Action.ZEROIZE,
    Action.INSTALL,
)
_PLACE: Final[Mapping[Action, int]] = {action: place for place, action in enumerate(_ORDER)} | {
    Action.WAIT: _ORDER.index(Action.COLLECT)
}
DESTROYING: Final = frozenset({Action.CONFIGURE, Action.ZEROIZE, Action.INSTALL})
_WHOLE_UNIT = frozenset({Action.ZEROIZE, Action.INSTALL})
_CHEAP = frozenset({Action.DECLARE, Action.LOOK_UP, Action.ASK, Action.COLLECT, Action.LOOK})
# Removing or replacing a module, or removing a key, also resolves the open findings about it.
_TAKING_AWAY = frozenset({Action.REMOVE, Action.REPLACE})
_TAKEN_OUT_WITH_IT = frozenset({Action.LOOK, Action.ASK, Action.LOOK_UP})
_MOST_TRIES = 20_000


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a person does.

    Attributes:
        about: what it is about, where one step about it serves every finding; "" elsewhere.
        place: subject and next step of the finding, where the step serves that finding alone.
        module: the module or key that is removed; "" where the step is about the unit.
        demands: how a collection has to differ from the last one.
    """

    action: Action
    about: str = ""
    place: str = ""
    module: str = ""
    demands: frozenset[str] = frozenset()

    @property
    def destroys(self) -> bool:
        """Whether evidence is gone afterwards."""
        return self.action in DESTROYING

    @property
    def order(self) -> tuple[int, str, str, str, tuple[str, ...]]:
        """Its place among others, the same in every run."""
        return _PLACE[self.action], self.about, self.place, self.module, tuple(sorted(self.demands))


@dataclass(frozen=True, slots=True)
class Planned:
    """A step of the path, and the findings that it resolves.

    Attributes:
        modules: the modules that it is done to; empty where that is the unit.
    """

    step: Step
    settles: tuple[Judged, ...]
    modules: tuple[str, ...] = ()

    @property
    def if_bad(self) -> Disposition | None:
        """What the worst result leads to; None for a correction, which has no result."""
        unknown = [one.finding for one in self.settles if one.finding.result is Result.INCONCLUSIVE]
        if any(finding.hold for finding in unknown):
            return Disposition.HOLD
        if any(finding.gravity is Gravity.BLOCKER for finding in unknown):
            return Disposition.REJECT
        return Disposition.REMEDIATE if unknown else None

    @property
    def may_end_it(self) -> bool:
        """Whether it is cheap and an unfavorable result ends the evaluation."""
        return self.step.action in _CHEAP and self.if_bad in (Disposition.HOLD, Disposition.REJECT)


@dataclass(frozen=True, slots=True)
class ShortestPath:
    """The steps in the order in which to do them.

    Attributes:
        unsettled: findings that no known step resolves.
        least: no smaller set of the known steps resolves them; False where the search was cut short.
    """

    steps: tuple[Planned, ...] = ()
    unsettled: tuple[Judged, ...] = ()
    least: bool = True

    @property
    def jobs(self) -> tuple[Planned, ...]:
        """The same, with one entry for a job that is done to several modules."""
        found: dict[tuple[Action, str], Planned] = {}
        for one in self.steps:
            words = one.settles[0].finding.next_step
            key = (one.step.action, words if one.step.module else repr(one.step))
            before = found.get(key)
            found[key] = (
                one
                if before is None
                else replace(before, settles=before.settles + one.settles, modules=before.modules + one.modules)
            )
        return tuple(found.values())


def preventing(findings: Iterable[Judged]) -> list[Judged]:
    """The findings that prevent a pass: failed and inconclusive ones that count and are not waived."""
    relevant = (Result.FAIL, Result.INCONCLUSIVE)
    return by_importance(
        one for one in findings if one.finding.result in relevant and counts(one.finding) and not one.waived
    )


def own_step(finding: Finding, unit: str) -> Step:
    """The step that the finding itself requires; ``unit`` is the unit's name."""
    action, about = finding.action, finding.about
    if action in _COLLECTING and about in ("", _LOGIN, _TIME):
        demand = _SETTLED if action is Action.WAIT else about
        return Step(Action.COLLECT, demands=frozenset({demand} - {""}))
    if action in _WHOLE_UNIT:
        return Step(action)
    module = "" if finding.subject == unit else finding.subject
    if about:
        return Step(action, about)
    return Step(action, place=f"{finding.subject}: {finding.next_step}", module=module)


def needs_its_evidence(finding: Finding) -> bool:
    """Whether wiping the device destroys the evidence for it: a possible hold, or an open finding of integrity."""
    return finding.result is Result.INCONCLUSIVE and (finding.hold or finding.check.startswith("integrity."))


def settles(step: Step, own: Step, finding: Finding) -> bool:
    """Whether that step, with a favorable result, resolves the finding, whose own step is ``own``."""
    if needs_its_evidence(finding) and (step.destroys or step.action in _TAKING_AWAY):
        return False
    return step == own or _does_as_well(step, own, finding.subject)


def _does_as_well(step: Step, own: Step, subject: str) -> bool:
    """Whether one step does what the other does."""
    match step.action:
        case Action.COLLECT:
            return own.action is Action.COLLECT and own.about == step.about and own.demands <= step.demands
        case Action.INSTALL:
            return own.action in (Action.ZEROIZE, Action.CONFIGURE) or own.about.startswith("release ")
        case Action.ZEROIZE:
            return own.action is Action.CONFIGURE
        case Action.REMOVE | Action.REPLACE:
            return step.module == subject and own.action in _TAKEN_OUT_WITH_IT
    return False


def offered(findings: Iterable[Finding], unit: str) -> tuple[Step, ...]:
    """The steps that these findings require, each once; the next collection of the host is one step."""
    steps = {own_step(finding, unit) for finding in findings}
    collections = {step for step in steps if step.action is Action.COLLECT and not step.about}
    if collections:
        demands = frozenset[str]().union(*(step.demands for step in collections))
        steps = (steps - collections) | {Step(Action.COLLECT, demands=demands)}
    return tuple(sorted(steps, key=lambda step: step.order))


def shortest_path(findings: Iterable[Judged], unit: str) -> ShortestPath:
    """The smallest set of steps that resolves the findings that prevent a pass, in order.

    Of equally small sets the first in the order is taken: the same findings give the same path.
    """
    standing = preventing(findings)
    steps = offered((one.finding for one in standing), unit)
    owns = [own_step(one.finding, unit) for one in standing]
    ways = _ways(steps, zip(owns, (one.finding for one in standing), strict=True))
    search = _Search({way for way in ways if way})
    chosen = sorted(search.best)
    numbers = {step: n for n, step in enumerate(steps)}
    settled: dict[int, list[Judged]] = {n: [] for n in chosen}
    for one, own, way in zip(standing, owns, ways, strict=True):
        if way:
            first = numbers.get(own, -1)
            settled[first if first in settled else min(way & search.best)].append(one)
    planned = (Planned(steps[n], tuple(settled[n]), _modules(steps[n], unit)) for n in chosen)
    return ShortestPath(
        tuple(sorted(planned, key=_urgency)),
        tuple(one for one, way in zip(standing, ways, strict=True) if not way),
        search.exact,
    )


def _modules(step: Step, unit: str) -> tuple[str, ...]:
    return (step.module.removeprefix(f"{unit} "),) if step.module else ()


def _ways(steps: Sequence[Step], wanted: Iterable[tuple[Step, Finding]]) -> list[frozenset[int]]:
    """For each finding the steps that resolve it, by number. Only plausible steps are tried: a full chassis has
    hundreds of findings, and most steps are about one module."""
    numbers = {step: n for n, step in enumerate(steps)}
    everywhere = [n for n, step in enumerate(steps) if step.action in _WHOLE_UNIT or step.action is Action.COLLECT]
    at_module: dict[str, list[int]] = {}
    for n, step in enumerate(steps):
        if step.module and step.action in _TAKING_AWAY:
            at_module.setdefault(step.module, []).append(n)
    return [
        frozenset(
            n
            for n in (*everywhere, *at_module.get(finding.subject, ()), *([numbers[own]] if own in numbers else ()))
            if settles(steps[n], own, finding)
        )
        for own, finding in wanted
    ]


_WORST = (Disposition.HOLD, Disposition.REJECT, Disposition.REMEDIATE, None)


def _urgency(planned: Planned) -> tuple[int, int, int, tuple[int, str, str, str, tuple[str, ...]]]:
    """By kind; of one kind first what can end the evaluation, then what resolves most."""
    worst = _WORST.index(planned.if_bad)
    return _PLACE[planned.step.action], worst, -len(planned.settles), planned.step.order


@dataclass
class _Search:
    """The smallest set that meets every one of these sets; numbers stand for steps, a smaller one for a cheaper step.

    A finding with one way forces it, findings with the same ways are one, and what resolves a narrower one resolves a
    wider one, so the rest to search is small. The search is bounded all the same: beyond the bound, the best set so
    far is the result, and it is not called the smallest.
    """

    ways: set[frozenset[int]]
    best: frozenset[int] = frozenset()
    exact: bool = True
    _tries: int = field(default=0, repr=False)

    def __post_init__(self) -> None:
        forced = frozenset(step for way in self.ways if len(way) == 1 for step in way)
        left = [way for way in self.ways if not way & forced]
        narrow = [way for way in left if not any(other < way for other in left)]
        todo = sorted(narrow, key=lambda way: (len(way), sorted(way)))
        self.best = forced | _greedy(todo)
        self._look(forced, todo)

    def _look(self, chosen: frozenset[int], todo: Sequence[frozenset[int]]) -> None:
        self._tries += 1
        if self._tries > _MOST_TRIES:
            self.exact = False
            return
        if not todo:
            self.best = min(self.best, chosen, key=_size)
            return
        if len(chosen) + 1 > len(self.best):
            return
        for step in sorted(todo[0]):
            self._look(chosen | {step}, [way for way in todo if step not in way])


def _size(chosen: frozenset[int]) -> tuple[int, list[int]]:
    return len(chosen), sorted(chosen)


def _greedy(todo: Sequence[frozenset[int]]) -> frozenset[int]:
    chosen: set[int] = set()
    left = list(todo)
    while left:
        steps = sorted({step for way in left for step in way})
        most = max(steps, key=lambda step: (sum(step in way for way in left), -step))
        chosen.add(most)
        left = [way for way in left if most not in way]
    return frozenset(chosen)
