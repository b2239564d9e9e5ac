"""Collect on a jump host that has Reinstate installed: what goes there, and what comes back."""

from __future__ import annotations

import base64
import json
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reinstate.errors import EvidenceError, InputError
from reinstate.evidence.bundle import write_manifest
from reinstate.evidence.files import write_atomic
from reinstate.evidence.manifest import MANIFEST_NAME, Manifest
from reinstate.evidence.run import RUN_FILE, RunFolder
from reinstate.plan.requests import CATALOGUE, Rpc
from reinstate.workflow.arguments import CollectArguments
from reinstate.workflow.collect import Order, collect_host

_MAX_ARCHIVE_BYTES = 1024 * 1024 * 1024


def order_of(arguments: CollectArguments) -> Order:
    """The order that these arguments state; the run's ``run.json`` says what the policy takes out or switches on."""
    return Order(
        host=arguments.host,
        folder=_folder(arguments),
        settings=arguments.settings(),
        scope=arguments.scope,
        disabled_checks=frozenset(_plan(arguments, "disabled_checks") or arguments.disabled_checks),
        switched_on=frozenset(Rpc(rpc) for rpc in _plan(arguments, "switched_on") or arguments.switched_on),
    )


def archive_arguments(arguments: CollectArguments) -> dict[str, Any]:
    """Arguments of the library module on the jump host: no run folder there, the plan's facts spelled out."""
    stated = arguments.model_dump(mode="json", exclude={"run", "resume", "disabled_checks", "switched_on"})
    stated["disabled_checks"] = _plan(arguments, "disabled_checks")
    stated["switched_on"] = _plan(arguments, "switched_on")
    return {key: value for key, value in stated.items() if value is not None}


def collect_to_archive(arguments: CollectArguments) -> dict[str, Any]:
    """On the jump host: collect into a temporary folder and give the bundle as one compressed base64 text.

    A text, for Ansible masks values that look like the password in results, and would change the evidence.
    """
    with tempfile.TemporaryDirectory(prefix="reinstate-") as folder:
        order = order_of(arguments)
        collect_host(Order(**{**_fields(order), "folder": Path(folder)}))
        files = {
            path.name: base64.b64encode(path.read_bytes()).decode()
            for path in sorted(Path(folder).iterdir())
            if path.is_file()
        }
    return {"archive": base64.b64encode(zlib.compress(json.dumps(files).encode())).decode()}


def unpack_bundle(order: Order, result: Mapping[str, Any]) -> Manifest:
    """Write the bundle that the jump host returned; EvidenceError where it didn't return one.

    Only the catalogue's own file names are written, whatever the archive holds.
    """
    if "archive" not in result:
        said = str(result.get("msg") or result.get("module_stderr") or "nothing")[:500]
        raise EvidenceError(
            f"{order.host}: the jump host returned no evidence",
            expected="the bundle of a host with reinstate installed for its Python",
            actual=said,
            remedy="install reinstate on the jump host (pip install reinstate), or use reinstate_ssh_jump instead",
        )
    files = _unpacked(str(result["archive"]))
    stated = json.loads(files.pop(MANIFEST_NAME, b"null"))
    if stated is None:
        raise EvidenceError(f"{order.host}: the jump host's bundle has no {MANIFEST_NAME}")
    manifest = Manifest.from_json(stated)
    names = {f"{rpc}.xml" for rpc in CATALOGUE}
    for name, content in files.items():
        if name in names:
            write_atomic(order.folder / name, content)
    write_manifest(order.folder, manifest)
    return manifest


def _unpacked(archive: str) -> dict[str, bytes]:
    try:
        inflater = zlib.decompressobj()
        packed = inflater.decompress(base64.b64decode(archive, validate=True), _MAX_ARCHIVE_BYTES)
        if inflater.unconsumed_tail:
            raise EvidenceError("The jump host's bundle is too large", expected=f"at most {_MAX_ARCHIVE_BYTES} bytes")
        return {str(name): base64.b64decode(content) for name, content in json.loads(packed).items()}
    except (ValueError, zlib.error, AttributeError) as error:
        raise EvidenceError(
            "The jump host's bundle can't be unpacked", actual=f"{type(error).__name__}: {error}"
        ) from error


def _fields(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in order.__dataclass_fields__}


def _folder(arguments: CollectArguments) -> Path:
    if arguments.run is None:
        return Path()
    return RunFolder(arguments.run.parent, arguments.run.name).evidence(arguments.host)


def _plan(arguments: CollectArguments, key: str) -> list[str]:
    """What ``run.json`` says of the plan; the module's own argument where there is no run folder (on a jump host)."""
    if arguments.run is None:
        return []
    plan = RunFolder(arguments.run.parent, arguments.run.name).read().get("plan", {})
    if not isinstance(plan.get(key), list):
        raise InputError(f"{arguments.run / RUN_FILE}: plan.{key}", expected="a list", actual=repr(plan.get(key)))
    return [str(entry) for entry in plan[key]]
