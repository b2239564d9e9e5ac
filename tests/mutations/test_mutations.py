"""Nothing harmful passes, and nothing sound is accused: sound devices, changed by mutations that a person marked.

The page ``mutations.md`` lists the kinds. CI tries over 5,000 mutated devices; the small form tries each kind, and a
few pairs.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from itertools import permutations

import pytest

from tests.mutations.evidence import SOUND, passes, records_of, sound_devices
from tests.mutations.harmful import HARMFUL
from tests.mutations.harmless import HARMLESS
from tests.mutations.outcomes import KINDS, Trial, mutated, pairs, singles, wrong_with
from tests.mutations.table import PAGE, page

PAIRS_OF_THE_LARGE_FORM = 900
DEVICES_OF_THE_LARGE_FORM = 1000


def tried(trials: Iterable[Trial]) -> tuple[Counter[str], list[str]]:
    """How many mutated devices each kind had, and what came out wrong."""
    count: Counter[str] = Counter()
    wrong: list[str] = []
    for trial in trials:
        said = wrong_with(trial)
        if said is not None:
            count.update(trial.kinds)
            count["devices"] += 1
            wrong += [said] if said else []
    return count, wrong


def test_there_are_kinds_enough_and_each_is_marked_once():
    assert len(KINDS) == len(HARMFUL) + len(HARMLESS) >= 60


def test_every_kind_has_a_place_in_some_device():
    placed = {kind for kind in KINDS for device in SOUND if mutated(Trial(device, (kind,), 0)) is not None}
    assert KINDS.keys() == placed


@pytest.mark.parametrize("device", sound_devices(), ids=lambda one: one.name)
def test_the_devices_are_sound_before(device):
    records = records_of(device)
    assert len(passes(records)) == len(records)


@pytest.mark.parametrize("kind", KINDS)
def test_one_mutation(kind):
    """On every device in which it has a place."""
    found = [said for device in SOUND if (said := wrong_with(Trial(device, (kind,), 1))) is not None]
    assert [said for said in found if said] == []


def test_some_pairs():
    count, wrong = tried(pairs(120))
    assert wrong == []
    assert count["devices"] > 60


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 7))
def test_thousands_of_mutated_devices(seed):
    """Every kind on every device, and pairs: over a thousand mutated devices for each of five seeds."""
    of_one, wrong = tried(singles([seed]))
    of_two, wrong_pairs = tried(pairs(PAIRS_OF_THE_LARGE_FORM, seed=seed))
    assert wrong + wrong_pairs == []
    assert of_one["devices"] + of_two["devices"] > DEVICES_OF_THE_LARGE_FORM


@pytest.mark.slow
def test_every_kind_bears_what_any_other_did_before():
    """In every order, on a device by lot: a kind that finds no place for itself says so."""
    dice = random.Random(0)
    for number, kinds in enumerate(permutations(sorted(KINDS), 2)):
        mutated(Trial(dice.choice(SOUND), kinds, number))


def test_the_page_of_the_kinds_is_current():
    assert PAGE.read_text(encoding="utf-8") == page()
