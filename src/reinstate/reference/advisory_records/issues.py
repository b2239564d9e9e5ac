"""What a published record states about one vulnerability, whatever the form of the record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reinstate.reference.advisory_records.exploitation import Exploitation
from reinstate.reference.advisory_records.json_parts import Part

_JUNOS = re.compile(r"\bjunos(?: os(?! *evolved)\b|(?=$|\s+(?:on|and|running|\d)))", re.I)
_ID = re.compile(r"CVE-\d{4}-\d{4,19}", re.ASCII)
_VENDOR = re.compile(r"(?:hpe )?juniper(?: networks?)?(?:,? inc\.?)?(?: sirt| networking)?", re.I)
_EVOLVED = re.compile(r"junos(?: os)?[ -]*evolved\b", re.I)


@dataclass(frozen=True, slots=True)
class Imported:
    """How a file is imported.

    Attributes:
        exploited: the day that the operator states for records without a statement of exploitation; None if none.
        digest: sha256 of the file.
    """

    today: date
    exploited: date | None
    digest: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a record about releases, as text.

    Attributes:
        status: ``affected``, ``unaffected``, or anything else, which is unknown.
        start: the first release or train; ``0`` is every earlier one.
        before: releases from which it does not hold, separated by commas; ``21.1*`` is the whole train.
        up_to: the last release for which it holds.
        changes: releases from which the status is another one, and that status.
        unusual: why its form cannot be read; "" if nothing is unusual.
    """

    status: str
    start: str
    before: str = ""
    up_to: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    unusual: str = ""

    def __str__(self) -> str:
        if self.unusual and not self.start:
            return self.unusual
        end = f" before {self.before}" if self.before else f" up to {self.up_to}" if self.up_to else ""
        return f"{self.start}{end} ({self.status})"


@dataclass(frozen=True, slots=True)
class Product:
    """What a record states about one operating system on some platforms.

    Attributes:
        evolved: Junos OS Evolved; else Junos OS.
        platforms: as stated; empty is every platform.
        default: status of the releases that no statement is about.
    """

    evolved: bool
    platforms: tuple[str, ...]
    statements: tuple[Statement, ...]
    default: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One vulnerability of one record.

    Attributes:
        form: ``CVE record`` or ``CSAF document``.
        updated: the day of the record's last change; None if it states none.
        solution: the record's text about fixed releases.
        confidence: A if Juniper published the record, else B.
        note: the condition that the record states.
        left_out: products that are no Junos OS.
    """

    path: Path
    form: str
    id: str
    title: str
    published: date
    updated: date | None
    exploitation: Exploitation
    products: tuple[Product, ...]
    solution: str
    confidence: str
    source: str
    note: str = ""
    left_out: tuple[str, ...] = ()


def systems_of(product: str) -> tuple[bool, ...]:
    """The systems that a name means: False is Junos OS, True is Junos OS Evolved; empty is another product."""
    name = " ".join(product.replace("_", " ").split())
    forms = ((False, _JUNOS.search(name)), (True, _EVOLVED.search(name)))
    return tuple(evolved for evolved, found in forms if found)


def cve_id(part: Part) -> str:
    """The id of a vulnerability that a record states; InputError for anything else."""
    identity = part.text("").upper()
    if not _ID.fullmatch(identity):
        raise part.fail("an id such as CVE-2025-21590")
    return identity


def is_juniper(vendor: str) -> bool:
    """Whether a vendor or publisher is Juniper."""
    return bool(_VENDOR.fullmatch(" ".join(vendor.split())))
