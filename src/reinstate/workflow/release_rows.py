"""What the reference data say of one release of Junos: who says what, with dates, and what it means together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reinstate.device.version import JunosVersion
from reinstate.plain_text import counted, printable
from reinstate.reference.library import Reference
from reinstate.reference.releases import EVOLVED, ReleaseRow

_RELEASE = re.compile(
    r"(?:JUNOS(?: OS)?(?P<evolved> EVOLVED)? )?"
    r"(?P<version>(?P<train>\d{1,2}\.\d{1,2}(?:X\d{1,3})?)(?P<build>[-RFDSBI.].*)?)"
)
_TEXT = 400


@dataclass(frozen=True, slots=True)
class _Asked:
    """A release or train that is asked for, and the day.

    Attributes:
        train: as the tables name it; with ``-EVO`` for Junos OS Evolved.
        version: the release; of a train alone, its first.
    """

    train: str
    version: JunosVersion
    reference: Reference
    on: date

    @property
    def rows(self) -> tuple[ReleaseRow, ...]:
        return self.reference.releases.stated.get(self.train, ())

    @property
    def namesake(self) -> str:
        """The train of that number of Junos OS Evolved, or of Junos OS for one of Junos OS Evolved."""
        return self.train.removesuffix(EVOLVED) if self.train.endswith(EVOLVED) else self.train + EVOLVED


def names_a_release(name: str) -> bool:
    """Whether a name is that of a release or train of Junos, such as 23.4, 15.1X49-D170, or 23.4R2-EVO."""
    return _found(name) is not None


def _found(name: str) -> re.Match[str] | None:
    return _RELEASE.fullmatch(" ".join(name.upper().split()))


def release_details(reference: Reference, name: str, on: date) -> str:
    """The answer of the release tables for a train or a release of it, with every row behind it.

    Args:
        name: a name of which `names_a_release` holds.
    """
    found = _found(name)
    train, version = _train_and_version(found) if found else (name, JunosVersion.parse(name))
    asked = _Asked(train, version, reference, on)
    blocks = (_summary(asked), *(_row_lines(asked, row) for row in asked.rows))
    return "\n\n".join("\n".join(lines) for lines in blocks)


def _train_and_version(found: re.Match[str]) -> tuple[str, JunosVersion]:
    build = found["build"] or ""
    evolved = EVOLVED if found["evolved"] or EVOLVED in build else ""
    if build in ("", evolved):
        build = "-D1" if "X" in found["train"] else "R1"
    ending = "" if EVOLVED in build else evolved
    return found["train"] + evolved, JunosVersion.parse(f"{found['train']}{build}{ending}")


def _summary(asked: _Asked) -> Iterator[str]:
    answer = asked.reference.releases.answer(asked.version, "", asked.on)
    until = f", end of support {answer.end_of_support}" if answer.end_of_support else ""
    tables = ", ".join(sorted({printable(row.table, 64) for row in asked.rows}))
    yield f"release:  {printable(asked.train, 64)}"
    yield f"answer:   {answer.state} on {asked.on}{until}"
    yield f"reason:   {printable(answer.reason, _TEXT)}"
    yield f"rows:     {counted(len(asked.rows), 'row')} in {tables}" if asked.rows else "rows:     none"
    if asked.namesake in asked.reference.releases.stated:
        yield f"see also: {asked.namesake}, which has dates of its own: reinstate reference show {asked.namesake}"


def _row_lines(asked: _Asked, row: ReleaseRow) -> Iterator[str]:
    """One row: who says it, what it states, and for what."""
    yield f"{printable(row.train, 64)} in {printable(row.table, 64)}: {printable(row.source, _TEXT)}"
    days = {
        "first shipped": row.first_shipped,
        "end of engineering": row.end_of_engineering,
        "end of support": row.end_of_support,
    }
    yield f"  {', '.join(f'{what} {day}' for what, day in days.items() if day) or 'no dates'}"
    about = {
        "models": " ".join(row.models),
        "builds": row.builds,
        "replaces other dates by": row.overrides,
        "not certain": row.doubt,
        "page of": str(row.page_of or ""),
        "no longer listed since": str(row.unlisted_since or ""),
    }
    yield from (f"  {what}: {printable(text, _TEXT)}" for what, text in about.items() if text)
    yield f"  {_counts(asked, row)}"


def _counts(asked: _Asked, row: ReleaseRow) -> str:
    """Whether the row counts, and why not."""
    releases = asked.reference.releases
    if asked.train in releases.doubted:
        return "does not count: the dates of the train are not certain"
    if asked.train in releases.contested:
        return "does not count: the tables state different dates"
    counting = releases.exceptions.get(asked.train, ()) if row.is_exception else (releases.trains.get(asked.train),)
    if row not in counting:
        return "does not count: replaced by another row"
    weakness = asked.reference.weakness(row.table, asked.on)
    for_some = ", for these models or builds" if row.is_exception else ""
    return f"counts{for_some}" + (f"; cannot support a pass: {printable(row.table, 64)} {weakness}" if weakness else "")
