"""Secrets are taken out of a reply before it touches the disk. Everything else stays byte for byte."""

from __future__ import annotations

import re

from reinstate.evidence.redact_urls import redact_urls

REDACTED = b"REDACTED"
# A license's customer who is named as an evaluation: that makes the key a trial, and names no person.
REDACTED_EVALUATION = b"REDACTED (evaluation)"

# Leaf elements of a Junos configuration, and of license replies, whose text is a secret or private.
_SECRET_LEAVES = (
    "encrypted-password", "plain-text-password", "plain-text-password-value", "secret", "simple-password",
    "authentication-key", "authentication-password", "privacy-password", "privacy-key", "authentication-md5",
    "authentication-sha", "authentication-sha224", "authentication-sha256", "authentication-sha384",
    "authentication-sha512", "pre-shared-key", "ascii-text", "hexadecimal", "key-data", "key", "md5", "password",
    "passphrase", "shared-secret", "community-name", "trap-group-community", "chap-secret", "default-chap-secret",
    "pap-password", "default-pap-password", "local-password", "session-key", "value", "cak", "psk", "wpa-key",
    "private-key", "customer-reference", "customer-id", "auth-key", "engine-id-key", "api-key", "token",
    "static-ephemeral-key", "basic-authentication-password", "client-secret", "access-code", "ssh-dsa-private",
)  # fmt: skip
_NAME = rb"(?:[A-Za-z_][\w.-]*:)?"
# Text with its CDATA sections and comments. Each byte can be taken in one way only: linear on hostile input.
_TEXT = rb"[^<]*(?:<!(?:\[CDATA\[.*?(?:\]\]>|\Z)|--.*?(?:-->|\Z))[^<]*)*"
_LEAF = re.compile(
    rb"(<"
    + _NAME
    + rb"(?:"
    + b"|".join(re.escape(name.encode()) for name in _SECRET_LEAVES)
    + rb")(?:\s[^<>]*)?>)("
    + _TEXT
    + rb")",
    re.DOTALL,
)
# SNMP communities and installed license keys carry the secret as their list key.
_KEYED = re.compile(
    rb"(<" + _NAME + rb"(?:community|key)(?:\s[^<>]*)?>\s*<" + _NAME + rb"name(?:\s[^<>]*)?>)(" + _TEXT + rb")",
    re.DOTALL,
)
# Junos password hashes and reversible secrets wherever they stand: $1$ $5$ $6$ $8$ $9$ $sha1$ ...
_TOKEN = re.compile(rb"\$(?:1|2[aby]?|5|6|8|9|sha1|argon2id?)\$[^\s<>\"';]+")
_PEM = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)", re.DOTALL)
# The same as a statement in a text: in text and set format, in a logged command, in XML inside a text.
_STATEMENT = re.compile(
    rb"((?<![<:\w-])(?:snmp\s+community|"
    + b"|".join(re.escape(name.encode()) for name in _SECRET_LEAVES if "-" in name or name in ("secret", "passphrase"))
    + rb")(?:\s+ascii-text|\s+hexadecimal)?(?:\s+|&gt;))(\"[^\"<]*\"|[^\s;<>&'\"]+)"
)
# A command as it is logged or shown after a prompt, or a line in set format: there everyday words precede secrets too.
_COMMAND = re.compile(
    rb"(?:command ['\"]|[>#] ?|^[ \t]{0,20})(?:run )?(?:set|edit|request|file|load|replace)\b[^\r\n<]*", re.M
)
_OPERAND = re.compile(
    rb"(\s(?:community|password|key|md5|value|token|psk|auth-password)\s+(?:ascii-text\s+|hexadecimal\s+)?)"
    rb"(\"[^\"<]*\"|[^\s;<>&'\"]+)"
)
_REJECTED_COMMUNITY = re.compile(rb"(community name \()([^)<\r\n]{1,500})")
# License replies as text. Text instead of XML is stored too, so nothing of it may name a customer.
_CUSTOMER = re.compile(rb"(\bcustomer (?:id|reference)\s{0,20}:[ \t]{0,100})([^\s<][^<\r\n]*)", re.IGNORECASE)
# Key material as Junos prints it: groups of six, of the letters of base 32. No sentence has eight such words in a row.
_KEY_MATERIAL = re.compile(rb"(?<![a-z0-9])(?:[a-z2-7]{6}\s{1,100}){7,}[a-z2-7]{1,6}(?![a-z0-9])")
_CUSTOMER_LEAF = re.compile(rb"<" + _NAME + rb"customer-(?:reference|id)[\s>]")
_EVALUATION = re.compile(rb"(?<![a-z])eval(?:uation)?(?![a-z])", re.IGNORECASE)
# "value" and "key" are everyday names elsewhere: there they are secrets only inside a configuration.
_EVERYDAY = re.compile(rb"<" + _NAME + rb"(?:value|key|md5|token|password|secret)[\s>]")


def redact(raw: bytes, *, configuration: bool) -> tuple[bytes, int]:
    """The reply without secrets, and how many were replaced.

    Works on malformed and cut-off replies too, for those are stored as well.

    Args:
        raw: the reply as it came.
        configuration: whether it is a configuration, where everyday names such as ``key`` hold secrets.
    """
    count = 0

    def leaf(match: re.Match[bytes]) -> bytes:
        nonlocal count
        opening, text = match.group(1), match.group(2)
        everyday = not configuration and _EVERYDAY.match(opening)
        stated = text.strip()
        if everyday or not stated or opening.rstrip().endswith(b"/>") or stated in (REDACTED, REDACTED_EVALUATION):
            return match.group(0)
        count += 1
        return opening + (_customer(stated) if _CUSTOMER_LEAF.match(opening) else REDACTED)

    def customer(match: re.Match[bytes]) -> bytes:
        nonlocal count
        if match.group(2).strip() in (REDACTED, REDACTED_EVALUATION):
            return match.group(0)
        count += 1
        return match.group(1) + _customer(match.group(2))

    def token(match: re.Match[bytes]) -> bytes:
        nonlocal count
        count += 1
        return REDACTED

    raw = _PEM.sub(token, raw)
    raw = _LEAF.sub(leaf, raw)
    raw = _KEYED.sub(leaf, raw) if configuration else raw
    raw = _TOKEN.sub(token, raw)
    raw = _STATEMENT.sub(leaf, raw)
    raw = _COMMAND.sub(lambda match: _OPERAND.sub(leaf, match.group(0)), raw)
    raw = _REJECTED_COMMUNITY.sub(leaf, raw)
    raw, in_urls = redact_urls(raw, REDACTED)
    count += in_urls
    raw = _CUSTOMER.sub(customer, raw)
    raw = _KEY_MATERIAL.sub(token, raw)
    return raw, count


def redact_text(text: str) -> str:
    """A sentence that quotes a device, without secrets; for what is shown or stored apart from the replies."""
    return redact(text.encode("utf-8", "surrogatepass"), configuration=False)[0].decode("utf-8", "surrogatepass")


def _customer(name: bytes) -> bytes:
    return REDACTED_EVALUATION if _EVALUATION.search(name) else REDACTED
