"""What the reference data say of one release of Junos: who says what, with dates, and what it means together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from reinstate.device.version import JunosVersion
from reinstate.plain_text import counted, printable
from reinstate.reference.library import Reference
from reinstate.reference.releases import EVOLVED, ReleaseRow

_RELEASE = re.compile(
    r"(?:junos(?: os)? )?(?P<train>\d{1,2}\.\d{1,2}(?:X\d{1,3})?)(?P<rest>[-RFDSB.].*)?", re.IGNORECASE
)
_TEXT = 400


def names_a_release(name: str) -> bool:
    """Whether a name is that of a release or train of Junos, such as 23.4, 15.1X49-D170, or 23.4R2-EVO."""
    return _RELEASE.fullmatch(name.strip()) is not None


def release_details(reference: Reference, name: str, on: date) -> str:
    """The answer of the release tables for a train or a release of it, with every row behind it."""
    found = _RELEASE.fullmatch(name.strip())
    plain = found["train"].upper() if found else name.strip()
    evolved = name.strip().upper().endswith(EVOLVED)
    train = plain + EVOLVED if evolved else plain
    rows = reference.releases.stated.get(train, ())
    blocks = (_summary(reference, name.strip(), train, rows, on), *(_row_lines(reference, row, on) for row in rows))
    return "\n\n".join("\n".join(lines) for lines in blocks)


def _summary(reference: Reference, name: str, train: str, rows: tuple[ReleaseRow, ...], on: date) -> Iterator[str]:
    answer = reference.releases.answer(_version(name, train), "", on)
    until = f", end of support {answer.end_of_support}" if answer.end_of_support else ""
    tables = ", ".join(sorted({printable(row.table, 64) for row in rows}))
    yield f"release:  {printable(train, 64)}"
    yield f"answer:   {answer.state} on {on}{until}"
    yield f"reason:   {printable(answer.reason, _TEXT)}"
    yield f"rows:     {counted(len(rows), 'row')} in {tables}" if rows else "rows:     none"


def _version(name: str, train: str) -> JunosVersion:
    """The release that is asked for; of a train alone, its first."""
    version = JunosVersion.parse(name)
    if version.parsed:
        return version
    plain = train.removesuffix(EVOLVED)
    first = f"{plain}-D1" if "X" in plain else f"{plain}R1"
    return JunosVersion.parse(f"{first}{EVOLVED if train.endswith(EVOLVED) else ''}")


def _row_lines(reference: Reference, row: ReleaseRow, on: date) -> Iterator[str]:
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
    if weakness := reference.weakness(row.table, on):
        yield f"  cannot support a pass: {printable(row.table, 64)} {weakness}"
