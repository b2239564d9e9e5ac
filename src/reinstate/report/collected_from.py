"""Where a unit's evidence came from: read from the very evidence manifest that was evaluated."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from reinstate.errors import EvidenceError
from reinstate.evidence.bundle import MAX_MANIFEST_BYTES
from reinstate.evidence.file_access import read_file
from reinstate.evidence.manifest import MANIFEST_NAME, Manifest
from reinstate.evidence.names import file_name


@dataclass(frozen=True, slots=True)
class CollectedFrom:
    """What the evidence manifest says of the session. All empty where it cannot be used; ``unknown`` says why then."""

    address: str = ""
    port: int = 0
    transport: str = ""
    host_key: str = ""
    host_key_type: str = ""
    unknown: str = ""


def collected_from(evidence: Path | None, host: str, digest: str) -> CollectedFrom:
    """What the stored evidence manifest says, where it still has the digest of the evaluated one."""
    if evidence is None or not digest:
        return CollectedFrom(unknown="no evidence manifest belongs to this record")
    try:
        content = read_file(evidence / file_name(host) / MANIFEST_NAME, MAX_MANIFEST_BYTES)
    except OSError as error:
        return CollectedFrom(unknown=f"the evidence manifest cannot be read ({error.strerror or error})")
    if hashlib.sha256(content).hexdigest() != digest:
        return CollectedFrom(unknown="the evidence manifest was changed after the evaluation")
    try:
        manifest = Manifest.from_json(json.loads(content))
    except (ValueError, TypeError, EvidenceError) as error:
        return CollectedFrom(unknown=f"the evidence manifest is not in the format of this version ({error})")
    transport = manifest.transport
    return CollectedFrom(manifest.address, manifest.port, transport.kind, transport.host_key, transport.host_key_type)
