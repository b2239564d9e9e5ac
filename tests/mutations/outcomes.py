"""Sound devices, mutated one kind at a time and in pairs, and what came out wrong."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from reinstate.decision.record import Record
from tests.mutations.evidence import Answers, Mutation, passes, records_of, sound_devices, worse
from tests.mutations.harmful import HARMFUL
from tests.mutations.harmless import HARMLESS

KINDS: dict[str, Mutation] = {**HARMFUL, **HARMLESS}


@dataclass(frozen=True)
class Trial:
    """One mutated device.

    Attributes:
        kinds: the mutations, in the order in which they are applied.
        seed: what decides their places.
    """

    device: str
    kinds: tuple[str, ...]
    seed: int

    @property
    def harmful(self) -> bool:
        return any(kind in HARMFUL for kind in self.kinds)

    def __str__(self) -> str:
        return f"{self.device}, {' and '.join(self.kinds)} (seed {self.seed})"


def singles(seeds: Iterable[int]) -> Iterator[Trial]:
    """Every kind on every device, with these seeds."""
    for seed in seeds:
        for kind in KINDS:
            yield from (Trial(device.name, (kind,), seed) for device in sound_devices())


def pairs(number: int, seed: int = 0) -> Iterator[Trial]:
    """So many pairs of kinds, drawn by lot."""
    dice = random.Random(seed)
    for one in range(number):
        device = dice.choice(sound_devices())
        yield Trial(device.name, tuple(dice.sample(sorted(KINDS), 2)), one)


def mutated(trial: Trial) -> Answers | None:
    """The device of a trial; None where one of the mutations has no place in it."""
    answers: Answers | None = next(one for one in sound_devices() if one.name == trial.device)
    dice = random.Random(f"{trial.device} {trial.seed}")
    for kind in trial.kinds:
        answers = KINDS[kind](answers, dice) if answers is not None else None
    return answers


@cache
def _before(device: str) -> tuple[Record, ...]:
    return records_of(next(one for one in sound_devices() if one.name == device))


def wrong_with(trial: Trial) -> str | None:
    """What came out wrong, in a sentence; "" where nothing did, None where the trial has no place in the device."""
    answers = mutated(trial)
    if answers is None:
        return None
    records = records_of(answers)
    if trial.harmful:
        passed = passes(records)
        return f"{trial}: every unit passes" if len(passed) == len(records) else ""
    return "".join(f"{trial}: {one}" for one in [*worse(_before(trial.device), records)][:1])
