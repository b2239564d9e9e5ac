"""Junos releases as a type that orders correctly and knows what it cannot parse.

The grammar, from Juniper's installation guide and the strings of real devices::

    RELEASE = YY.N                                 23.4
    TRAIN   = YY.N | YY.NXnn                       15.1X49 is a train of its own, not a part of 15.1
    version = TRAIN kind [-S<service>] [.<spin>] [-C<n> | -J<n> special] [-EVO]
    kind    = R<n> | F<n> | B<n> | S<n> | -D<n> (X-trains) | I<anything> | -<date and anything>
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import total_ordering

from reinstate.errors import ReinstateError

_LONGEST = 128
_SUFFIX = r"(?:-(?P<special>[CJ]\d{1,4}(?:\.\d{1,4})?))?"
_NUMBERED = re.compile(
    r"(?P<letter>[RFBS])(?P<number>\d{1,4})(?:-S(?P<service>\d{1,4}))?(?:\.(?P<spin>\d{1,4}))?" + _SUFFIX,
    re.ASCII,
)
_X_NUMBERED = re.compile(
    r"-D(?P<number>\d{1,4})(?:-S(?P<service>\d{1,4}))?(?:\.(?P<spin>\d{1,4}))?" + _SUFFIX, re.ASCII
)
_TRAIN = re.compile(r"(?P<major>\d{1,2})\.(?P<minor>\d{1,2})(?:X(?P<x>\d{1,3}))?", re.ASCII)
_INTERNAL = re.compile(r"I[\w.\-]+", re.ASCII)
_DATED = re.compile(r"-\d{4}[\w.\-]*", re.ASCII)


class VersionKind(StrEnum):
    """What sort of build a version names."""

    RELEASE = "release"  # R
    FEATURE = "feature"  # F, 14.2 to 16.1
    X_TRAIN = "x-train"  # -D of an X-train
    BETA = "beta"  # B
    SERVICE = "service"  # S in the place of R, 9.x
    SPECIAL = "special"  # any of the above with -C or -J: built for one customer
    INTERNAL = "internal"  # I
    DATED = "dated"  # a development build named by its date
    UNPARSED = "unparsed"


_KINDS = {
    "R": VersionKind.RELEASE,
    "F": VersionKind.FEATURE,
    "B": VersionKind.BETA,
    "S": VersionKind.SERVICE,
    "D": VersionKind.X_TRAIN,
}
_PUBLISHED = frozenset({VersionKind.RELEASE, VersionKind.FEATURE, VersionKind.X_TRAIN})


class VersionsNotComparableError(ReinstateError):
    """Two versions that have no order: one is unparsed or a development build, or they are of different branches."""


@total_ordering
@dataclass(frozen=True, slots=True)
class JunosVersion:
    """One release as a device prints it. Everything but ``text`` is derived from it; making one never raises.

    Attributes:
        text: as printed, without white space around it.
        release: ``23.4``; "" where it cannot be parsed.
        train: ``23.4`` or ``15.1X49``: the key of the lifecycle table.
        kind: what sort of build it is.
        number: n of ``Rn``, ``Fn``, ``Bn``, ``Sn`` or ``-Dn``; None for development builds.
        service: n of ``-Sn``, 0 where there is none.
        spin: number after the last point (the respin); None where none is printed.
        special: ``C1.12`` or ``J1`` of a build for one customer.
        letter: ``R``, ``F``, ``B``, ``S`` or ``D`` before the number; "" for development builds.
        evolved: Junos Evolved. It has its own lifecycle table.
        problem: why it cannot be parsed; "" where it can.

    Order: ``a < b`` raises VersionsNotComparableError unless ``comparable(a, b)``. Among versions of one branch the
    order is total: R3-S9 < R3-S10 < R12 < R12-S8, and a version without a spin comes before those with one.
    Between branches of different release the release decides; branches of one release (15.1R, 15.1F, 15.1X49,
    15.1X53) have no order between them.
    """

    text: str
    release: str = field(init=False, default="", compare=False)
    train: str = field(init=False, default="", compare=False)
    kind: VersionKind = field(init=False, default=VersionKind.UNPARSED, compare=False)
    number: int | None = field(init=False, default=None, compare=False)
    service: int = field(init=False, default=0, compare=False)
    spin: int | None = field(init=False, default=None, compare=False)
    special: str = field(init=False, default="", compare=False)
    evolved: bool = field(init=False, default=False, compare=False)
    problem: str = field(init=False, default="", compare=False)
    letter: str = field(init=False, default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        for name, value in _parsed(self.text).items():
            object.__setattr__(self, name, value)

    @classmethod
    def parse(cls, text: str) -> JunosVersion:
        """The version that a text names; never raises. ``parsed`` is False where it names none."""
        return cls(text)

    @property
    def parsed(self) -> bool:
        """Whether the grammar fits."""
        return not self.problem

    @property
    def standard(self) -> bool:
        """Whether it is of a form that Juniper publishes (R, F, or -D of an X-train, without a special suffix)."""
        return self.kind in _PUBLISHED

    @property
    def branch(self) -> str:
        """What it is developed on: ``23.4``, ``15.1F`` or ``15.1X49``; betas and R releases share one."""
        return self.train + (self.letter if self.letter in ("F", "S") else "")

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, JunosVersion):
            return NotImplemented
        if not comparable(self, other):
            raise VersionsNotComparableError(
                f"Junos releases {self.text!r} and {other.text!r} cannot be ordered",
                expected="two releases of one branch, or of different releases, both Evolved or neither",
                actual=self.problem or other.problem or f"{self._named()} and {other._named()}",
                remedy="compare their trains, or look up both in the release table",
            )
        return _key(self) < _key(other)

    def _named(self) -> str:
        return f"{'Evolved ' if self.evolved else ''}{self.kind} of {self.train}"


def comparable(a: JunosVersion, b: JunosVersion) -> bool:
    """Whether ``a < b`` has an answer: equal, or both numbered, both or neither Evolved, and not rival branches."""
    if a.text == b.text and a.parsed:
        return True
    if a.number is None or b.number is None or a.evolved != b.evolved:
        return False
    return a.release != b.release or a.branch == b.branch


def _key(version: JunosVersion) -> tuple[tuple[int, ...], str]:
    major, minor = version.release.split(".")
    special = [int(part) for part in re.findall(r"\d+", version.special)]
    stage = 0 if version.letter == "B" else 1  # a beta comes before every R of its release
    numbers = (int(major), int(minor), stage, version.number or 0, version.service, _spin(version), *special)
    return numbers, version.text


def _spin(version: JunosVersion) -> int:
    return -1 if version.spin is None else version.spin


def _parsed(text: str) -> dict[str, object]:
    stripped = " ".join(text.split())[:_LONGEST]
    parsed: dict[str, object] = {"text": stripped, "evolved": "-EVO" in stripped.upper()}
    if not stripped:
        return parsed | {"problem": "no version is printed"}
    if stripped.startswith("0.0"):
        return parsed | {"problem": "0.0 means that the version could not be read"}
    head = _TRAIN.match(stripped)
    if head is None:
        return parsed | {"problem": "the text does not begin with a release such as 23.4 or 15.1X49"}
    rest = stripped[head.end() :]
    if rest.upper().endswith("-EVO"):
        rest = rest[: -len("-EVO")]
    parsed |= {"release": f"{head['major']}.{head['minor']}", "train": head[0]}
    shape = _shape(rest, in_x_train=head["x"] is not None)
    if shape is None:
        problem = f"{rest[:40] or 'nothing'!r} after {head[0]} is not a known type of build"
        return parsed | {"release": "", "train": "", "problem": problem}
    return parsed | shape


def _shape(rest: str, *, in_x_train: bool) -> dict[str, object] | None:
    numbered = (_X_NUMBERED if in_x_train else _NUMBERED).fullmatch(rest)
    if numbered is not None:
        letter = "D" if in_x_train else numbered["letter"]
        return {
            "kind": VersionKind.SPECIAL if numbered["special"] else _KINDS[letter],
            "number": int(numbered["number"]),
            "service": int(numbered["service"] or 0),
            "spin": None if numbered["spin"] is None else int(numbered["spin"]),
            "special": numbered["special"] or "",
            "letter": letter,
        }
    if _INTERNAL.fullmatch(rest):
        return {"kind": VersionKind.INTERNAL}
    if _DATED.fullmatch(rest):
        return {"kind": VersionKind.DATED}
    return None
