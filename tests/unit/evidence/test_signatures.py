"""Signatures: two forms of the same, each readable by other programs, and each written in one way only."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from reinstate.errors import EvidenceError
from reinstate.evidence.signatures import (
    NAMESPACE,
    envelope,
    key_of_ssh_signature,
    open_envelope,
    pae,
    ssh_signature,
)
from reinstate.evidence.signing_keys import PublicKey, SigningKey
from reinstate.evidence.statements import (
    Kind,
    parse_statement,
    read_signed,
    statement_bytes,
    subject_problems,
    write_signed,
)

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = SigningKey(PRIVATE, PublicKey(PRIVATE.public_key().public_bytes_raw()))
OTHER = PublicKey(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))).public_key().public_bytes_raw())
CONTENT = statement_bytes(Kind.EVIDENCE, {"run.json": "0" * 64}, {"made": "2026-11-23T00:00:00.000Z", "previous": []})
needs_openssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs OpenSSH")


def test_the_pre_authentication_encoding_is_that_of_dsse() -> None:
    # As in the protocol's own example, with our type.
    assert pae(b"hello world") == b"DSSEv1 28 application/vnd.in-toto+json 11 hello world"


@given(content=st.binary(max_size=2000))
def test_what_is_signed_is_read_again(content: bytes) -> None:
    assert open_envelope(envelope(content, KEY), KEY.public) == content
    assert key_of_ssh_signature(ssh_signature(content, KEY), content) == KEY.public


def test_another_key_has_not_signed() -> None:
    with pytest.raises(ValueError, match="does not match"):
        open_envelope(envelope(CONTENT, KEY), OTHER)
    with pytest.raises(ValueError, match="does not match"):
        key_of_ssh_signature(ssh_signature(CONTENT, KEY), CONTENT + b"\n")


@pytest.mark.parametrize("form", [envelope, ssh_signature])
def test_no_byte_of_a_signature_can_change(form: Callable[[bytes, SigningKey], bytes]) -> None:
    signed = form(b"content", KEY)

    def read(content: bytes) -> object:
        if form is envelope:
            return open_envelope(content, KEY.public)
        return key_of_ssh_signature(content, b"content")

    assert read(signed)
    for place in range(len(signed)):
        for changed in (
            signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :],
            signed[:place],
            signed + b" ",
        ):
            with pytest.raises(ValueError, match=r"\w"):
                read(changed)


MALFORMED = {
    "no JSON": b"{",
    "a list": b"[]",
    "a text": b'"x"',
    "no signature": b'{"payload": "", "payloadType": "x", "signatures": []}',
    "two signatures": json.dumps({"payload": "", "signatures": [{"keyid": "", "sig": ""}] * 2}).encode(),
    "numbers": b'{"payload": 1, "payloadType": 2, "signatures": [{"keyid": 3, "sig": 4}]}',
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_envelope(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        open_envelope(content, KEY.public)


@given(content=st.binary(max_size=400))
def test_anything_is_no_signature(content: bytes) -> None:
    armored = b"-----BEGIN SSH SIGNATURE-----\n" + base64.encodebytes(content) + b"-----END SSH SIGNATURE-----\n"
    for one in (content, armored):
        with pytest.raises(ValueError, match=r"\w"):
            key_of_ssh_signature(one, b"content")


@needs_openssh
def test_ssh_keygen_verifies_our_signature_and_we_verify_its(tmp_path: Path) -> None:
    public = PRIVATE.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    (tmp_path / "allowed").write_bytes(b"bench " + public + b"\n")
    private = PRIVATE.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    (tmp_path / "key").write_bytes(private)
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "content").write_bytes(CONTENT)
    (tmp_path / "ours.sig").write_bytes(ssh_signature(CONTENT, KEY))
    verify = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "bench", "-n", NAMESPACE, "-s", "ours.sig"]
    assert subprocess.run(verify, input=CONTENT, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    assert subprocess.run(verify, input=b"another", cwd=tmp_path, capture_output=True, check=False).returncode != 0
    sign = ["ssh-keygen", "-Y", "sign", "-f", "key", "-n", NAMESPACE, "content"]
    subprocess.run(sign, cwd=tmp_path, capture_output=True, check=True)
    assert (tmp_path / "content.sig").read_bytes() == ssh_signature(CONTENT, KEY)


def test_a_signature_in_another_namespace_is_refused(tmp_path: Path) -> None:
    other = ssh_signature(CONTENT, KEY).decode().replace("\n", "")
    blob = base64.b64decode(other[len("-----BEGIN SSH SIGNATURE-----") : -len("-----END SSH SIGNATURE-----")])
    moved = blob.replace(NAMESPACE.encode(), b"x" * len(NAMESPACE))
    armored = b"-----BEGIN SSH SIGNATURE-----\n" + base64.encodebytes(moved) + b"-----END SSH SIGNATURE-----\n"
    with pytest.raises(ValueError, match="namespace"):
        key_of_ssh_signature(armored, CONTENT)


def test_a_statement_is_written_and_read(tmp_path: Path) -> None:
    write_signed(tmp_path, Kind.EVIDENCE, CONTENT, KEY)
    found = read_signed(tmp_path, Kind.EVIDENCE)
    assert (found.content, found.key, dict(found.subjects)) == (CONTENT, KEY.public, {"run.json": "0" * 64})
    stated = json.loads(CONTENT)
    assert (stated["_type"], stated["predicateType"]) == (
        "https://in-toto.io/Statement/v1",
        "urn:reinstate:evidence:v1",
    )


@pytest.mark.parametrize("name", Kind.EVIDENCE.files)
def test_each_of_the_three_files_is_needed(name: str, tmp_path: Path) -> None:
    write_signed(tmp_path, Kind.EVIDENCE, CONTENT, KEY)
    (tmp_path / name).unlink()
    with pytest.raises(EvidenceError, match=f"{name}: not as it was written.*missing"):
        read_signed(tmp_path, Kind.EVIDENCE)


OUTSIDE = "evidence.statement: names a file outside the folder"
NAMES = {
    "/etc/passwd": OUTSIDE,
    "../run.json": OUTSIDE,
    "a/../../run.json": OUTSIDE,
    "": "missing, or cannot be read",
    ".": "missing, or cannot be read",
    "a\x00b": "missing, or cannot be read",
    "x" * 5000: "missing, or cannot be read",
    "folder": "missing, or cannot be read",
    "pipe": "missing, or cannot be read",
    "\x1b[31mred": "missing, or cannot be read",
    "run.json": "not as it was signed",
}


@pytest.mark.parametrize(("name", "said"), NAMES.items(), ids=[repr(name)[:20] for name in NAMES])
def test_any_name_in_a_statement(name: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "run.json").write_text("{}")
    os.mkfifo(tmp_path / "pipe")
    statement = parse_statement(
        Kind.EVIDENCE, statement_bytes(Kind.EVIDENCE, {name: "0" * 64}, {"made": "2026-11-23T00:00:00.000Z"})
    )
    (problem,) = subject_problems(tmp_path, statement, Kind.EVIDENCE)
    assert said in problem
    assert problem.isprintable()


NO_STATEMENTS = {
    "no JSON": b"{",
    "a list": b"[]",
    "another kind": statement_bytes(Kind.REPORT, {}, {"made": "2026-11-23T00:00:00.000Z"}),
    "no date": statement_bytes(Kind.EVIDENCE, {}, {}),
    "a date without a zone": statement_bytes(Kind.EVIDENCE, {}, {"made": "2026-11-23T00:00:00"}),
    "a date of another type": statement_bytes(Kind.EVIDENCE, {}, {"made": 3}),
    "another form": CONTENT.replace(b"  ", b" "),
    "a name twice": CONTENT.replace(b'"subject": [', b'"subject": [{"digest": {"sha256": ""}, "name": "run.json"},'),
}


@pytest.mark.parametrize("content", NO_STATEMENTS.values(), ids=NO_STATEMENTS)
def test_what_is_no_statement(content: bytes) -> None:
    with pytest.raises(EvidenceError, match="not as it was written"):
        parse_statement(Kind.EVIDENCE, content)
