"""Ranges of releases as CSAF documents write them, in symbols or in words, taken apart."""

from __future__ import annotations

import re

from reinstate.reference.advisory_records.issues import Statement

_RELEASE = r"\d{1,2}\.\d{1,2}[\w.*-]*"
_ENDS = rf"(?P<before>{_RELEASE}(?:\s*(?:,|;|\bor\b|\band\b)\s*{_RELEASE})*)"
_BEFORE = r"(?:before|prior to|earlier than|<)"
_WORDS = (
    # "All versions before 21.2R3-S9", "prior to 21.2R3-S9", "<21.2R3-S9"
    re.compile(rf"(?:all )?(?:versions |releases )?{_BEFORE}\s*{_ENDS}", re.I | re.A),
    # "21.4 versions before 21.4R3-S10", "from 21.4 before 21.4R3-S10", "21.4 < 21.4R3-S10"
    re.compile(rf"(?:from )?(?P<start>{_RELEASE})\s*(?:versions |releases )?{_BEFORE}\s*{_ENDS}", re.I | re.A),
    # "all versions of 22.2", "22.2 all versions"
    re.compile(r"all (?:versions|releases) of (?P<whole>\d{1,2}\.\d{1,2}(?:X\d+)?)(?:-EVO)?", re.I | re.A),
    re.compile(r"(?P<whole>\d{1,2}\.\d{1,2}(?:X\d+)?)(?:-EVO)? all (?:versions|releases)", re.I | re.A),
    # "21.1 versions 21.1R1 and later"
    re.compile(
        rf"(?P<whole>\d{{1,2}}\.\d{{1,2}}(?:X\d+)?)(?:-EVO)? (?:versions?|releases?) (?P<start>{_RELEASE}) and later"
        r"(?: versions| releases)?",
        re.I | re.A,
    ),
)
_VERS = re.compile(r"vers:[a-z0-9.+-]+/(?P<constraints>.+)", re.I | re.S)
_CONSTRAINT = re.compile(rf"(?P<sign><=|>=|<|>|=|)\s*(?P<release>{_RELEASE}|0)", re.A)
_LONGEST = 400


def statement_of(text: str, status: str) -> Statement:
    """The statement that a version or range makes; one that is ``unusual`` if the text cannot be taken apart."""
    plain = " ".join(text.split()).rstrip(".;, ")
    if len(plain) > _LONGEST:
        return Statement(status, plain[:_LONGEST], unusual="a text of more than 400 characters")
    found = _VERS.fullmatch(plain)
    if found or re.match(r"[<>=|]", plain):
        return _of_constraints(found["constraints"] if found else plain, status)
    for form in _WORDS:
        if words := form.fullmatch(plain):
            parts = words.groupdict()
            if whole := parts.get("whole"):
                return Statement(status, parts.get("start") or whole, before=f"{whole}*")
            return Statement(status, parts.get("start") or "0", before=parts["before"])
    return Statement(status, plain, unusual="" if plain else "a product without a version")


def _of_constraints(text: str, status: str) -> Statement:
    """``>=21.4|<21.4R3-S10``; one lower bound and one upper one."""
    if text.strip() == "*":
        return Statement(status, "0", before="*")
    pairs = [_CONSTRAINT.fullmatch(one.strip()) for one in text.split("|") if one.strip()]
    bounds = {found["sign"] or "=": found["release"] for found in pairs if found}
    known = len(bounds) == len(pairs) and set(bounds) <= {"<", "<=", ">=", "="}
    if not known or ("=" in bounds and len(bounds) > 1) or {"<", "<="} <= set(bounds):
        return Statement(status, text, unusual="a range with several or unknown bounds")
    start = bounds.get(">=") or bounds.get("=") or "0"
    if ">=" in bounds and len(bounds) == 1:
        return Statement(status, start, before="*")
    return Statement(status, start, before=bounds.get("<", ""), up_to=bounds.get("<=", ""))
