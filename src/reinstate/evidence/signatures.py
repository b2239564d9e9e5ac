"""The two forms of a signature: a DSSE envelope, and what ``ssh-keygen -Y verify`` reads. Both are of the same bytes.

Each has one way to be written, so that no byte of it can differ from what its signer wrote.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

import orjson

from reinstate.evidence.file_access import json_bytes
from reinstate.evidence.signing_keys import KEY_TYPE, PublicKey, SigningKey, key_of_blob, ssh_string

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
# What an SSH signature is for: ssh-keygen refuses one that was made for anything else.
NAMESPACE: Final = "inspection-run@reinstate"
_MAGIC: Final = b"SSHSIG"
_HASH: Final = b"sha512"
_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"
_COLUMNS: Final = 70


# --- DSSE -------------------------------------------------------------------------------------------------------------


def pae(payload: bytes) -> bytes:
    """What a DSSE signature signs: the type and the payload, each with its length."""
    return b"DSSEv1 %d %b %d %b" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode(), len(payload), payload)


def envelope(payload: bytes, key: SigningKey) -> bytes:
    """The DSSE envelope of a payload, as JSON."""
    return _envelope(payload, key.public.fingerprint, key.sign(pae(payload)))


def _envelope(payload: bytes, keyid: str, signature: bytes) -> bytes:
    signed = {"keyid": keyid, "sig": base64.b64encode(signature).decode()}
    text = base64.b64encode(payload).decode()
    return json_bytes({"payload": text, "payloadType": PAYLOAD_TYPE, "signatures": [signed]})


def open_envelope(content: bytes, key: PublicKey) -> bytes:
    """The payload of an envelope that this key signed.

    Raises:
        ValueError: these are not the bytes of an envelope as `envelope` writes it, or another key signed it.
    """
    stated = orjson.loads(content)
    try:
        (signed,) = stated["signatures"]
        payload, signature = (base64.b64decode(text) for text in (stated["payload"], signed["sig"]))
        keyid = signed["keyid"]
    except (KeyError, TypeError) as error:
        raise ValueError("not an envelope with one signature") from error
    if _envelope(payload, keyid, signature) != content:
        raise ValueError("not in the form in which it was written")
    if keyid != key.fingerprint or not key.has_signed(pae(payload), signature):
        raise ValueError("the signature does not match")
    return payload


# --- SSH --------------------------------------------------------------------------------------------------------------


def ssh_signature(content: bytes, key: SigningKey) -> bytes:
    """The signature of these bytes, as ``ssh-keygen -Y sign`` writes it."""
    signature = key.sign(_signed_by_ssh(content))
    return _armored(_blob(key.public, signature))


def _signed_by_ssh(content: bytes) -> bytes:
    return _MAGIC + _strings(NAMESPACE.encode(), b"", _HASH, hashlib.sha512(content).digest())


def _blob(key: PublicKey, signature: bytes) -> bytes:
    signed = _strings(KEY_TYPE.encode(), signature)
    return _MAGIC + (1).to_bytes(4, "big") + _strings(key.blob, NAMESPACE.encode(), b"", _HASH, signed)


def _strings(*contents: bytes) -> bytes:
    return b"".join(map(ssh_string, contents))


def _armored(blob: bytes) -> bytes:
    text = base64.b64encode(blob).decode()
    lines = [text[start : start + _COLUMNS] for start in range(0, len(text), _COLUMNS)]
    return "\n".join([_BEGIN, *lines, _END, ""]).encode()


def key_of_ssh_signature(armored: bytes, content: bytes) -> PublicKey:
    """The key that made this signature of these bytes.

    Raises:
        ValueError: it is not an Ed25519 signature in our namespace as ``ssh-keygen`` writes it, or not of these bytes.
    """
    body = armored.decode("ascii", "replace").removeprefix(_BEGIN).removesuffix(f"{_END}\n")
    blob = base64.b64decode("".join(body.split()))
    start = len(_MAGIC) + 8
    key, signature = key_of_blob(blob[start : start + len(PublicKey(bytes(32)).blob)]), blob[-64:]
    if _armored(_blob(key, signature)) != armored:
        raise ValueError(f"not an Ed25519 signature in the namespace {NAMESPACE} as ssh-keygen writes it")
    if not key.has_signed(_signed_by_ssh(content), signature):
        raise ValueError("the signature does not match")
    return key
