"""Secrets never reach the disk; everything else stays byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.evidence.redact import redact

SECRETS = {
    "root hash": "<root-authentication><encrypted-password>$6$abc$defGHI</encrypted-password></root-authentication>",
    "reversible": "<radius-server><name>10.0.0.1</name><secret>$9$SECRETvalue</secret></radius-server>",
    "plain shared key": "<pre-shared-key><ascii-text>SECRETvalue</ascii-text></pre-shared-key>",
    "with a prefix": "<nc:secret>SECRETvalue</nc:secret>",
    "with attributes": '<authentication-key junos:changed="changed">SECRETvalue</authentication-key>',
    "in CDATA": "<secret><![CDATA[SECRETvalue <b>]]></secret>",
    "SNMP community": "<community>\n<name>SECRETvalue</name><authorization>read-only</authorization></community>",
    "a token anywhere": "<description>old key $9$SECRETvalue</description>",
    "a private key": "<x>-----BEGIN RSA PRIVATE KEY-----\nSECRETvalue\n-----END RSA PRIVATE KEY-----</x>",
    "a private key cut off": "<x>-----BEGIN PRIVATE KEY-----\nSECRETvalue",
    "cut off inside": "<configuration><secret>SECRETval",
    "former customer": "<license><customer-reference>SECRETvalue Ltd</customer-reference></license>",
}


@pytest.mark.parametrize("xml", SECRETS.values(), ids=SECRETS.keys())
def test_secrets_are_replaced(xml: str) -> None:
    stored, count = redact(xml.encode(), configuration=True)
    assert b"SECRETval" not in stored
    assert b"defGHI" not in stored
    assert count == 1
    assert b"REDACTED" in stored


KEPT = {
    "public keys are identity, not secrets": "<ssh-ed25519><name>ssh-ed25519 AAAAC3Nz bench</name></ssh-ed25519>",
    "an empty secret": "<secret/>",
    "an empty secret with attributes": '<secret inactive="inactive" />',
    "names that only begin alike": "<secrets-of-success>none</secrets-of-success>",
    "community of a routing policy": "<policy-options><community-count>3</community-count></policy-options>",
}


@pytest.mark.parametrize("xml", KEPT.values(), ids=KEPT.keys())
def test_everything_else_is_kept(xml: str) -> None:
    assert redact(xml.encode(), configuration=True) == (xml.encode(), 0)


def test_everyday_names_are_secrets_only_in_a_configuration() -> None:
    xml = b"<entry><key>slot</key><value>3</value></entry>"
    assert redact(xml, configuration=False) == (xml, 0)
    assert redact(xml, configuration=True)[1] == 2


@given(st.text(alphabet="<>/$9abc secret\n", max_size=80))
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once, _ = redact(text.encode(), configuration=True)
    assert redact(once, configuration=True)[0] == once
