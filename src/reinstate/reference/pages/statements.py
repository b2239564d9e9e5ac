"""What a text of a page says of dates: whether it may change them, says nothing new, or is against all of them.

Nobody knows beforehand what a page may say. So every text that speaks of dates or support, and of a day or a change,
counts as changing what it names, unless it is known to be harmless: a definition, an announcement, or a line that
every page has.
"""

from __future__ import annotations

import re

_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
_MONTH = re.compile(rf"\b{_MONTHS}\b\.?,?\s+(?:\d{{1,2}}(?!\d)|(?:of\s+)?(?:19|20)\d\d|of\b)")
A_DATE = re.compile(
    r"\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b|\b[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b"
)
_YEAR = re.compile(r"(?<![\w./])(?:19|20)\d\d\b|\b\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d\b")
# "Support" of another kind: a part of a company, its sites, and what they do.
_OTHER_SUPPORT = re.compile(
    r"\b(?:(?:JTAC|technical|customer|phone|web|Juniper(?: Networks)?) )?support (?:web ?)?"
    r"(?:sites?|portals?|hours|pages?|teams?|cent(?:er|re)s?|contracts?|documents?|documentation|cases?|accounts?|engineers?|numbers?)\b",
    re.IGNORECASE,
)
_OF_SUPPORT = (
    r"\bend[- ]of[- ](?:support|service|life|sale)|\bEO[SLE]\b|\bEOSL\b|\bLDOS\b|\bsupport|\bdiscontinu|\bsunset"
    r"|\bretire|\bmilestone|\bdates?\b|\bextend|\bextension|\bearlier\b|\bshorten|\bbrought forward|\bTSB|\bPSN-"
    r"|\brecall|\bwithdr|\bcorrect|\bincorrect|\bwrong|\blife ?cycle|\bRMA\b|\brepair|\bmaintenance"
    r"|\bceas|\bexpir|\bterminat|\bobsolete|\blast day\b|\bno longer\b|\bany ?more\b|\bcancel"
)
_SPEAKS_OF_SUPPORT = re.compile(_OF_SUPPORT, re.IGNORECASE)
_SPEAKS_OF_DATES = re.compile(
    rf"{_OF_SUPPORT}|\b(?:19|20)\d\d\b|(?<!-)\bend(?:s|ed|ing)?\b|\bstop(?:s|ped)?\b", re.IGNORECASE
)
_CHANGES = re.compile(
    r"\b(?:exten|revis|chang|mov|postpon|delay|supersed|replac|updat|correct|incorrect|wrong|amend|withdr|recall"
    r"|brought|pulled|shorten|accelerat|ceas|expir|terminat|obsolete|cancel|differ|instead|remov|discontinued|retired"
    r"|lapsed"
    r"|(?:ends|ended|stops|stopped|earlier|early|later|no longer|any ?more|not|cannot|new|now|until|after|before|since"
    r"|reached)\b)",
    re.IGNORECASE,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PLAIN = _words("""
    a an and are at be by can for from has have in is it of on or our that the these this those to was were when which
    with you your all
""")
_OF_DEFINITION_WORDS = _words("""
    above accepted announced announcement assistance back below business center contact contract convert customer
    customers date dates day days dd delivery device devices documentation does end eol eos final first following form
    format frs hardware home information jtac juniper last life list listed milestone milestones mm month months more
    network networks next offered order ordered orders page policy procedure procedures product products provide
    provided provides purchase purchased read receive received replacement sale same see sell service services shipped
    shown sku skus software sold stated support table tables technical top view visit warranty year years yyyy
""")
_BEGINS_A_DEFINITION = re.compile(
    r"""
    \W* (?:\(?\w{1,2}[).:]\s+ | [*\u2020\u2021\u00a7]+\s*)? (?:the\s+)?
    (?: (?:last|final|first)\s+(?:day|date)\b | dates?\b | day\b | all\ dates\b
      | end[-\ ]of[-\ ](?:support|life|sale|service)\b
        (?=\W*(?:\(EO\w\))?\W*
           (?:[:=\u2013\u2014-]|(?:dates?|milestones?|is\ the|products?|policy|announcement|notification)\b|\Z))
      | (?:EOS|EOL|FRS)\b (?=\W*(?:[:=\u2013\u2014-]|(?:is\ the|dates?|milestones?|policy)\b|\Z))
      | (?:same|next)[-\ ]day\b | milestones?\b | for\ (?:more|further)\b | list\ of\b | products?\ (?:and|&)
      | (?:see|refer|contact|visit|view|read|back|technical|juniper|mm|home|top)\b | [\w-]+\ series\b
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OF_EVERY_PAGE = re.compile(
    r"\W*(?:copyright\b|\u00a9|privacy\b|terms of use\b|legal\b|cookie|all rights reserved)", re.IGNORECASE
)
_OF_KINDS = _words("""
    ethernet families family firewall firewalls fixed gateway gateways juniper line model models modular module modules
    networks platform platforms product products router routers security series services sku skus switch switches
    transport universal
""")
_OF_ANNOUNCEMENTS = (
    _PLAIN | _OF_KINDS | _words("announced announcement announcements end eol life notice notices notification")
)
_OF_DEFINITIONS = _PLAIN | _OF_KINDS | _OF_DEFINITION_WORDS
_SERIES = _words("EX MX SRX QFX PTX ACX NFX OCX CTP LN JNP RE SCB MPC MIC FPC DPC PIC")
_DAY = (
    r"(?:\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4}-\d{2}-\d{2}"
    rf"|(?:{_MONTHS}\.?\s+)?(?:\d{{1,2}},?\s+)?(?:19|20)\d\d)\b"
)
_ANNOUNCED_AT_ALL = re.compile(r"\b(?:announce|notif|notice)", re.IGNORECASE)
_ANNOUNCED = re.compile(
    rf"\b(?:announce\w*|notif\w*|notices?)\W{{0,3}}(?:(?:on|in|of|as|from)\s+)?(?:dated\s+)?{_DAY}", re.IGNORECASE
)
_WORD = re.compile(r"(?:[A-Za-z]{1,4}-)?[A-Za-z]{1,6}\d[\w.+/-]*\w|[A-Za-z]+(?:-[A-Za-z]+)*|\d\w*")
_NAME = re.compile(r"(?!(?:TSB|PSN|KB|TN|JSA|CVE)-?\d)(?:[A-Za-z]{1,4}-)?[A-Za-z]{1,6}\d[\w.+/-]*")

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
_SUPPORT = re.compile(r"\b(?:support|service|EOS|EOSL)\b", re.IGNORECASE)
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
_GENERAL = re.compile(
    r"\A\W*(?:after|past|once|beyond|upon)\s+(?:the|this|that|its|these)\b"
    r"|\b(?:years?|months|days)\s+(?:after|before|from)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+")


def speaks_of_dates(text: str) -> bool:
    """Whether a text speaks of dates or support at all."""
    return bool(_SPEAKS_OF_DATES.search(_OTHER_SUPPORT.sub(" ", text)))


def speaks_of_a_change(text: str) -> bool:
    """Whether a text says of dates or support that something about them changed."""
    return bool(_CHANGES.search(text)) and speaks_of_dates(text)


def may_change_a_date(text: str) -> bool:
    """Whether a text about products or releases may change what their rows state."""
    if not speaks_of_dates(text) or is_plain(text) or is_announcement(text):
        return False
    return bool(_YEAR.search(text) or _MONTH.search(text) or _CHANGES.search(text))


def is_plain(text: str) -> bool:
    """Whether a text is a definition or a line of every page: it states no day, and its words can change nothing."""
    if _OF_EVERY_PAGE.match(text):
        return True
    if not _BEGINS_A_DEFINITION.match(text) or A_DATE.search(text):
        return False
    return all(_is_of(word, _OF_DEFINITIONS) for word in _WORD.findall(text))


def is_announcement(text: str) -> bool:
    """Whether a text says no more than that, and when, an end of life was announced."""
    plain = _ANNOUNCED.sub(" announced ", text)
    if plain == text and not _ANNOUNCED_AT_ALL.search(text):
        return False
    if _YEAR.search(plain) or A_DATE.search(plain):
        return False
    return all(_is_of(word, _OF_ANNOUNCEMENTS) for word in _WORD.findall(plain))


def _is_of(word: str, known: frozenset[str]) -> bool:
    """Whether a word is among these, a product, a series, or the mark of a note."""
    if len(word) == 1 or word in _SERIES or _NAME.fullmatch(word):
        return True
    return all(part in known for part in word.lower().split("-"))


def is_against_all_dates(text: str) -> bool:
    """Whether a text that names no product says that dates of the page do not hold."""
    return any(map(_says_so, _SENTENCE_END.split(text)))


def states_on_its_own(text: str) -> bool:
    """Whether a text without a product in it may change the dates of those that stand beside it."""
    sentences = (_OTHER_SUPPORT.sub(" ", one) for one in _SENTENCE_END.split(text))
    return any(_SPEAKS_OF_SUPPORT.search(one) and may_change_a_date(one) and not _is_general(one) for one in sentences)


def _is_general(sentence: str) -> bool:
    """Whether a sentence says what holds in general, or of which day the page is."""
    return bool(_HEDGED.search(sentence) or _DAY_OF_THE_PAGE.search(sentence) or _GENERAL.match(sentence))


def _says_so(sentence: str) -> bool:
    if _HEDGED.search(sentence):
        return False
    plain = _OTHER_SUPPORT.sub(" ", sentence)
    day = A_DATE.search(plain) or _MONTH.search(plain)
    ended = day and _SUPPORT.search(plain) and not _DAY_OF_THE_PAGE.search(plain) and not is_announcement(plain)
    forms = (_HOLDS_NO_LONGER, _DATES_CHANGED, _SUPPORT_ENDED)
    return bool(ended) or any(form.search(plain) for form in forms)
