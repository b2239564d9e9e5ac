"""Whom to turn to."""

from __future__ import annotations

from reinstate.reference.library import Reference


def test_contacts(shipped: Reference) -> None:
    contact = shipped.contact("gray-market")
    assert contact is not None
    assert contact.channel == "brandprotection@juniper.net"
    assert shipped.contact("nobody") is None
