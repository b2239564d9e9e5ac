"""The words of the checks: titles, rationales, and every finding of every table, by the rules for what people read.

Device texts are not ours: each one counts as a single word, and what is banned is allowed within it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import NamedTuple

import pytest

from reinstate.checks.catalog import CHECK_CLASSES, make_checks
from reinstate.checks.framework import Case, Check, Finding
from reinstate.checks.framework.run import run_check
from reinstate.device.model import Authorization
from reinstate.device.reading import unknown_because
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import FAIL, INCONCLUSIVE, a_case, a_reference
from tests.unit.checks.site import test_site
from tests.unit.checks.test_four_answers import OF_NO_PRODUCT, ROWS

MOST_WORDS, MOST_WORDS_OF_A_STEP, LONGEST = 15, 30, 400
# What a reader stumbles over, with what to write.
BANNED = {
    re.compile(pattern, re.IGNORECASE): instead
    for pattern, instead in {
        r"\bweighs\b": "counts",
        r"\bin the way\b|\bobstacles?\b": "prevents",
        r"\b(un)?told\b|\btells?\b|\btelling\b": "reports, states, unknown",
        r"\bbeside\b": "with, in addition to",
        r"\bjudg(e|es|ed|ing|e?ment)\b": "evaluate",
        r"\bbox(es)?\b": "unit, chassis",
        r"\bmaker(s|'s)?\b|\bvendor's\b": "Juniper, the manufacturer",
        r"\bformer owners?\b": "previous owner",
        r"\bhand(s|ed|ing)? in\b": "provide",
        r"\b(no|some|any|every)body\b|\bsomeone\b": "name the role",
        r"(?-i:\b([Hh]e|[Hh]im|[Hh]is|[Ww]e|us|[Oo]urs?)\b)": "name the role",
        r"\b(lie|lies|lying)\b|\bstands\b": "is",
        r"n['\u2019]t\b|\b(it|that|what|there|who|here)['\u2019]s\b": "no contractions",
        r"\bfitted\b": "installed",
        r"(?<!run )\bfolders?\b": "directory",
        r"\bforeign\b": "third-party",
        r"\bmend(s|ed)?\b|\bput right\b": "correct",
        r"(?<!evidence )\bmanifest\b": "claims file",
        r"\blook-ups?\b": "lookup",
        r"\blicence|\bsanitis|\bcatalogue|\bcolour|\banalyse|\brecognise|\bbehaviour|\bunauthoris": "American spelling",
        r"\b(maybe|perhaps|surely|mostly)\b": "state the fact",
        r"\b(would|shall)\b": "present tense",
        "!|\u2014|\u2013": "no exclamation marks, no dashes",
    }.items()
}
# An answer's name, and an action's.
NAMES = re.compile(r"registered to us|look-up\b(?= action)")
# Capitals that Junos prints, and names; any other word with a capital begins a sentence.
CAPITALS = re.compile(r"(Junos|Juniper|Veriexec|Routing Engine|Virtual Chassis)\b|\w*[A-Z0-9]\w*[A-Z0-9]|\w+/")
LOSSES = (
    *("timeout", "closed", "truncated", "malformed", "unreadable", "damaged", "denied", "unsupported", "rpc-error"),
    *("partial", "no-data", "not-collected", "not-asked"),
)
VIEWER = Authorization("viewer", "read-only", frozenset({"view"}))


class Spoken(NamedTuple):
    """A check's finding, and the case that it is of."""

    check: Check
    case: Case
    finding: Finding


@cache
def spoken() -> tuple[Spoken, ...]:
    """Every finding of every row of every table, and what the framework says where a check's evidence is lost."""
    of_rows = [Spoken(row.check(), row.case, one) for row in ALL_ROWS for one in run_check(row.check(), row.case)]
    return (*of_rows, *_of_site_checks(), *(one for check in make_checks() for one in _without_evidence(check)))


ALL_ROWS = (*ROWS, *OF_NO_PRODUCT)


def _of_site_checks() -> Iterator[Spoken]:
    for line in test_site.TABLE.values():
        for one in test_site.judged_on(line.check, line.item, unit=line.unit, profile=line.profile):
            yield Spoken(line.check, a_case(unit=line.unit), one)


def _without_evidence(check: Check) -> Iterator[Spoken]:
    first = next(row.case for row in ROWS if row.check is type(check))
    cases = [lost(first, status) for status in LOSSES]
    cases += [a_case({Rpc.AUTHORIZATION: VIEWER}), replace(first, profile=None)]
    cases += [replace(row.case, reference=a_reference(sets={})) for row in ROWS if row.check is type(check)]
    for case in cases:
        for one in run_check(check, case):
            yield Spoken(check, case, one)


def lost(case: Case, status: str) -> Case:
    """The case without any reply, by that status."""
    readings = {rpc: unknown_because(rpc, status, "as the device put it") for rpc in Rpc}
    return replace(case, device=replace(case.device, readings=readings))


# --- device text -----------------------------------------------------------------------------------------------------


def _texts(value: object) -> Iterator[str]:
    """Every text within a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.items():
            yield from _texts(one)
    elif isinstance(value, tuple | list | frozenset | set):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


def device_texts(case: Case) -> list[str]:
    """Texts of device, policy, and tables that a finding may quote, of three characters or more, longest first."""
    of_device = (case.unit, case.device, case.session, case.inputs, case.population, case.profile)
    of_tables = (case.reference.part_rows, case.reference.assembly_rows)
    parts = (part for text in (*_texts(of_device), *_texts(of_tables)) for part in (text, *re.split(r"[\[\]]", text)))
    folded = {" ".join(part.split()) for part in parts}
    return sorted((text for text in folded if len(text) > 2), key=len, reverse=True)


def without_device_text(text: str, case: Case) -> str:
    """The text with each device text as one word, ``x``."""
    for one in case.kept(device_texts):
        if one in text:
            text = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", "x", text)
    return text


# --- the rules -------------------------------------------------------------------------------------------------------


def word_count(text: str) -> int:
    return len([word for word in text.split() if re.search(r"\w", word)])


def banned(text: str) -> Iterator[str]:
    plain = NAMES.sub("", text)
    for pattern, instead in BANNED.items():
        if match := pattern.search(plain):
            yield f"{match[0]!r} (write: {instead}) in {text!r}"


def begins_like_a_sentence(text: str) -> bool:
    return text[:1].isupper() and not CAPITALS.match(text)


def faults_of_class(check: type[Check]) -> Iterator[str]:
    if not (check.title[:1].isupper() and not check.title.endswith(".") and word_count(check.title) > 2):
        yield f"the title is not a sentence: {check.title!r}"
    if word_count(check.title) > MOST_WORDS:
        yield f"{word_count(check.title)} words in the title {check.title!r}"
    if not check.rationale.endswith("."):
        yield f"the rationale is no sentence: {check.rationale!r}"
    if check.evidence.optional and not check.evidence.topic:
        yield "no topic for an optional check"
    for text in (check.title, check.rationale, check.details, check.remedy.text, check.evidence.topic):
        yield from banned(text)


def faults_of_finding(one: Spoken) -> Iterator[str]:
    finding = one.finding
    what = without_device_text(finding.what, one.case)
    if one.check.title.lower() in finding.what.lower():
        yield f"repeats the title: {finding.what!r}"
    if word_count(what) > MOST_WORDS:
        yield f"{word_count(what)} words in what: {finding.what!r}"
    if begins_like_a_sentence(what) or what.endswith("."):
        yield f"what is a clause without capital and period: {finding.what!r}"
    if finding.result in (FAIL, INCONCLUSIVE) and not (finding.expected and finding.actual):
        yield f"states no {'actual' if finding.expected else 'expected'}: {finding.what!r}"
    yield from _faults_of_step(finding.next_step, without_device_text(finding.next_step, one.case))
    for text in (finding.what, finding.expected, finding.actual):
        yield from banned(without_device_text(text, one.case))
        if len(text) > LONGEST:
            yield f"{len(text)} characters: {text!r}"


def _faults_of_step(step: str, plain: str) -> Iterator[str]:
    if word_count(plain) > MOST_WORDS_OF_A_STEP:
        yield f"{word_count(plain)} words in the step {step!r}"
    if begins_like_a_sentence(plain) or plain.endswith("."):
        yield f"the step is no clause without capital and period: {step!r}"
    if len(step) > LONGEST:
        yield f"{len(step)} characters: {step!r}"
    yield from banned(plain)


def listed(faults: Iterable[tuple[str, str]]) -> str:
    """All of them in one message, each once, by check."""
    lines = sorted(dict.fromkeys(f"{check}: {fault}" for check, fault in faults))
    return "\n".join([f"{len(lines)} texts to reword", *lines]) if lines else ""


def test_titles_and_rationales_are_sentences_in_plain_words() -> None:
    faults = listed((check.id, fault) for check in CHECK_CLASSES for fault in faults_of_class(check))
    assert not faults, faults


def test_every_finding_is_in_plain_words() -> None:
    faults = listed((one.check.id, fault) for one in spoken() for fault in faults_of_finding(one))
    assert not faults, faults


@pytest.mark.parametrize("status", LOSSES)
def test_a_shared_cause_has_one_wording(status: str) -> None:
    """Pages put findings of one cause together by ``what`` and ``next_step``."""
    worded: dict[str, set[tuple[str, str]]] = {}
    for check in make_checks():
        for one in run_check(check, lost(a_case(), status)):
            if one.what.startswith("not determined: ") and one.evidence:
                worded.setdefault(one.evidence[0].item, set()).add((one.what, one.next_step))
    assert len(worded) > 10
    assert {item: texts for item, texts in worded.items() if len(texts) > 1} == {}


OFFENSES = {
    "the box weighs too much": 2,
    "this can't be told": 2,
    "nobody knows his manifest": 3,
    "files lie beside the licence": 3,
    "the evidence manifest is in the run folder": 0,
    "Juniper's records list it as registered to us": 0,
}


@pytest.mark.parametrize(("text", "count"), OFFENSES.items(), ids=OFFENSES)
def test_what_is_banned_is_found(text: str, count: int) -> None:
    assert len(list(banned(text))) == count


def test_a_device_text_is_one_word_and_may_say_anything() -> None:
    case = a_case(unit=replace(a_case().unit, description="the maker's odd box, told by nobody"))
    assert without_device_text("the description the maker's odd box, told by nobody is long", case) == (
        "the description x is long"
    )
    assert begins_like_a_sentence("The fan failed")
    assert not any(map(begins_like_a_sentence, ("the fan failed", "SNMP is on", "Junos is old", "PEM 1 failed")))
