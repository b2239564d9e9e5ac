"""Where a unit's evidence came from: read from the manifest that its record was made by, and from no other."""

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
    """What the manifest says of the session. All empty where it can't be relied on; ``unknown`` says why then."""

    address: str = ""
    port: int = 0
    transport: str = ""
    host_key: str = ""
    host_key_type: str = ""
    unknown: str = ""


def collected_from(evidence: Path | None, host: str, digest: str) -> CollectedFrom:
    """What the stored manifest says, where it still has the digest by which the unit was judged."""
    if evidence is None or not digest:
        return CollectedFrom(unknown="no manifest belongs to this record")
    try:
        content = read_file(evidence / file_name(host) / MANIFEST_NAME, MAX_MANIFEST_BYTES)
    except OSError as error:
        return CollectedFrom(unknown=f"the manifest can't be read any more ({error.strerror or error})")
    if hashlib.sha256(content).hexdigest() != digest:
        return CollectedFrom(unknown="the manifest was changed after the judgement")
    try:
        manifest = Manifest.from_json(json.loads(content))
    except (ValueError, TypeError, EvidenceError) as error:
        return CollectedFrom(unknown=f"the manifest isn't in the form of this version ({error})")
    transport = manifest.transport
    return CollectedFrom(manifest.address, manifest.port, transport.kind, transport.host_key, transport.host_key_type)
