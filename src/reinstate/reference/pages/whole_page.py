"""Whether a text that names no product may say of all dates of its page that they do not hold.

Nobody knows in which words a page would say so. So each sentence that speaks of support, products, or the page counts,
unless all of it is of a kind that is known to say nothing of the kind: what every page of a maker says of itself and of
its policy, a definition, what holds once a date has passed.
"""

from __future__ import annotations

import re

from reinstate.reference.pages.statements import (
    ANY_TIME,
    OTHER_SUPPORT,
    consists_of,
    may_change_a_date,
    sentences_of,
)
from reinstate.reference.pages.vocabulary import OF_THE_PAGE, OF_THE_SITE


def _form(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE | re.DOTALL)


_LIFE = r"(?:end[- ]of[- ](?:life|support|sale|service)|EO[LS])"
_TOPIC = _form(
    r"support(?!portal)|\bE?EO[ASLE]\w?\b|\bend[- ]of[- ]|\bLDOS\b|\bRMA",
    r"\bmaintenance\b(?! releases?)|\bservic(?:ed|ing)\b"
    r"|\bservice (?:life|contracts?|levels?|end\w*|for|of|on|is|was|has|ceas\w*|stop\w*)\b",
    r"\b(?:products?|models?|devices?|units?|hardware|switch(?:es)?|routers?|firewalls?|gateways?|appliances?|equipment"
    r"|spares?|skus?|gear|generation|portfolio|famil(?:y|ies)|releases?)\b",
    r"\b(?:listings?|lists?|listed|tables?|pages?|columns?|rows?|entr(?:y|ies)|values?|cells?|below|above|follow\w*|here\w*"
    r"|this|these|those|everything|information|content\w*|cop(?:y|ies)|archiv\w*|mirror\w*|editions?|versions?"
    r"|revisions?)\b",
    r"\b(?:repair\w*|replac\w*|warrant\w*|contract\w*|coverage|covered|maintain\w*|life\w*|lives|obligation\w*"
    r"|commitment\w*|orders?)\b",
    r"\b(?:schedul\w*|timelines?|notices?|announce\w*|notif\w*|polic\w*|dates?|dated|milestones?|deadlines?|extend\w*"
    r"|extension\w*|bulletins?|TSBs?|PSNs?)\b",
)
# One word at the head of a page or of a text.
_LABELS = _form(
    r"\W*(?:superseded|withdrawn|archived?|draft|obsolete|outdated|invalid|tentative|provisional|unsupported|cancell?ed"
    r"|preliminary|deprecated|void|unverified|unconfirmed|expired|replaced|recalled|discontinued\s+support)\b"
)
# What the maker's pages say of products without a date, and of cells without one.
_NOTHING_ANNOUNCED = _form(
    rf"\bno (?:announced )?{_LIFE}(?: dates?)?(?: (?:has|have) (?:yet )?been announced)?\b",
    r"\b(?:do|does) not (?:find|see)\b",
    r"\b(?:is|are|has|have) not (?:yet |been ){0,2}(?:listed|shown|announced|determined)\b",
    r"\bnot (?:yet )?(?:listed|announced|applicable|available yet)\b",
)
_HARMLESS = _form(
    r"\b(?:same|next)[- ]day support discontinued\b|\bdiscontinued (?=products?|hardware|devices?|models?)",
    r"\bobsolete (?=products?|devices)|\bwithdrawn from sales?\b|\breplaced by newer\b",
    r"\byour (?:[\w-]+ ){0,3}partners?\b|\bchange ?logs?\b",
)
_SALE_DISCONTINUED = _form(
    r"\b(?:products?|models|devices|hardware|series)(?: that| which)? (?:(?:have|has) been|are|is|were|was)"
    r" discontinued\b"
)
_OF_SUPPORT = _form(r"support|service|repair|replacement|\bRMA")
# Said in words that are harmless one by one.
_STATES_THE_END = _form(
    r"\b(?:is|are|has|have|was|were|reached)\s(?:(?:at|in|near|now|already|currently|an?|the|its|their|reached|been)\s)*"
    r"end\b(?![- ]of[- ](?:life|sale))",
    r"\bsupport(?:ed)?\b.{0,200}\b(?:was|were)\b|\b(?:was|were)\b.{0,200}\bsupport(?:ed)?\b",
    r"\b(?:other|another)\b.{0,200}\b(?:dates?|milestones?)\b|\b(?:dates?|milestones?)\b.{0,200}\b(?:other|another)\b",
)
_HOW_LONG = _form(
    r"\b(?:\d+|an?|half|per|another|one|two|three|four|five|six|seven|eight|nine|ten)[- ](?:year|month|week|day)"
)
# Against what stands on this page, however carefully it is said.
_OF_THESE_DATES = _form(
    r"\b(?:these|those|shown|listed|stated|above|below|following|this (?:page|list|table|information|data)"
    r"|the (?:table|list|column|page|values))\b"
)
_NAMES_A_DATE = _form(rf"\b(?:dates?|milestones?|support(?:ed)?|{_LIFE})\b")
_A_RELEASE = _form(r"\b\d{1,2}\.\d\w*(?:-\w+)*\b|\b[RSx]\d\b")
_DAY_OF_THE_PAGE = _form(
    r"\A\W*(?:(?:the|this) (?:page|table|list) (?:was )?)?(?:last )?(?:updated|revised|modified|reviewed|published"
    r"|generated|copyright|\u00a9)\b"
)
_DISCLAIMER = _form(
    r"\A\W*(?:if|in (?:the )?(?:case|event))\b[^.;]*\b(?:conflict|differ|discrepanc|inconsisten)",
    r"\A\W*(?:Juniper|HPE)(?: Networks)?(?:,? Inc\.?)? (?:reserves the right to\b"
    r"|assumes no (?:responsibility|liability)\b|makes no (?:warrant|representation|commitment))",
    r"\A\W*(?:all )?(?:dates|information|contents?)(?: (?:on|of) this page)? (?:is|are) subject to change\b",
    r"\A\W*the information (?:on|in) this (?:page|document) is provided for informational purposes",
)
# What one does on a site; where the right dates are to be had is another thing.
_ON_A_SITE = _form(
    r"\A\W*(?:download|export|print|sort|filter|search|share|sign up|subscribe|register|rate|bookmark)\b"
    r"(?!.*\b(?:instead|actual|correct\w*|current|latest|new|right|true)\b)"
)
_DEFINES = _form(
    r"\A(?:[^.;]{0,120}[:\u2013\u2014-]\s*)?\W*(?:the )?(?:last |first |final )?(?:dates?|day)"
    r" (?:on|after|from|until|by|when|at|to|through|up to) (?:which|when|the|order|receive|purchase|convert)\b"
)
_ONE_OF_ITS_DATES = (
    rf"(?:(?:the|their|its|this|that|these|those|each|any) (?:\w+ ){{0,3}}?(?:{_LIFE}|dates?|milestones?|period)"
    rf"|{_LIFE}(?: dates?)?|last (?:order|sale) dates?)\b"
)
_ONCE_PASSED = _form(
    r"\b(?:after|past|beyond|upon|until|till|through|up to|before|following|once|when|that|which|(?:year|month)s? after"
    r"|days (?:after|before|prior to)) (?:(?:a |the |your )?(?:[a-z]+ )?(?:products?|devices?|it|they) )?"
    rf"(?:has |have )?(?:reach(?:es|ed)? )?{_ONE_OF_ITS_DATES}"
)
_HEDGED = _form(r"\b(?:(?-i:may)|might|subject to|in case of|in the event|reserves? the right|if)\b")


def may_be_of_the_page(text: str, *, label: bool = True) -> bool:
    """Whether a text that names no product may be against the dates of its page.

    Args:
        label: a word such as "Superseded" alone says so.
    """
    return (label and bool(_LABELS.match(text))) or any(map(_counts, sentences_of(text)))


def _counts(sentence: str) -> bool:
    plain = OTHER_SUPPORT.sub(" ", sentence)
    if not _TOPIC.search(plain) or not may_change_a_date(plain):
        return False
    if ANY_TIME.search(plain):
        return not (_is_of_the_site(plain) or _is_of_every_page(plain))
    return not (_is_of_the_site(plain) or _holds_in_general(plain) or _is_of_every_page(plain))


def _is_of_the_site(sentence: str) -> bool:
    """Whether a sentence limits liability, or says what to do on a site."""
    return bool(_DISCLAIMER.match(sentence) or (_ON_A_SITE.match(sentence) and not ANY_TIME.search(sentence)))


def _holds_in_general(sentence: str) -> bool:
    """Whether a sentence without a day defines a date, says what holds once it has passed, or what could come."""
    if _DEFINES.match(sentence) or _ONCE_PASSED.search(sentence):
        return True
    return bool(_HEDGED.search(sentence)) and not _OF_THESE_DATES.search(sentence)


def _is_of_every_page(sentence: str) -> bool:
    """Whether a sentence says in known words what a page is, its day, what it leaves out, and the policy."""
    day = _DAY_OF_THE_PAGE.match(sentence)
    rest = sentence[day.end() :] if day else sentence
    rest = rest if _OF_SUPPORT.search(rest) else _SALE_DISCONTINUED.sub(" ", rest)
    rest = _HARMLESS.sub(" ", _NOTHING_ANNOUNCED.sub(" ", rest))
    if _STATES_THE_END.search(rest) or (not day and ANY_TIME.search(rest)):
        return False
    if _HOW_LONG.search(rest) and _OF_THESE_DATES.search(rest):
        return False
    of_dates = _NAMES_A_DATE.search(rest)
    known = OF_THE_PAGE if of_dates else OF_THE_PAGE | OF_THE_SITE
    return consists_of(_A_RELEASE.sub(" ", rest), known, bulletins=not of_dates)
