"""What a text of a page says of dates: whether it may change them, or says nothing new.

Nobody knows beforehand what a page may say. So a text counts by its place: what names a product or release, stands at
a date, or heads a table is harmless only if all of it is of a kind that is known to be: a name, a definition, an
announcement, a document. What names nothing is read by `whole_page`.
"""

from __future__ import annotations

import re

from reinstate.reference.pages.vocabulary import (
    ANNOUNCEMENTS,
    COLUMNS,
    DEFINITIONS,
    DOCUMENTS,
    NAMING,
    SERIES,
    UNTIL_WHEN,
)

_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
A_DATE = re.compile(
    r"\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b|\b[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b"
)
ANY_TIME = re.compile(
    r"\b\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b|(?<![\w./])(?:19|20)\d\d\b"
    rf"|\b(?:\d{{1,2}}[- ]?)?{_MONTHS}\b\.?[-, ]{{0,2}}(?:\d|of\b)|\b(?:CY|FY|Q[1-4]|H[12])[- ]?(?:\d\d)",
    re.IGNORECASE,
)
# "Support" of another kind: a part of a company, its sites, and what they do.
OTHER_SUPPORT = re.compile(
    r"\b(?:same|next)[- ](?:business[- ])?day support\b|\b24 ?[x/] ?7\b|\b24 hours a day\b|"
    r"\b(?:(?:JTAC|technical|customer|phone|web|Juniper(?: Networks)?) )?support (?:web ?)?"
    r"(?:sites?|portals?|hours|pages?|teams?|cent(?:er|re)s?|documents?|documentation|accounts?"
    r"|engineers?|numbers?)\b",
    re.IGNORECASE,
)
_OF_SUPPORT = (
    r"\bend[- ]of[- ](?:support|service|life|sale)|\bE?EO[SLE]|\bpulled\b|\bLDOS\b|support|\bdiscontinu"
    r"|\bsunset|\bphas(?:ed|ing) out"
    r"|\bretire|\bmilestone|\bdates?\b|\bextend|\bextension|\bearl(?:ier|y)\b|\bshorten|\bbrought forward|\bTSB|\bPSN-"
    r"|\brecall|\bwithdr|\bcorrect|\bincorrect|\bwrong|\blife ?cycle|\bRMA\b|\brepair|\bmaintenance|\breplacement\b"
    r"|\bceas|\bexpir|\bterminat|\bobsolete|\blast day\b|\bno longer\b|\bany ?more\b|\bcancel|\bservice|\bcovered\b"
    r"|\btimeline|\bschedule"
)
_SPEAKS_OF_SUPPORT = re.compile(_OF_SUPPORT, re.IGNORECASE)
_CHANGES = re.compile(
    r"\b(?:exten|revis|chang|mov|postpon|delay|supersed|replac|updat|correct|incorrect|wrong|amend|withdr|recall"
    r"|brought|pulled|shorten|accelerat|ceas|expir|terminat|obsolete|cancel|differ|instead|remov|discontinued|retired"
    r"|lapsed|unsupported|tentative|provisional|preliminary|unconfirmed|draft|archiv|disregard|exception"
    r"|(?:ends|ended|ending|stops|stopped|earlier|early|sooner|later|no longer|any ?more|not|cannot|new|now|until|after"
    r"|before|since|reached|past|out of|limited|only|except|ahead|TBD|under review)\b)",
    re.IGNORECASE,
)
_RESTRICTS = re.compile(
    r"\b(?:only|except\w*|exclud\w*|unless|without|valid|tentative|unsupported|provisional|draft|federal|government"
    r"|customers?|contract\w*|approval|serial|revision|rev|japan|region|units?|coverage|required|subject|less"
    r"|isn't|not)\b",
    re.IGNORECASE,
)


_BEGINS_A_DEFINITION = re.compile(
    r"""
    \W* (?:\(?\w{1,2}[).:]\s+ | \d{1,2}\s+ | [*\u2020\u2021\u00a7]+\s*)? (?:the\s+)?
    (?: (?:last|final|first)\s+(?:day|date)\b | dates?\b | day\b | all\ dates\b
      | end[-\ ]of[-\ ](?:support|life|sale|service)\b (?=\W*(?:\(EO\w\))?\W*
           (?:[:=\u2013\u2014-]|(?:dates?|milestones?|is\ the|products?|policy|announcement|notification)\b|\Z))
      | (?:EOS|EOL|FRS)\b (?=\W*(?:[:=\u2013\u2014-]|(?:is\ the|dates?|milestones?|policy)\b|\Z))
      | (?:same|next)[-\ ]day\b | milestones?\b | for\ (?:more|further)\b | list\ of\b | products?\ (?:and|&)
      | (?:see|refer|contact|visit|view|read|back|technical|mm|home|top)\b | [\w-]+\ series\b
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WAS_DISCONTINUED = re.compile(r"\b(?:has|have|is|are|was|were|be|been|juniper)\s+discontinued\b", re.IGNORECASE)
_OF_EVERY_PAGE = re.compile(
    r"\W*(?:copyright\b|\u00a9|privacy\b|terms of use\b|cookie|all rights reserved)", re.IGNORECASE
)
_ANNOUNCES = re.compile(r"\bannounce|\bnotif|\bnotice|\bEOL\b|\bend[- ]of[- ]life\b", re.IGNORECASE)
_STATES_AN_ANNOUNCEMENT = re.compile(r"\b(?:announce|notif|notice)", re.IGNORECASE)
_BULLETIN_WITH_DAY = re.compile(r"\b(?:TSB|PSN-|KB|TN)\d[\d-]{2,12}\W{1,3}\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_A_TIME = re.compile(
    rf"{A_DATE.pattern}|\b{_MONTHS}\b\.?,?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?:19|20)\d\d\b|{ANY_TIME.pattern}",
    re.IGNORECASE,
)
_IS_DOCUMENT = re.compile(
    r"\b(?:data ?sheet|documentation|guide|manual|added|initial publication|shipping|introduced|released on"
    r"|(?:is|are) (?:the )?recommended|available since|(?:recommended|suggested) replacement|replacement products?"
    r"|(?:is|are|was|were|been) replaced by)\b",
    re.IGNORECASE,
)
_SUPPORT = re.compile(r"support|\bEOS|\bend[- ]of[- ]service|\blast\b", re.IGNORECASE)
# A word in other letters is unknown, like any other that is.
_WORD = re.compile(r"(?:[A-Za-z]{1,4}-)?[A-Za-z]{1,6}\d[\w.+/-]*\w|[A-Za-z]+(?:[-'][A-Za-z]+)*|\d[\w/+.]*|[^\W\d_]+")
_NAME = re.compile(r"(?!(?:TSB|PSN|KB|TN|JSA|CVE|FY|CY)-?\d)(?:[A-Za-z]{1,4}-)?[A-Za-z]{1,6}\d[\w.+/-]*")
_A_NUMBER = re.compile(r"\d{1,2}[.)]?")  # as in "Table 2."
_MARK = re.compile(r"\^\S{1,6}")
_BULLETIN = re.compile(r"(?:TSB|PSN|KB|TN)-?\d[\d-]*")
_LEADING_MARK = re.compile(r"\W*(?:\^?\w{1,2}[).:]?|[*\u2020\u2021\u00a7]+)\s+")

_DAY_OF_THE_PAGE = re.compile(
    r"\bas of\b|\bupdated\b|\brevised\b|\beffective\b|\bpublished\b|copyright|\u00a9", re.IGNORECASE
)
_HEDGED = re.compile(
    r"\b(?:(?-i:may)|might|if|subject to|in case|in the event|reserves?|for example|only (?:by|if|when"
    r"|after))\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\A\W*(?:after|past|once|beyond|upon)\s+(?:the|this|that|its|these)\s+(?:\w+\s+){0,3}(?:dates?|EOS|EOL|end"
    r"|milestones?|period|day)\b"
    r"|\b(?:years?|months|days)\s+after\b|\bdays\s+before\b"
    r"|\b(?:after|past|beyond|until)\s+(?:the|their|its|this|that)\s+(?:\w+\s+){0,2}(?:EOS|EOL|end[- ]of|dates?)\b"
    r"|\b(?:that|which) (?:ha(?:s|ve)|are) (?:reached|passed)\b|\bonce \b|\bresponsib",
    re.IGNORECASE,
)
_ON_EXTENSIONS = re.compile(
    r"\b(?:extensions?|extended (?:dates?|support)|(?:all|these|the) (?:foot)?notes)\b", re.IGNORECASE
)
_AND_LATER = re.compile(
    r"\b(?:and|or|&)\s+(?:\w+\s+)?(?:later|earlier|newer|older|before|after|since)\b", re.IGNORECASE
)
_OTHERWISE = re.compile(r"\b(?:standard|closed|cut|cases?|reached|months|years)\b", re.IGNORECASE)
_EEOL = re.compile(r"\bextended end[- ]of[- ]life\b", re.IGNORECASE)  # a kind of releases, and no change
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+")


def sentences_of(text: str) -> list[str]:
    """The sentences of a text."""
    return _SENTENCE_END.split(text)


def speaks_of_dates(text: str) -> bool:
    """Whether a text speaks of dates or support, or restricts what it is about."""
    plain = OTHER_SUPPORT.sub(" ", text)
    return bool(_SPEAKS_OF_SUPPORT.search(plain) or ANY_TIME.search(plain) or _RESTRICTS.search(plain))


def speaks_of_support(text: str) -> bool:
    """Whether a text names support, its end, or a date of its own."""
    return bool(_SUPPORT.search(text) or A_DATE.search(text))


def may_change_a_date(text: str) -> bool:
    """Whether a text about products or releases may change what their rows state: it is of no harmless kind."""
    return not (is_plain(text) or is_naming(text) or is_announcement(text) or is_document(text))


def may_be_against(text: str) -> bool:
    """Whether a text that says something beside a row or a date may be against it."""
    return speaks_of_dates(text) and may_change_a_date(text)


def is_plain(text: str) -> bool:
    """Whether a text is a definition or a line of every page: it names no product and no day, and changes nothing."""
    if _OF_EVERY_PAGE.match(text):
        return True
    if not _BEGINS_A_DEFINITION.match(text) or ANY_TIME.search(text) or _WAS_DISCONTINUED.search(text):
        return False
    mark = _LEADING_MARK.match(text)
    words = _words_in(text[mark.end() :] if mark else text)
    return all(word in SERIES or _is_of(word, DEFINITIONS) for word in words)


def is_naming(text: str) -> bool:
    """Whether a text only names products, as a heading, a link, or an item of a list does."""
    if ANY_TIME.search(text):
        return False
    return all(_is_name(word) or _A_NUMBER.fullmatch(word) or _is_of(word, NAMING) for word in _words_in(text))


def heads_columns(text: str) -> bool:
    """Whether a text over several columns only says what they are."""
    return not re.search(r"software", text, re.IGNORECASE) and all(_is_of(word, COLUMNS) for word in _words_in(text))


def is_announcement(text: str) -> bool:
    """Whether a text says no more than that, and when, an end of life was announced."""
    if not _ANNOUNCES.search(text) or _SUPPORT.search(text):
        return False
    timed = _A_TIME.sub("@", _BULLETIN_WITH_DAY.sub(" ", text))
    if (
        "@" in timed
        and not re.fullmatch(r"\W*@ announcements?\W*", timed, re.IGNORECASE)
        and not re.fullmatch(rf"[^@]*{_STATES_AN_ANNOUNCEMENT.pattern}[^@]*@[^@]*", timed, re.IGNORECASE)
    ):
        return False
    return consists_of(text, ANNOUNCEMENTS)


def is_document(text: str) -> bool:
    """Whether a text only names a document, a replacement, or since when something is sold."""
    return bool(_IS_DOCUMENT.search(text)) and not _SUPPORT.search(text) and consists_of(text, DOCUMENTS)


def says_until_when(text: str) -> bool:
    """Whether a text only says of products until when they are supported, with one date."""
    return len(A_DATE.findall(text)) == 1 and consists_of(text, UNTIL_WHEN)


def _words_in(text: str) -> list[str]:
    """The words of a text without the marks of its notes."""
    return _WORD.findall(_MARK.sub(" ", text.replace("\u2019", "'")))


def consists_of(text: str, known: frozenset[str], *, bulletins: bool = True) -> bool:
    """Whether a text has no words but these in lower case, names, numbers, times, and numbers of bulletins."""
    words = _words_in(ANY_TIME.sub(" ", _A_TIME.sub(" ", text)))
    return all(
        word.isdecimal() or (bulletins and _BULLETIN.fullmatch(word)) or _is_name(word) or _is_of(word, known)
        for word in words
    )


def _is_name(word: str) -> bool:
    return word in SERIES or bool(_NAME.fullmatch(word))


def _is_of(word: str, known: frozenset[str]) -> bool:
    return all(part in known for part in word.lower().removesuffix("'s").split("-"))


def is_about_extensions(text: str) -> bool:
    """Whether a text says something of extensions or notes as such, so that none of them can be read alone."""
    return bool(_ON_EXTENSIONS.search(text)) and may_change_a_date(text)


def speaks_of_a_change(text: str) -> bool:
    """Whether a text says that something changed, came to an end, or is otherwise; "and later" does not."""
    return bool(_CHANGES.search(_AND_LATER.sub(" ", text)) or _OTHERWISE.search(text))


def states_on_its_own(text: str) -> bool:
    """Whether a text without a product in it may change the dates of those that stand beside it."""
    sentences = (OTHER_SUPPORT.sub(" ", one) for one in sentences_of(_EEOL.sub("EEOL", text)))
    return any(
        _SPEAKS_OF_SUPPORT.search(one)
        and (ANY_TIME.search(one) or _CHANGES.search(one))
        and may_change_a_date(one)
        and not _is_general(one)
        for one in sentences
    )


def _is_general(sentence: str) -> bool:
    """Whether a sentence says what holds in general, or of which day the page is."""
    return bool(_HEDGED.search(sentence) or _DAY_OF_THE_PAGE.search(sentence) or _GENERAL.search(sentence))
