"""Texts of a page by which none of its dates is certain: "All dates in this table are superseded by TSB70002."."""

from __future__ import annotations

import re

_SAME_SUBJECT = r"(?:(?!\b(?:that|which|who|products?|models?|devices?|units?|skus?|notices?)\b)[^.;:]){0,80}?"
_HOLDS_NO_LONGER = re.compile(
    rf"\b(?:dates?|milestones?|end[- ]of[- ](?:support|service)|EOS|page|tables?|entries|rows?)\b{_SAME_SUBJECT}"
    r"\b(?:superse[dc]\w*|amended|overrid\w+|overruled|withdrawn|obsolete|outdated|out of date|invalid|void"
    r"|incorrect|wrong|(?:brought|moved|pulled) (?:forward|back|up|in)\b|no longer (?:valid|current|correct|appl\w+)"
    r"|replaced by|(?:do|does) not apply|not (?:valid|current|correct))",
    re.IGNORECASE,
)
_DATES_CHANGED = re.compile(
    rf"\b(?:dates?|milestones?|end[- ]of[- ](?:support|service)|EOS)\b{_SAME_SUBJECT}"
    r"\b(?:(?:chang|revis|mov|shift|extend|correct)ed (?:to|by|from|until|through)"
    r"|postponed|delayed|shortened|accelerated)",
    re.IGNORECASE,
)
_SUPPORT = re.compile(r"\b(?:support|EOS)\b", re.IGNORECASE)
_SUPPORT_ENDED = re.compile(
    rf"\bsupport\b{_SAME_SUBJECT}(?:\w+ ){{0,3}}(?:above|below|listed|here|has|have|was|were)\b[^.;:]{{0,30}}"
    r"\b(?:ended|ceased|expired|lapsed|terminated|stopped)\b",
    re.IGNORECASE,
)
_DAY_OF_THE_PAGE = re.compile(
    r"\bas of\b|\bupdated\b|\brevised\b|\beffective\b|\bpublished\b|copyright|\u00a9", re.IGNORECASE
)
_HEDGED = re.compile(
    r"\b(?:(?-i:may)|might|can|could|would|should|if|when|where|subject to|in case|unless|reserves?|for example"
    r"|only (?:by|if|when|after))\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+")
_LONGEST_STATEMENT = 600
_DAY = re.compile(r"\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b|\b[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}\b")


def is_against_all_dates(text: str) -> bool:
    """Whether a text that names no product says that dates of the page do not hold."""
    return len(text) <= _LONGEST_STATEMENT and any(map(_says_so, _SENTENCE_END.split(text)))


def _says_so(sentence: str) -> bool:
    if _HEDGED.search(sentence):
        return False
    ended = _DAY.search(sentence) and _SUPPORT.search(sentence) and not _DAY_OF_THE_PAGE.search(sentence)
    forms = (_HOLDS_NO_LONGER, _DATES_CHANGED, _SUPPORT_ENDED)
    return bool(ended) or any(form.search(sentence) for form in forms)
