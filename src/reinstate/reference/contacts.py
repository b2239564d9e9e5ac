"""Contacts: whom to turn to about what."""

from __future__ import annotations

from dataclasses import dataclass

from reinstate.reference.set_files import Table


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to turn to."""

    topic: str
    channel: str
    clause: str
    source: str


def contacts_of(table: Table) -> tuple[Contact, ...]:
    """The shipped contacts."""
    return tuple(
        Contact(record.text("topic"), record.text("channel"), record.text("clause"), table.info.source)
        for record in table.rows
    )
