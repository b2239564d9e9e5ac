"""Secrets never reach the disk; everything else stays byte for byte."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.evidence.redact import redact, redact_text

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
    "after a comment": "<secret><!-- x < y -->SECRETvalue</secret>",
    "a license key in the configuration": "<license><keys><key><name>SECRETvalue aeaqec</name></key></keys></license>",
    "in text format": "<configuration-text>radius-server { 10.0.0.1 secret SECRETvalue; }</configuration-text>",
    "in quotes": '<output>pre-shared-key ascii-text "SECRETvalue with blanks"; ## SECRET-DATA</output>',
    "in set format": "<configuration-set>set snmp community SECRETvalue authorization read-only</configuration-set>",
    "XML in a text": "<output>&lt;authentication-key&gt;SECRETvalue&lt;/authentication-key&gt;</output>",
    "a logged command": "<output>UI_CMDLINE_READ_LINE: command 'set radius-server ::1 secret SECRETvalue '</output>",
    "former customer": "<license><customer-reference>SECRETvalue Ltd</customer-reference></license>",
}


# License replies: as XML of either form, as text in place of XML, old keys and Agile ones, cut off or not.
LICENSE_REPLIES = {
    "a key's customer": "<license><name>JUNOS1</name><customer-reference>SECRETvalue</customer-reference></license>",
    "a key's customer, the other form": "<license><customer-id>SECRETvalue</customer-id></license>",
    "key material": "<license-key><name>JUNOS1</name><key-data>SECRETvalue aeaqea</key-data></license-key>",
    "the installed list as text": "<output>Licenses installed:\n  Order Type: trial\n  Customer ID: SECRETvalue Ltd\n"
    "  License count: 1\n</output>",
    "a customer cut off": "<output>  Customer ID: SECRETvalue",
    "a customer's reference as text": "<output>  Customer Reference : SECRETvalue</output>",
    "keys as text": "<output>JUNOS204558 SECRET aeaqea qmijhd amrqha ztfmbu gqzama uqceds ra32zr lsevik ftvjed o4jy5u"
    " fynzzj mg</output>",
    "keys as text, wrapped and cut off": "<output>E2018101804 aeaqea qmijhd amrqha\n      ztfmbu gqzama uqceds ra32zr"
    "\n      lsevik",
}


@pytest.mark.parametrize("xml", LICENSE_REPLIES.values(), ids=LICENSE_REPLIES.keys())
def test_no_key_material_and_no_customer_is_stored(xml: str) -> None:
    stored, count = redact(xml.encode(), configuration=False)
    assert b"SECRETval" not in stored
    assert b"aeaqea" not in stored
    assert b"lsevik" not in stored
    assert count == 1
    assert redact(stored, configuration=False) == (stored, 0)


EVALUATIONS = ("Juniper Eval", "EVAL_lab", "ACME evaluation 2021", "eval")
CUSTOMERS = ("Evalueserve", "ACME Ltd", "Medieval Books", "IBM_SL_10G")


@pytest.mark.parametrize("customer", [*EVALUATIONS, *CUSTOMERS])
def test_of_a_customer_only_an_evaluation_is_kept(customer: str) -> None:
    kept = b"REDACTED (evaluation)" if customer in EVALUATIONS else b"REDACTED"
    for before, after in (("<customer-reference>", "</customer-reference>"), ("<output>Customer ID: ", "</output>")):
        stored, _ = redact(f"{before}{customer}{after}".encode(), configuration=False)
        assert stored == before.encode() + kept + after.encode()


@pytest.mark.parametrize("xml", SECRETS.values(), ids=SECRETS.keys())
def test_secrets_are_replaced(xml: str) -> None:
    stored, count = redact(xml.encode(), configuration=True)
    assert b"SECRETval" not in stored
    assert b"defGHI" not in stored
    assert count == 1
    assert b"REDACTED" in stored


URLS = {
    "in an element": "<archive-sites><name>ftp://u:SECRETvalue@192.0.2.9/b</name></archive-sites>",
    "http": "<url>http://u:SECRETvalue@host.example/x</url>",
    "https, with a port": "<url>https://u:SECRETvalue@host.example:8443/x?y=z</url>",
    "scp": "<name>scp://u:SECRETvalue@host/~/b</name>",
    "sftp, in capitals": "<name>SFTP://U:SECRETvalue@HOST</name>",
    "telnet": "<output>telnet://u:SECRETvalue@host</output>",
    "a scheme that nobody knows": "<x>git+ssh://u:SECRETvalue@host/repo</x>",
    "an IPv6 host": "<name>ftp://u:SECRETvalue@[2001:db8::1]:2121/b</name>",
    "without a user": "<name>ftp://:SECRETvalue@host/b</name>",
    "a user with a domain": "<name>ftp://u@example.com:SECRETvalue@host/b</name>",
    "percent-encoded": "<name>ftp://u%40corp:SECRETvalue%40%2F%3A@host/b</name>",
    "an encoded URL": "<x>copy?from=ftp%3A%2F%2Fu%3ASECRETvalue%40host%2Fb</x>",
    "with an @ inside": "<name>ftp://u:x@SECRETvalue@host/b</name>",
    "with a / inside": "<name>ftp://u:x/SECRETvalue@host/b</name>",
    "with digits and a / inside": "<name>ftp://u:21/SECRETvalue@host/b</name>",
    "with :// inside": "<name>ftp://u:x://SECRETvalue@host/b</name>",
    "with a quote inside": '<name>ftp://u:x"SECRETvalue@host/b</name>',
    "with an entity inside": "<name>ftp://u:x&lt;SECRETvalue&amp;@host/b</name>",
    "with a character reference": "<name>ftp://u:SECRETvalue&#64;host/b</name>",
    "in CDATA": "<name><![CDATA[ftp://u:<SECRETvalue>@host/b]]></name>",
    "in an attribute": '<site url="ftp://u:SECRETvalue@host/b" other="1"/>',
    "in a log line": "<file-content>Nov 1 mgd[1]: cmd='file copy /a ftp://u:SECRETvalue@h/b '</file-content>",
    "in a logged command": "<output>mgd: UI_CMDLINE_READ_LINE: User 'x', command 'request system software add"
    " ftp://u:SECRETvalue@h/j.tgz no-copy '</output>",
    "in set format": '<o>set system archival configuration archive-sites "ftp://u:SECRETvalue@h/b"</o>',
    "in escaped XML": "<output>&lt;name&gt;ftp://u:SECRETvalue@h/b&lt;/name&gt;</output>",
    "cut off": "<name>ftp://u:SECRETval",
    "after another URL": "<o>via http://proxy.example/ftp://u:SECRETvalue@h</o>",
}
COMMANDS = {
    "a password of archive sites": "command 'set system archival configuration archive-sites x password SECRETvalue '",
    "a community below its hierarchy": "command 'edit snmp community SECRETvalue '",
    "a community, set below": "command 'set community SECRETvalue '",
    "after a prompt": "user@host# set security ike policy p pre-shared-key ascii-text SECRETvalue",
    "an encrypted password": "command 'set system root-authentication encrypted-password SECRETvalue '",
    "in set format": "set access profile p client c chap-secret SECRETvalue",
    "a community that was refused": "snmpd: SNMPD_AUTH_FAILURE: from 192.0.2.1 to unknown community name (SECRETvalue)",
}  # fmt: skip


@pytest.mark.parametrize("configuration", [True, False])
@pytest.mark.parametrize("xml", URLS.values(), ids=URLS.keys())
def test_passwords_in_urls_are_replaced_in_any_reply(xml: str, configuration: bool) -> None:
    stored, count = redact(xml.encode(), configuration=configuration)
    assert b"SECRETval" not in stored
    assert count == 1
    assert b"REDACTED" in stored
    assert redact(stored, configuration=configuration) == (stored, 0)


@pytest.mark.parametrize("line", COMMANDS.values(), ids=COMMANDS.keys())
def test_secrets_in_logged_commands_are_replaced(line: str) -> None:
    stored, count = redact(f"<output>Nov  1 h mgd[1]: x\nNov  1 {line}\n</output>".encode(), configuration=False)
    assert b"SECRETval" not in stored
    assert count == 1


def test_a_sentence_that_quotes_a_device_is_redacted_as_well() -> None:
    assert redact_text("cannot copy ftp://u:x@host/b \udc80") == "cannot copy ftp://u:REDACTED@host/b \udc80"


KEPT = {
    "a URL without a password": "<name>ftp://user@host:2121/b</name>",
    "a URL with a port": "<url>https://ae1.juniper.net:443/junos/key_retrieval</url>",
    "an IPv6 URL": "<url>http://[2001:db8::1]:8080/x</url>",
    "a URL and an address of mail": "<output>see http://host:80/x or mail ops@example.com</output>",
    "a URL with a port, cut off": "<url>http://host:8080/x",
    "a refused password": "<output>sshd: Failed password for root from 192.0.2.1</output>",
    "a namespace": '<a xmlns:junos="http://xml.juniper.net/junos/23.4R2/junos">x</a>',
    "public keys are identity, not secrets": "<ssh-ed25519><name>ssh-ed25519 AAAAC3Nz bench</name></ssh-ed25519>",
    "an empty secret": "<secret/>",
    "an empty secret with attributes": '<secret inactive="inactive" />',
    "names that only begin alike": "<secrets-of-success>none</secrets-of-success>",
    "a sentence of long words": "<description>please ask before you change the uplink of this rack</description>",
    "a license that names no customer": "<license><customer-reference/><name>JUNOS204558</name></license>",
    "a word of a sentence": "<description>the secret, and its authentication-key</description>",
    "community of a routing policy": "<policy-options><community-count>3</community-count></policy-options>",
}


@pytest.mark.parametrize("xml", KEPT.values(), ids=KEPT.keys())
def test_everything_else_is_kept(xml: str) -> None:
    assert redact(xml.encode(), configuration=True) == (xml.encode(), 0)


HOSTILE = {
    "beginnings of URLs": b"ftp://u:" * 500_000,
    "endless URL": b"ftp://u:" + b"a" * 4_000_000,
    "at signs": b"ftp://u:" + b"@" * 4_000_000,
    "encoded URLs": b"%3A%2F%2F%3A" * 300_000,
    "open CDATA with a URL": b"<![CDATA[a://b:c@" * 200_000,
    "commands": b"\nset password " * 300_000,
    "blanks in a command": b"\nset password" + b" " * 4_000_000,
    "prompts": b"> " * 2_000_000,
    "blank lines": b"\n" * 4_000_000,
    "an open leaf": b"<secret>" + b"a" * 4_000_000,
    "open leaves": b"<secret" * 600_000,
    "blanks in a tag": b"<secret" + b" " * 4_000_000,
    "communities": b"<community>" * 400_000,
    "blanks after a community": b"<community>" + b" " * 4_000_000,
    "prefixes": b"<a:a:a:" * 600_000,
    "open CDATA": b"<secret><![CDATA[" * 250_000,
    "open comments": b"<secret><!--" * 300_000,
    "token beginnings": b"$9$" * 1_300_000,
    "open private keys": b"-----BEGIN PRIVATE KEY-----" * 150_000,
    "endless beginning of a private key": b"-----BEGIN " + b"A" * 4_000_000,
    "words of six letters": b"abcdef " * 600_000,
    "blanks between words": (b"abcdef" + b" " * 100) * 40_000,
    "customers": b"Customer ID: " * 300_000,
    "open quotes": b'secret "' * 500_000 + b'"',
    "blanks after a statement": b"secret" + b" " * 4_000_000,
    "statements without a value": b"secret ascii-text " * 200_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_grows_with_the_size_alone(raw: bytes) -> None:
    """4 MB take tenths of a second; anything worse than linear would take minutes or gigabytes."""
    begun = time.process_time()
    redact(raw, configuration=True)
    assert time.process_time() - begun < 5


def test_everyday_names_are_secrets_only_in_a_configuration() -> None:
    xml = b"<entry><key>slot</key><value>3</value></entry>"
    assert redact(xml, configuration=False) == (xml, 0)
    assert redact(xml, configuration=True)[1] == 2


@given(st.text(alphabet="<>/$9abc secret\n", max_size=80))
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once, _ = redact(text.encode(), configuration=True)
    assert redact(once, configuration=True)[0] == once
