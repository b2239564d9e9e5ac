"""One statement of a record about releases, read: the range that it is about, or why it cannot be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reinstate.device.version import JunosVersion
from reinstate.reference.advisories import is_fixed, place_of
from reinstate.reference.advisory_records.issues import Statement
from reinstate.reference.releases import EVOLVED

_FIRST = frozenset({"0", "0.0", "UNSPECIFIED", "*", "ALL"})
_TRAIN = re.compile(r"(\d{1,2}\.\d{1,2}(?:X\d{1,3})?)(?:-EVO)?", re.ASCII)
_WHOLE = re.compile(r"(\d{1,2}\.\d{1,2}(?:X\d{1,3})?)(?:-EVO)?\.?\*(?:-EVO)?", re.ASCII)
_SEPARATORS = re.compile(r"\s*(?:,|;|/|\bor\b|\band\b)\s*", re.I)
_LONGEST = 400


class UnreadableError(ValueError):
    """A text names no release or train that can be read."""


@dataclass(frozen=True, slots=True)
class Range:
    """Releases that are affected.

    Attributes:
        train: the first train; "" is every earlier one too.
        start: the first release in that train; None is its first.
        fixes: releases from which it ends, each for its own R number, as Juniper states them.
        whole: trains in which it does not end.
        open: it has no end.
    """

    train: str = ""
    start: JunosVersion | None = None
    fixes: tuple[JunosVersion, ...] = ()
    whole: frozenset[str] = field(default_factory=frozenset)
    open: bool = False

    @property
    def endless(self) -> bool:
        """It ends in no release, and reaches beyond one train."""
        return self.open or bool(self.whole and self.whole != {self.train})

    @property
    def backwards(self) -> bool:
        """It ends before it begins."""
        ends = [place_of(train) for train in (*self.whole, *(fix.train for fix in self.fixes))]
        early = any(place < place_of(self.train) for place in ends) if self.train else False
        return early or (self.start is not None and not self.covers(self.start))

    def covers(self, version: JunosVersion) -> bool:
        """Whether a release of a published form is in it."""
        place = place_of(version.train)
        if self.train and place < place_of(self.train):
            return False
        if self.start is not None and version.train == self.train and _before(version, self.start):
            return False
        if own := [fix for fix in self.fixes if fix.train == version.train and fix.letter == version.letter]:
            return not is_fixed(version, own)
        ends = [place_of(fix.train) for fix in self.fixes] + [place_of(train) for train in self.whole]
        return self.open or version.train in self.whole or place < max(ends, default=(0, 0))


def _before(version: JunosVersion, start: JunosVersion) -> bool:
    return (version.number or 0, version.service) < (start.number or 0, start.service)


def range_of(statement: Statement, evolved: bool) -> Range:
    """The range of a statement.

    Raises:
        UnreadableError: a part of it cannot be read.
    """
    if statement.unusual:
        raise UnreadableError(statement.unusual)
    train, start = _start(statement.start, evolved)
    changed = [release_of(at, evolved) for at, status in statement.changes if status == "unaffected"]
    resumed = [release_of(at, evolved) for at, status in statement.changes if status == "affected"]
    fixes, whole, is_open = _end(statement, evolved)
    ended = (*fixes, *changed)
    if not (ended or whole or is_open):
        return _single(statement, train, start)
    _check_changes(statement, ended, resumed)
    found = Range(train, start, ended, frozenset() if changed else whole, is_open and not changed)
    if found.backwards:
        raise UnreadableError("a range that ends before it begins")
    return found


def _single(statement: Statement, train: str, start: JunosVersion | None) -> Range:
    """One release that is stated to be unaffected; one that is affected is less than a row can say."""
    if statement.status != "unaffected" or start is None:
        raise UnreadableError("a single release or train without an end")
    return Range(train, start, (_after(start),))


def _check_changes(statement: Statement, ended: tuple[JunosVersion, ...], resumed: list[JunosVersion]) -> None:
    """UnreadableError where the changes of status within a range are more than its ends can say."""
    if any(status not in ("affected", "unaffected") for _, status in statement.changes):
        raise UnreadableError("a change to an unknown status")
    if any(is_fixed(one, [fix for fix in ended if fix.train == one.train]) for one in resumed if _has(ended, one)):
        raise UnreadableError("a range that begins again after its end")


def _has(fixes: tuple[JunosVersion, ...], version: JunosVersion) -> bool:
    return any(fix.train == version.train for fix in fixes)


def _start(text: str, evolved: bool) -> tuple[str, JunosVersion | None]:
    name = _plain(text, evolved)
    if name in _FIRST:
        return "", None
    if found := _TRAIN.fullmatch(name):
        return found[1], None
    release = release_of(text, evolved)
    is_first = release.letter == "R" and (release.number or 0) <= 1 and not release.service
    return release.train, None if is_first else release


def _end(statement: Statement, evolved: bool) -> tuple[tuple[JunosVersion, ...], frozenset[str], bool]:
    """The releases at which it ends, the trains in which it does not, and whether it has no end."""
    if statement.up_to:
        name = _plain(statement.up_to, evolved)
        found = _WHOLE.fullmatch(name) or _TRAIN.fullmatch(name)
        if name == "*" or found:
            return (), frozenset({found[1]} if found else ()), not found
        return (_after(release_of(name, evolved)),), frozenset(), False
    ends = [_plain(one, evolved) for one in _SEPARATORS.split(statement.before) if one]
    whole = {found[1] for one in ends if (found := _WHOLE.fullmatch(one))}
    fixes = tuple(release_of(one, evolved) for one in ends if one != "*" and not _WHOLE.fullmatch(one))
    return fixes, frozenset(whole), "*" in ends


def release_of(text: str, evolved: bool) -> JunosVersion:
    """A release of a published form; a train is its first release. UnreadableError for anything else."""
    name = _plain(text, evolved)
    if found := _TRAIN.fullmatch(name):
        name = found[1] + ("-D1" if "X" in found[1] else "R1")
    release = JunosVersion.parse(name.removesuffix(EVOLVED) + (EVOLVED if evolved else ""))
    if not release.standard:
        raise UnreadableError(release.problem or f"{name} is no published release")
    return release


def _plain(text: str, evolved: bool) -> str:
    name = " ".join(text.split()).upper()
    if len(name) > _LONGEST:
        raise UnreadableError("a text of more than 400 characters")
    if name.endswith(EVOLVED) and not evolved:
        raise UnreadableError(f"{name} is a release of Junos OS Evolved")
    return name


def _after(release: JunosVersion) -> JunosVersion:
    """The first release after the last one that is affected."""
    base = f"{release.train}-D{release.number}" if release.letter == "D" else ""
    base = base or f"{release.train}{release.letter}{release.number}"
    if release.spin is not None:
        service = f"-S{release.service}" if release.service else ""
        name = f"{base}{service}.{release.spin + 1}"
    else:
        name = f"{base}-S{release.service + 1}"
    return JunosVersion.parse(name + (EVOLVED if release.evolved else ""))


def trains_in(statement: Statement) -> frozenset[str]:
    """The trains that an unreadable statement mentions, and so may be about."""
    text = " ".join((statement.start, statement.before, statement.up_to, *(at for at, _ in statement.changes)))
    names = re.split(r"[\s,;/|<>=]+", text[:_LONGEST].upper())
    found = (re.match(r"(\d{1,2}\.\d{1,2}(?:X\d{1,3})?)(?=$|[RFDSB*.-])", name, re.ASCII) for name in names)
    return frozenset(one[1] for one in found if one)
