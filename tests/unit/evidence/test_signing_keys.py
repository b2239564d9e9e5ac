"""Keys in the files that people have: private keys to sign with, public keys and allowed signers to trust."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from reinstate.errors import InputError
from reinstate.evidence.signatures import NAMESPACE
from reinstate.evidence.signing_keys import read_signing_key, read_trusted

KEY = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PLAIN = serialization.NoEncryption()
LOCKED = serialization.BestAvailableEncryption(b"secret")
OPENSSH, PKCS8 = serialization.PrivateFormat.OpenSSH, serialization.PrivateFormat.PKCS8
PEM = serialization.Encoding.PEM
PUBLIC = KEY.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()
PUBLIC_PEM = KEY.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
OTHER_TYPE = ec.generate_private_key(ec.SECP256R1())
ECDSA = (
    OTHER_TYPE.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()
)


def written(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "key"
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("form", [OPENSSH, PKCS8], ids=["OpenSSH", "PEM"])
def test_both_forms_of_a_private_key(form: serialization.PrivateFormat, tmp_path: Path) -> None:
    key = read_signing_key(written(tmp_path, KEY.private_bytes(PEM, form, PLAIN)))
    assert key.public.raw == KEY.public_key().public_bytes_raw()
    assert key.public.has_signed(b"content", key.sign(b"content"))
    assert not key.public.has_signed(b"another", key.sign(b"content"))


REFUSED = {
    "password, OpenSSH": (KEY.private_bytes(PEM, OPENSSH, LOCKED), "a key with a password"),
    "password, PEM": (KEY.private_bytes(PEM, PKCS8, LOCKED), "a key with a password"),
    "public": (f"{PUBLIC} bench\n".encode(), "a public key"),
    "public, PEM": (PUBLIC_PEM, "a public key"),
    "another type": (OTHER_TYPE.private_bytes(PEM, PKCS8, PLAIN), "a key of type"),
    "another type, OpenSSH": (OTHER_TYPE.private_bytes(PEM, OPENSSH, PLAIN), "a key of type"),
    "cut": (KEY.private_bytes(PEM, OPENSSH, PLAIN)[:120], "a damaged key"),
    "empty": (b"", "no private key"),
    "anything": (b"\x00\xff" * 50, "no private key"),
}


@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=REFUSED)
def test_a_private_key_that_cannot_be_used(content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"cannot be used.*{said}.*fix: create one with ssh-keygen"):
        read_signing_key(written(tmp_path, content))


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602, 0o660])
def test_a_private_key_that_others_can_read(mode: int, tmp_path: Path) -> None:
    path = written(tmp_path, KEY.private_bytes(PEM, OPENSSH, PLAIN), mode)
    with pytest.raises(InputError, match=f"others can read this private key.*mode {mode:04o}.*chmod 600"):
        read_signing_key(path)


@pytest.mark.parametrize("place", ["missing", "folder", "huge"])
def test_a_private_key_that_cannot_be_read(place: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(2 * 1024 * 1024)
    with pytest.raises(InputError, match=place):
        read_signing_key(tmp_path / place)


TRUSTED = {
    "public key": (PUBLIC, "", True),
    "with a comment": (f"{PUBLIC} bench of Berta\n", "bench of Berta", True),
    "PEM": (PUBLIC_PEM.decode(), "", True),
    "allowed signer": (f"# signers\n\nbench@site {PUBLIC}\n", "bench@site", True),
    "in our namespace": (f'bench@site namespaces="git,{NAMESPACE}" {PUBLIC}\n', "bench@site", True),
    "in another": (f'bench@site namespaces="git,file" {PUBLIC}\n', "bench@site", False),
    "in a pattern": (f'bench@site namespaces="*@reinstate" {PUBLIC}\n', "bench@site", True),
    "excluded": (f'bench@site namespaces="*,!inspection-*" {PUBLIC}\n', "bench@site", False),
    "beside a key of another type": (f"a@b {ECDSA}\nbench@site {PUBLIC}\n", "bench@site", True),
    "a principal like a key type": (f"ssh-bench {PUBLIC}\n", "ssh-bench", True),
    "beside an authority": (f"a@b cert-authority {PUBLIC}\nbench@site {PUBLIC}\n", "bench@site", True),
    "two principals": (f'a@b,c@d valid-after="20260101Z" {PUBLIC}\n', "a@b,c@d", True),
}


@pytest.mark.parametrize(("text", "names", "may_sign"), TRUSTED.values(), ids=TRUSTED)
def test_trusted_keys(text: str, names: str, may_sign: bool, tmp_path: Path) -> None:
    (found,) = read_trusted(written(tmp_path, text.encode()))
    assert found.key.raw == KEY.public_key().public_bytes_raw()
    assert (found.names, found.may_sign(NAMESPACE)) == (names, may_sign)


def test_the_time_in_which_a_key_may_sign(tmp_path: Path) -> None:
    line = f'a@b namespaces="{NAMESPACE}",valid-after="20260101Z",valid-before="202612312359Z" {PUBLIC}\n'
    (found,) = read_trusted(written(tmp_path, line.encode()))
    assert (found.after, found.before) == (
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
    )
    days = [datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)]
    assert [found.valid_at(day) for day in days] == [False, True, False]


def test_several_keys_in_one_file(tmp_path: Path) -> None:
    other = ed25519.Ed25519PrivateKey.generate().public_key()
    both = PUBLIC_PEM + other.public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert [one.key.raw for one in read_trusted(written(tmp_path, both))] == [
        KEY.public_key().public_bytes_raw(),
        other.public_bytes_raw(),
    ]


NOT_TRUSTED = {
    "private": (KEY.private_bytes(PEM, OPENSSH, PLAIN), "a private key"),
    "empty": (b"# nothing\n", "no such key"),
    "another type alone": (f"a@b {ECDSA}\n".encode(), "no such key"),
    "unknown option": (f'a@b no-touch="1" {PUBLIC}\n'.encode(), "line 1: no-touch is not an option"),
    "an authority alone": (f"a@b cert-authority {PUBLIC}\n".encode(), "no such key"),
    "a cut PEM": (PUBLIC_PEM[:60], "a damaged key"),
    "a bad time": (f'a@b valid-before="tomorrow" {PUBLIC}\n'.encode(), "line 1: tomorrow is not a time"),
    "an open quotation": (f'a@b namespaces="git {PUBLIC}\n'.encode(), "line 1: a quotation mark is missing"),
    "no key": (b"a@b\n", "line 1: no public key"),
    "a cut key": (f"a@b {PUBLIC[:40]}\n".encode(), "line 1"),
    "binary": (b"\x00\xff\xfe\x80 \x01\n", "line 1"),
    "another PEM": (PUBLIC_PEM.replace(b"MCow", b"XXXX"), "a damaged key"),
}


@pytest.mark.parametrize(("content", "said"), NOT_TRUSTED.values(), ids=NOT_TRUSTED)
def test_keys_that_cannot_be_trusted(content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"cannot be used as trusted keys.*{said}"):
        read_trusted(written(tmp_path, content))


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs OpenSSH")
def test_the_fingerprint_is_that_of_ssh_keygen(tmp_path: Path) -> None:
    path = written(tmp_path, f"{PUBLIC} bench\n".encode())
    printed = subprocess.run(["ssh-keygen", "-lf", str(path)], capture_output=True, text=True, check=True).stdout
    assert read_trusted(path)[0].key.fingerprint in printed
