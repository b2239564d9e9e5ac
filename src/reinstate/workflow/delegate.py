"""Collect on a jump host that has Reinstate installed: what goes there, and what comes back."""

from __future__ import annotations

import base64
import hashlib
import json
import string
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reinstate.checks.framework.evidence_plan import SiteNeeds
from reinstate.errors import EvidenceError, InputError
from reinstate.evidence.bundle import clear_bundle
from reinstate.evidence.completion import forget_completed
from reinstate.evidence.file_access import write_atomic
from reinstate.evidence.manifest import MANIFEST_NAME, Manifest
from reinstate.evidence.run_folder import RunFolder
from reinstate.plain_text import joined, printable
from reinstate.plan.requests import CATALOG, Rpc
from reinstate.reference.profiles import PlatformProfile
from reinstate.workflow.arguments import CollectArguments
from reinstate.workflow.collect import CollectOrder, collect_host, complete_bundle

# A worker of Ansible's holds all of it at once.
MAX_ARCHIVE_BYTES = 128 * 1024 * 1024
_BASE64 = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
# What JSON, Ansible and terminals leave alone, the usual ones first.
_CHARACTERS = _BASE64 + "-_.:,;~^!#$%&*()<>@|?="
# What is asked of a device: the run folder says it, or on a jump host the module's arguments.
_PLAN = ("scope", "disabled_checks", "switched_on", "site_needs", "profiles")
_REPLY_FILES = frozenset(f"{rpc}.xml" for rpc in CATALOG)


def order_of(arguments: CollectArguments) -> CollectOrder:
    """The order that these arguments state. On the controller the run folder says scope and policy, for the batch."""
    return CollectOrder(
        host=arguments.host,
        folder=_folder(arguments),
        settings=arguments.settings(),
        claim=arguments.claim,
        **_plan(arguments),
    )


def archive_arguments(arguments: CollectArguments, order: CollectOrder) -> dict[str, Any]:
    """Arguments of the library module on the jump host: no run folder there, what it says spelled out."""
    here = {"run", "claim", *_PLAN}
    stated = arguments.model_dump(mode="json", exclude=here)
    stated["scope"] = order.scope
    stated["disabled_checks"] = sorted(order.disabled_checks)
    stated["switched_on"] = sorted(map(str, order.switched_on))
    stated["site_needs"] = [needs.to_json() for needs in order.site_needs]
    stated["profiles"] = [profile.plan_json() for profile in order.profiles]
    return {key: value for key, value in stated.items() if value is not None}


def collect_to_archive(arguments: CollectArguments) -> dict[str, Any]:
    """On the jump host: collect into a temporary folder and give the bundle as one compressed text."""
    with tempfile.TemporaryDirectory(prefix="reinstate-") as folder:
        bundle = RunFolder(Path(folder), "run").evidence(arguments.host)
        collect_host(replace(order_of(arguments), folder=bundle))
        files = {
            path.name: base64.b64encode(path.read_bytes()).decode()
            for path in sorted(bundle.iterdir())
            if path.is_file()
        }
    packed = json.dumps(files).encode()
    if len(packed) > MAX_ARCHIVE_BYTES:
        raise _too_large(arguments.host)
    secrets = [secret for secret in (arguments.password, arguments.private_key_passphrase) if secret]
    return {"archive": armour(zlib.compress(packed), secrets)}


def armour(content: bytes, secrets: Sequence[str]) -> str:
    """The bytes as text in which no secret occurs: an alphabet of 64 characters, then base64 in that alphabet.

    Ansible masks in results whatever reads like a password, and would change the evidence: ``lab`` stands in most
    base64 texts of some size. The alphabet leaves one character of each secret out.
    """
    left_out = {secret[0] for secret in secrets}
    alphabet = "".join(character for character in _CHARACTERS if character not in left_out)[:64]
    plain_text = base64.b64encode(content).decode().rstrip("=")
    return alphabet + plain_text.translate(str.maketrans(_BASE64, alphabet))


def unarmour(text: str) -> bytes:
    """The bytes that `armour` made text of; ValueError where it is none."""
    alphabet, body = text[:64], text[64:]
    if len(set(alphabet)) != 64 or not set(alphabet) <= set(_CHARACTERS):
        raise ValueError("not an alphabet of 64 characters")
    if not set(body) <= set(alphabet):
        raise ValueError("characters outside its alphabet")
    plain_text = body.translate(str.maketrans(alphabet, _BASE64))
    return base64.b64decode(plain_text + "=" * (-len(plain_text) % 4), validate=True)


def unpack_bundle(order: CollectOrder, result: Mapping[str, Any]) -> Manifest:
    """Write the bundle that the jump host returned; EvidenceError where it returned no verified bundle of this host.

    Nothing is written before all of it was checked, and of its files only those that its manifest names and the
    catalog knows.
    """
    if not isinstance(result.get("archive"), str):
        said = str(result.get("msg") or result.get("module_stderr") or "nothing")
        raise EvidenceError(
            f"{order.host}: the jump host returned no evidence",
            expected="the bundle of a host with reinstate installed for its Python",
            actual=printable(" ".join(said.split()), 400),
            remedy="install reinstate on the jump host, for the Python that ansible_python_interpreter names, "
            "or use reinstate_ssh_jump instead",
        )
    manifest, files = _sound_bundle(order.host, result["archive"])
    # Declared inputs are the controller's: they are neither sent there nor accepted from there.
    manifest = replace(manifest, claim=order.claim)
    forget_completed(order.folder, order.host)
    clear_bundle(order.folder)
    for name, content in files.items():
        write_atomic(order.folder / name, content)
    complete_bundle(order.folder, manifest)
    return manifest


def _sound_bundle(host: str, archive: str) -> tuple[Manifest, dict[str, bytes]]:
    """The manifest, and the content of every file that it names, each verified by its hash."""
    files = _unpacked(host, archive)
    try:
        manifest = Manifest.from_json(json.loads(files.pop(MANIFEST_NAME)))
    except KeyError:
        raise EvidenceError(f"{host}: the bundle of the jump host has no {MANIFEST_NAME}") from None
    except (ValueError, RecursionError, AttributeError) as error:
        raise _refused(host, f"{MANIFEST_NAME} is not an evidence manifest: {type(error).__name__}") from error
    if manifest.host != host:
        raise _refused(host, f"the bundle is of host {printable(str(manifest.host), 80)}")
    named = {item.file: item for item in manifest.items if item.file}
    if strangers := sorted(str(name) for name in {*files, *named} if name not in _REPLY_FILES):
        raise _refused(host, f"the bundle contains {', '.join(printable(name, 80) for name in strangers[:3])}")
    if set(files) != set(named):
        raise _refused(host, f"{len(files)} files for {len(named)} items")
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() != named[name].sha256:
            raise _refused(host, f"{name} does not match its digest")
    return manifest, files


def _unpacked(host: str, archive: str) -> dict[str, bytes]:
    try:
        inflater = zlib.decompressobj()
        packed = inflater.decompress(unarmour(archive), MAX_ARCHIVE_BYTES)
        if inflater.unconsumed_tail:
            raise _too_large(host)
        if not inflater.eof:
            raise _refused(host, "the bundle is truncated")
        files = json.loads(packed)
        return {str(name): base64.b64decode(content, validate=True) for name, content in files.items()}
    except (ValueError, TypeError, zlib.error, AttributeError, RecursionError) as error:
        raise _refused(host, f"{type(error).__name__}: {printable(str(error), 100)}") from error


def _refused(host: str, actual: str) -> EvidenceError:
    return EvidenceError(
        f"{host}: the bundle of the jump host is refused",
        expected="an evidence manifest of this host, and the files that it lists, with matching digests",
        actual=actual,
        remedy="install the controller's version of reinstate on the jump host; if it is installed, distrust the host",
    )


def _too_large(host: str) -> EvidenceError:
    return EvidenceError(
        f"{host}: the bundle of the jump host is too large",
        expected=f"at most {MAX_ARCHIVE_BYTES} bytes as text",
        remedy="use reinstate_ssh_jump for this device",
    )


def _folder(arguments: CollectArguments) -> Path:
    if arguments.run is None:
        return Path()
    return RunFolder(arguments.run.parent, arguments.run.name).evidence(arguments.host)


def _plan(arguments: CollectArguments) -> dict[str, Any]:
    """What the run folder says of the plan; the module's own arguments where there is none (on a jump host)."""
    stated = arguments.model_dump(include=set(_PLAN))
    if arguments.run is not None:
        run = RunFolder(arguments.run.parent, arguments.run.name).read()
        stated = {"scope": run.get("scope"), **run.get("plan", {})}
    try:
        switched_on = frozenset(Rpc(rpc) for rpc in stated["switched_on"])
        return {
            "scope": str(stated["scope"]),
            "disabled_checks": frozenset(map(str, stated["disabled_checks"])),
            "switched_on": switched_on,
            "site_needs": tuple(map(SiteNeeds.from_json, stated["site_needs"])),
            "profiles": tuple(map(PlatformProfile.of_plan, stated["profiles"])),
        }
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{arguments.host}: the plan cannot be used",
            expected=f"{joined(_PLAN)} as they were when the run was opened",
            actual=f"{type(error).__name__}: {error}",
        ) from error
