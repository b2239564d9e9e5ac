"""The words of a decision: steps, open items, risks, limits, and clauses, by the rules for what people read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from reinstate.decision import next_steps
from reinstate.decision.clauses import CLAUSES
from reinstate.decision.derivation import RULES, VERDICTS, WEIGHS
from reinstate.decision.fees import CLAIMED_RULES, EXPIRED_RULE, LICENSE_RULES, UNLICENSED_RULES
from reinstate.decision.no_evidence import ADVICE, TITLES
from reinstate.decision.open_points import ENTITLEMENT, LIMITS, NO_OWNERSHIP, NO_PAPERS, PAPERS
from reinstate.decision.policy import keys, site_check_keys
from reinstate.decision.reinstatement_path import CERTIFIED_PATH
from reinstate.decision.risks import RISKS
from tests.unit.checks.test_words import LONGEST, MOST_WORDS, MOST_WORDS_OF_A_STEP, banned, word_count

_STEPS = (
    *next_steps.HOLD_STEPS,
    next_steps.COMPARE,
    *next_steps.REJECT_STEPS,
    *next_steps.REINSTATE_STEPS,
    next_steps.RESOLVE_THE_REST,
    next_steps.AGAIN,
    next_steps.REQUEST,
    next_steps.CONFIRM_PAPERS,
)
_LICENSE_RULES = (*LICENSE_RULES.values(), *UNLICENSED_RULES.values(), *CLAIMED_RULES.values(), EXPIRED_RULE)
_MOST_WORDS_OF_A_SENTENCE = 25
# Values of a key, which are names.
_VALUES = "weighs or noted"


def _key_descriptions() -> Iterator[str]:
    for module in (keys, site_check_keys):
        for model in vars(module).values():
            if isinstance(model, type) and issubclass(model, BaseModel):
                yield from (field.description for field in model.model_fields.values() if field.description)


SENTENCES = (
    *(step.text for step in _STEPS),
    *(point.text for point in (ENTITLEMENT, NO_OWNERSHIP, NO_PAPERS, PAPERS)),
    *(risk.text for risk in RISKS),
    *LIMITS,
    *(clause.statement for clause in CLAUSES),
)
PHRASES = (
    *(rule.when for rule in RULES),
    *VERDICTS.values(),
    WEIGHS,
    *(rule.action for rule in _LICENSE_RULES),
    *CERTIFIED_PATH,
    *_key_descriptions(),
)


@pytest.mark.parametrize("text", [*SENTENCES, *PHRASES, *TITLES.values()])
def test_a_text_is_in_plain_words(text: str) -> None:
    assert list(banned(text.replace(_VALUES, ""))) == []
    assert len(text) <= LONGEST


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_is_short_and_complete(text: str) -> None:
    assert text[0].isupper()
    assert text.endswith(".")
    assert [one for one in text.split(". ") if word_count(one) > _MOST_WORDS_OF_A_SENTENCE] == []


@pytest.mark.parametrize("text", PHRASES)
def test_a_phrase_has_no_period(text: str) -> None:
    assert not text.endswith(".")


@pytest.mark.parametrize("status", ADVICE)
def test_an_outcome_and_its_next_step_are_in_plain_words(status: str) -> None:
    advice = ADVICE[status]  # type: ignore[index]
    assert list(banned(advice.what)) == list(banned(advice.next_step)) == []
    assert word_count(advice.what) <= MOST_WORDS
    assert word_count(advice.next_step) <= MOST_WORDS_OF_A_STEP
    assert len(advice.next_step.split("; ")) <= 3
