"""Ed25519 keys in the files that people have: the private key to sign with, and the public keys to trust."""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import os
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reinstate.errors import InputError
from reinstate.evidence.file_access import read_bounded
from reinstate.plain_text import shown_value

# Most runs are not signed: the library is loaded where a key is used.
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_TYPE: Final = "ssh-ed25519"
_MOST_BYTES: Final = 1024 * 1024
_OPENSSH_PRIVATE: Final = b"-----BEGIN OPENSSH PRIVATE KEY-----"
_PEM_PUBLIC: Final = b"-----BEGIN PUBLIC KEY-----"
_PEM_BLOCK: Final = re.compile(_PEM_PUBLIC + b".*?(?:-----END PUBLIC KEY-----|$)", re.DOTALL)
_KEY_TYPES: Final = re.compile(
    r"(ssh-(rsa|dss|ed25519)|ecdsa-sha2-nistp\d+|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)(-cert-v01@openssh\.com)?"
)
_WHAT: Final = "an Ed25519 private key in OpenSSH or PEM format, without a password"
_CREATE: Final = 'create one with ssh-keygen -t ed25519 -N "" -f FILE'
# Of an allowed-signers file: the forms of valid-after and valid-before, as ssh-keygen reads them.
_TIMES: Final = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key; ``raw`` are its 32 bytes."""

    raw: bytes

    @property
    def blob(self) -> bytes:
        """The key as SSH writes it."""
        return ssh_string(KEY_TYPE.encode()) + ssh_string(self.raw)

    @property
    def fingerprint(self) -> str:
        """``SHA256:...``, as ``ssh-keygen -l`` prints it."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")

    def has_signed(self, content: bytes, signature: bytes) -> bool:
        """Whether the signature is of these bytes by this key."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, content)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the public key that belongs to it."""

    private: Ed25519PrivateKey
    public: PublicKey

    def sign(self, content: bytes) -> bytes:
        """The 64 bytes of the signature."""
        return self.private.sign(content)


@dataclass(frozen=True, slots=True)
class Trusted:
    """A public key that the reader of a run trusts, and for what.

    Attributes:
        key: the key.
        names: whose it is: the principals of an allowed-signers file, or the comment of a public key.
        namespaces: patterns of what it may sign; empty where it may sign anything.
        after, before: when it may sign; None without a limit.
    """

    key: PublicKey
    names: str = ""
    namespaces: tuple[str, ...] = ()
    after: datetime | None = None
    before: datetime | None = None

    def may_sign(self, namespace: str) -> bool:
        """Whether its namespaces allow this one; as in SSH, a pattern with ``!`` excludes."""
        excluded = any(fnmatch.fnmatchcase(namespace, one[1:]) for one in self.namespaces if one.startswith("!"))
        allowed = any(fnmatch.fnmatchcase(namespace, one) for one in self.namespaces if not one.startswith("!"))
        return not self.namespaces or (allowed and not excluded)

    def valid_at(self, moment: datetime) -> bool:
        """Whether it may sign at that moment."""
        return (self.after is None or self.after <= moment) and (self.before is None or moment <= self.before)


def ssh_string(content: bytes) -> bytes:
    """The bytes with their length before them, as SSH writes a string."""
    return len(content).to_bytes(4, "big") + content


# --- the private key --------------------------------------------------------------------------------------------------


def signing_key_at(path: Path | None) -> SigningKey | None:
    """The private key in a file, where one is configured; errors as of `read_signing_key`."""
    return None if path is None else read_signing_key(path)


def read_signing_key(path: Path) -> SigningKey:
    """The private key in a file.

    Raises:
        InputError: it is missing, can be read by others, has a password, or is not an Ed25519 key.
    """
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    path = path.expanduser()
    content = read_bounded(path, _MOST_BYTES, _WHAT)
    _require_private(path)
    load = (
        serialization.load_ssh_private_key
        if content.lstrip().startswith(_OPENSSH_PRIVATE)
        else serialization.load_pem_private_key
    )
    try:
        key = load(content, None)
    except TypeError as error:
        raise _not_usable(path, "a key with a password") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _not_usable(path, _instead_of_private(content)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _not_usable(path, f"a key of type {type(key).__name__.removesuffix('PrivateKey').lstrip('_')}")
    return SigningKey(key, _public(key.public_key()))


def _require_private(path: Path) -> None:
    mode = stat.S_IMODE(os.stat(path).st_mode)  # noqa: PTH116 - the file that was read
    if mode & 0o077:
        raise InputError(
            f"signing_key {path}: others can read this private key",
            expected="a file that only its user can read (mode 0600)",
            actual=f"mode {mode:04o}",
            remedy=f"chmod 600 {path}; if others may have read the key, create another one",
        )


def _not_usable(path: Path, actual: str) -> InputError:
    return InputError(f"signing_key {path}: cannot be used", expected=_WHAT, actual=actual, remedy=_CREATE)


def _instead_of_private(content: bytes) -> str:
    if content.startswith((KEY_TYPE.encode(), _PEM_PUBLIC)):
        return "a public key"
    return "a damaged key" if b"PRIVATE KEY-----" in content else "no private key"


def _public(key: Ed25519PublicKey) -> PublicKey:
    return PublicKey(key.public_bytes_raw())


# --- the public keys --------------------------------------------------------------------------------------------------


def read_trusted(path: Path) -> tuple[Trusted, ...]:
    """The keys in a file: public keys in OpenSSH or PEM format, or allowed signers as ``ssh-keygen -Y`` reads them.

    Keys of another type are left out: they cannot have signed a run.

    Raises:
        InputError: the file cannot be read, a line is malformed, or it has no Ed25519 key.
    """
    path = path.expanduser()
    content = read_bounded(path, _MOST_BYTES, "public keys, or an allowed-signers file")
    if b"PRIVATE KEY-----" in content:
        raise _not_trusted(path, "a private key", "name the file with the public key (.pub)")
    blocks = _PEM_BLOCK.findall(content)
    found = tuple(Trusted(_pem_public(path, one)) for one in blocks) if blocks else tuple(_lines(path, content))
    if not found:
        raise _not_trusted(path, "no such key", "name the file with the public key of the signer")
    return found


def _not_trusted(path: Path, actual: str, remedy: str = "correct the file") -> InputError:
    expected = "an Ed25519 public key in OpenSSH or PEM format, or an allowed-signers file with one"
    return InputError(f"{path}: cannot be used as trusted keys", expected=expected, actual=actual, remedy=remedy)


def _pem_public(path: Path, content: bytes) -> PublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        key = serialization.load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _not_trusted(path, "a damaged key") from error
    if not isinstance(key, Ed25519PublicKey):
        raise _not_trusted(path, "a key of another type")
    return _public(key)


def _lines(path: Path, content: bytes) -> Iterator[Trusted]:
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        try:
            found = _signer(words)
        except ValueError as error:
            raise _not_trusted(path, f"line {number}: {error}") from error
        if found is not None:
            yield found


def _signer(line: str) -> Trusted | None:
    """The key of a line; None for a key of another type. ValueError where it is malformed."""
    parts = _quoted_split(line)
    if _is_key_type(parts[0]):
        key = _key_of(parts)
        return None if key is None else Trusted(key, " ".join(parts[2:]))
    options = _options(parts[1]) if len(parts) > 1 and not _is_key_type(parts[1]) else {}
    key = _key_of(parts[2:] if options else parts[1:])
    if key is None or "cert-authority" in options:  # an authority signs certificates, and no run
        return None
    namespaces = tuple(filter(None, options.get("namespaces", "").split(",")))
    limits = {name: _moment(options[f"valid-{name}"]) for name in ("after", "before") if f"valid-{name}" in options}
    return Trusted(key, parts[0], namespaces, **limits)


def _is_key_type(word: str) -> bool:
    return _KEY_TYPES.fullmatch(word) is not None


def _quoted_split(line: str) -> list[str]:
    """The words of a line; spaces in double quotes do not end one."""
    words, quoted = [""], False
    for character in line:
        quoted ^= character == '"'
        if character in " \t" and not quoted:
            words.append("")
        else:
            words[-1] += character
    if quoted:
        raise ValueError("a quotation mark is missing")
    return [word for word in words if word]


def _options(text: str) -> dict[str, str]:
    """The options of an allowed signer; ValueError for one that is not known, because it may limit the key."""
    options: dict[str, str] = {}
    for option in _comma_split(text):
        name, _, value = option.partition("=")
        if name.lower() not in ("namespaces", "valid-after", "valid-before", "cert-authority"):
            raise ValueError(f"{shown_value(name)} is not an option of an allowed signer")
        options[name.lower()] = value.strip('"')
    return options


def _comma_split(text: str) -> Iterator[str]:
    option, quoted = "", False
    for character in text:
        quoted ^= character == '"'
        if character == "," and not quoted:
            yield option
            option = ""
        else:
            option += character
    yield option


def _key_of(parts: list[str]) -> PublicKey | None:
    if len(parts) < 2 or not _is_key_type(parts[0]):
        raise ValueError("no public key")
    if parts[0] != KEY_TYPE:
        return None
    return key_of_blob(base64.b64decode(parts[1], validate=True))


def key_of_blob(blob: bytes) -> PublicKey:
    """The key that SSH writes as these bytes; ValueError for any other bytes."""
    key = PublicKey(blob[-32:])
    if key.blob != blob:
        raise ValueError("not an Ed25519 key")
    return key


def _moment(text: str) -> datetime:
    """``YYYYMMDD[HHMM[SS]]``, of this machine's time zone, or with ``Z`` of UTC."""
    digits = text.removesuffix("Z")
    if len(digits) not in _TIMES or not digits.isdecimal():
        raise ValueError(f"{shown_value(text)} is not a time such as 20270131 or 20270131235959Z")
    parsed = time.strptime(digits, _TIMES[len(digits)])
    read = datetime(*parsed[:6], tzinfo=UTC) if text.endswith("Z") else datetime(*parsed[:6]).astimezone()
    return read.astimezone(UTC)
