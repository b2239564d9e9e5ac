"""Whether a text that names no product may say of all dates of its page that they do not hold.

Nobody knows in which words a page would say so. So each sentence counts, unless all of it is known to say
nothing of the kind: what every page of a maker says of itself and of its policy, a definition, what holds once a date
has passed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from reinstate.reference.pages.statements import (
    ANY_TIME,
    OTHER_SUPPORT,
    consists_of,
    may_change_a_date,
    sentences_of,
)
from reinstate.reference.pages.vocabulary import OF_POLICY, OF_THE_PAGE, OF_THE_SITE


def _form(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE | re.DOTALL)


_LIFE = r"(?:end[- ]of[- ](?:life|support|sale|service)|EO[LS])"
# One word at the head of a page or of a text.
_LABELS = _form(
    r"\W*(?:superseded|withdrawn|archived?|draft|obsolete|outdated|invalid|tentative|provisional|unsupported|cancell?ed"
    r"|preliminary|deprecated|void|unverified|unconfirmed|expired|replaced|recalled|discontinued\s+support)\b|\W*legacy\W*\Z"
)
# What the maker's pages say of products without a date, and of cells without one.
_NOTHING_ANNOUNCED = _form(
    rf"\bno (?:announced )?{_LIFE}(?: dates?)?(?: (?:has|have) (?:yet )?been announced)?\b",
    r"\b(?:do|does) not (?:find|see)\b",
    r"\b(?:is|are|has|have) not (?:yet |been ){0,2}(?:listed|shown|announced|determined)\b",
    r"\b(?:has|have) not (?:yet )?been set\b|\bnot been set yet\b|\bdo not appear\b",
    r"\bnot (?:yet )?(?:listed|announced|applicable|available yet)\b",
)
_HARMLESS = _form(
    r"\bextended end[- ]of[- ]life\b|\b(?:for|to) informational purposes only\b|\bcurrent products?\b",
    r"\bsubject to changes?\b|\bmay be (?:changed|replaced by others)\b|\bnotified of changes\b|\bupdated daily\b",
    r"\b(?:migrate|upgrade|plan|move)\b[^.;]{0,60}\bbefore (?:the|their) "
    rf"(?:{_LIFE})(?: dates?| milestones?)?",
    r"\bapply to customers with an? (?:active |valid )?(?:Juniper )?(?:support |service )?contracts?\b",
    r"\bapply (?:worldwide|unchanged)\b",
    r"\bapply to all (?:regions|customers|products)\b(?: and (?:to )?all (?:customers|regions)\b)?",
    r"\bdoes not (?:apply to the product\b|affect the support of the hardware\b)|\bnot all products are available\b",
    r"\bmove to newer\b|\bis now part of (?:HPE|Hewlett Packard)\b|\btrade-in and technology refresh\b",
    r"\bopens in (?:a )?new (?:window|tab)\b|\bnotice before the last order dates?\b",
    r"\b(?:same|next)[- ]day support discontinued\b|\bdiscontinued (?=products?|hardware|devices?|models?)",
    r"\bobsolete (?=products?|devices)|\bwithdrawn from sales?\b|\breplaced by newer\b",
    r"\b(?:your|or|and|to|through|with) (?:[\w-]+ ){0,2}(?:partner|reseller)s?\b|\bchange ?logs?\b",
)
_SALE_DISCONTINUED = _form(
    r"\b(?:products?|models|devices|hardware|series)(?: that| which)? (?:(?:have|has) been|are|is|were|was)"
    r" discontinued\b"
)
_OF_SUPPORT = _form(r"support|service|repair|replacement|\bRMA")
# Said in words that are harmless one by one.
_STATES_THE_END = _form(
    r"\b(?:is|are|has|have|was|were|reached)\s(?:(?:at|in|near|now|already|currently|an?|the|its|their|reached|been)\s)*"
    r"end\b(?![- ]of[- ](?:life|sale))|\bend[- ]of[- ](?:support|service)\b\W*(?:\w+ ){0,3}reached\b",
    r"\b(?:products?|models?|devices|releases?|switches|routers|hardware) (?:that are )?past\b",
    r"\bsupport(?:ed)?\b.{0,200}\b(?:was|were)\b|\b(?:was|were)\b.{0,200}\bsupport(?:ed)?\b",
    r"\b(?:other|another)\b.{0,200}\b(?:dates?|milestones?)\b|\b(?:dates?|milestones?)\b.{0,200}\b(?:other|another)\b",
)
_HOW_LONG = _form(
    r"\b(?:\d+|an?|half|per|another|one|two|three|four|five|six|seven|eight|nine|ten)[- ](?:year|month|week|day)s?"
)
# What Juniper's policy says of hardware and releases, and its notice before the last order.
_POLICY_LENGTHS = _form(r"(?:5|five)[- ]years?|(?:6|six|24|36)[- ]months?|per[- ]years?|(?:90|180)[- ]days?")
_FIVE, _NOTICE = _form(r"5|five"), _form(r"\bnoti(?:ce|f)|\bannounces\b")
_LAST_ORDER = _form(r"\blast (?:order|sale)\b")
_DAY_FIRST = _form(r"\b(?:dd|day)\W{0,3}(?:mm|month)\b")
_OF_SOFTWARE = _form(
    r"\bsoftware end of support\b|\bend of software\b|\b(?:dates?|milestones?) (?:for|of) (?:the )?software\b"
    r"|\bsoftware (?:dates?|milestones?)\b"
)
# Against what stands on this page, however carefully it is said.
_OF_THESE_DATES = _form(
    r"\b(?:these|those|shown|listed|stated|above|below|following|this (?:page|list|table|information|data)"
    r"|the (?:table|list|column|page|values))\b"
)
_OF_THE_PAGE = _form(
    r"\b(?:dates|milestones|timelines?|schedules?|products|models|devices|page|tables?|lists?|columns?|rows|entries"
    r"|information|everything|here|below|above|these|those|all)\b"
)
_NAMES_A_DATE = _form(rf"\b(?:dates?|milestones?|support(?:ed)?|{_LIFE})\b")
_A_RELEASE = _form(r"\b\d{1,2}\.\d\w*(?:-\w+)*\b|\b[RSx]\d\b")
_DAY_OF_THE_PAGE = _form(
    r"\A\W*(?:(?:(?:the|this) )?(?:page|table|list) (?:was )?)?(?:last )?(?:updated|revised|modified|reviewed|published"
    r"|generated|copyright|\u00a9)\b"
)
_DISCLAIMER = _form(
    r"\A\W*(?:if|in (?:the )?(?:case|event))\b[^.;]*\b(?:conflict|differ|discrepanc|inconsisten|other)",
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
    r"\A(?:[^.;]{0,120}(?:[:\u2013\u2014-]\s*|\b(?:is|means)\s))?\W*(?:the )?(?:last |first |final )?(?:dates?|day)"
    r" (?:on|after|from|until|by|when|at|to|through|up to) (?:which|when|the|order|receive|purchase|convert)\b"
)
_ONE_OF_ITS_DATES = (
    rf"(?:(?:the|their|its|this|that|these|those|each|any) (?:\w+ ){{0,3}}?(?:{_LIFE}|dates?|milestones?|period)"
    rf"|{_LIFE}(?: dates?)?|last (?:order|sale) dates?)\b"
)
_ONCE_PASSED = _form(
    r"\b(?:after|past|beyond|upon|until|till|through|up to|once|when|that|which|from|(?:year|month)s? after"
    r"|days (?:after|before|prior to)) (?:(?:a |the |your )?(?:[a-z]+ )?(?:products?|devices?|it|they) )?"
    rf"(?:has |have )?(?:reach(?:es|ed)? )?{_ONE_OF_ITS_DATES}"
)
_HEDGED = _form(r"\b(?:(?-i:may)|might|subject to|in case of|in the event|reserves? the right|if)\b")


# What stands before a text to say what it is, or under which heading.
_LABEL = _form(
    r"\A(?:\W*(?:please )?(?:note|notes|disclaimers?|important|definitions?|legal(?: notices?)?|glossary):\s*)+"
)
_SHORTEST_SENTENCE = 5  # words


def may_be_of_the_page(text: str, *, label: bool = True) -> bool:
    """Whether a text that names no product may be against the dates of its page.

    Args:
        label: a word such as "Superseded" alone says so.
    """
    return (label and bool(_LABELS.match(text))) or any(map(sentence_may_be_of_the_page, sentences_of(text)))


@lru_cache(maxsize=8192)
def sentence_may_be_of_the_page(sentence: str) -> bool:
    """The same for one sentence."""
    plain = OTHER_SUPPORT.sub(" ", _LABEL.sub("", sentence))
    if _DAY_FIRST.search(plain) or _OF_SOFTWARE.search(plain):
        return True
    return may_change_a_date(plain) and not (_holds_in_general(plain) or _is_of_every_page(plain))


def speaks_of_the_page(sentence: str) -> bool:
    """Whether a sentence is about dates or products as such, and not about what stands before it."""
    return bool(_OF_THE_PAGE.search(sentence))


def _holds_in_general(sentence: str) -> bool:
    """Whether a sentence without a day defines a date, limits liability, or says what holds once a date has passed."""
    if ANY_TIME.search(sentence) or not _is_known(sentence, OF_POLICY):
        return False
    if _DISCLAIMER.match(sentence):
        return True
    if _STATES_THE_END.search(sentence) or (_LAST_ORDER.search(sentence) and _OF_SUPPORT.search(sentence)):
        return False
    if _HEDGED.search(sentence) and not _OF_THESE_DATES.search(sentence):
        return True
    return bool(_DEFINES.match(sentence) or _ON_A_SITE.match(sentence) or _ONCE_PASSED.search(sentence))


def _is_of_every_page(sentence: str) -> bool:
    """Whether a sentence says in known words what a page is, its day, what it leaves out, and the policy."""
    day = _DAY_OF_THE_PAGE.match(sentence)
    rest = sentence[day.end() :] if day else sentence
    rest = rest if _OF_SUPPORT.search(rest) else _SALE_DISCONTINUED.sub(" ", rest)
    rest = _NOTHING_ANNOUNCED.sub(" ", rest)
    if _STATES_THE_END.search(rest) or (not day and ANY_TIME.search(rest) and not _is_news(rest)):
        return False
    return _is_known(rest, OF_THE_PAGE if _NAMES_A_DATE.search(rest) else OF_THE_PAGE | OF_THE_SITE)


def _is_news(sentence: str) -> bool:
    """Whether a sentence with a day is about neither dates nor products nor the page, such as one about the company."""
    about = _OF_THE_PAGE.search(sentence) or _NAMES_A_DATE.search(sentence) or _OF_SUPPORT.search(sentence)
    return not about and len(sentence.split()) >= _SHORTEST_SENTENCE


def _is_known(text: str, words: frozenset[str]) -> bool:
    """Whether a text consists of these words, harmless phrases, and lengths of time that the policy has."""
    rest = _HARMLESS.sub(" ", _NOTHING_ANNOUNCED.sub(" ", text))
    lengths = _HOW_LONG.findall(rest)
    if lengths and (_OF_THESE_DATES.search(rest) or not all(map(_POLICY_LENGTHS.fullmatch, lengths))):
        return False
    if lengths and _LAST_ORDER.search(rest) and not (_NOTICE.search(rest) or all(map(_FIVE.match, lengths))):
        return False
    return consists_of(_A_RELEASE.sub(" ", rest), words, bulletins=not _NAMES_A_DATE.search(rest))
