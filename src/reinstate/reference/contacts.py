"""Contacts, by topic."""

from __future__ import annotations

from dataclasses import dataclass

from reinstate.reference.set_files import Table


@dataclass(frozen=True, slots=True)
class Contact:
    """The channel to use for one topic, with the policy clause behind it."""

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
