"""The copy of a policy that a run keeps, so that the run can be re-evaluated under the same policy.

Each file is stored under its digest, ``<run>/policy/<sha256>/<name>``: the policy as ``policy.yml``, and every file
that it names under its own name. Nothing else has to state which bytes belong there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

from reinstate.decision.policy.named_files import NamedFile, place_of
from reinstate.decision.policy.policy import Policy
from reinstate.errors import EvidenceError
from reinstate.evidence.file_access import read_file, write_atomic

KEPT_NAME = "policy.yml"
_DIGEST = re.compile("[0-9a-f]{64}")


class PolicyFacts(TypedDict):
    """What a run states about a policy. ``files`` is the digest by name; "" for a file that did not match its pin."""

    name: str
    version: int
    digest: str
    files: dict[str, str]


def policy_facts(policy: Policy) -> PolicyFacts:
    """What a run states about that policy."""
    files = {one.name: one.sha256 if _content(one) is not None else "" for one in policy.files}
    return PolicyFacts(name=policy.name, version=policy.version, digest=policy.digest, files=files)


def keep_policy(policy: Policy, kept: Path) -> None:
    """Copy the policy and the files that it names, without those that do not match their pins.

    Raises:
        StorageError: the folder cannot be written.
    """
    _keep(kept / policy.digest / KEPT_NAME, policy.raw)
    for one in policy.files:
        content = _content(one)
        if content is not None:
            _keep(place_of(one.name, one.sha256, kept, kept), content)


def kept_policy_path(kept: Path, digest: str) -> Path:
    """The kept copy of the policy with that digest; EvidenceError where there is none, or it was changed."""
    wrong = wrong_with(kept / digest / KEPT_NAME, digest) if _DIGEST.fullmatch(digest) else "is not named by a digest"
    if wrong:
        raise EvidenceError(
            f"the policy copy in the run {wrong}",
            expected=f"the policy in {kept.name}/{digest}/{KEPT_NAME}",
            actual=wrong,
            remedy="restore the file from a copy of the run, or name the policy with --policy",
        )
    return kept / digest / KEPT_NAME


def stated_facts(stated: object) -> PolicyFacts | None:
    """What a run's JSON states about a policy; None for nothing, or for another form than that of this version."""
    if not isinstance(stated, dict):
        return None
    name, version, digest, files = (stated.get(key) for key in ("name", "version", "digest", "files"))
    if not isinstance(name, str) or not isinstance(version, int) or not isinstance(files, dict):
        return None
    digests = (digest, *(one for one in files.values() if one != ""))
    if not isinstance(digest, str) or not all(isinstance(one, str) and _DIGEST.fullmatch(one) for one in digests):
        return None
    return PolicyFacts(name=name, version=version, digest=digest, files=files)


def kept_problems(kept: Path, facts: PolicyFacts) -> Iterable[str]:
    """The problems of a kept policy, a sentence each: of the policy, and of each file that was kept with it."""
    places = [(kept / facts["digest"] / KEPT_NAME, facts["digest"])]
    places += [(place_of(name, digest, kept, kept), digest) for name, digest in facts["files"].items() if digest]
    for path, digest in places:
        wrong = wrong_with(path, digest)
        if wrong:
            yield f"{path.relative_to(kept.parent)}: {wrong}"


def wrong_with(path: Path, digest: str) -> str:
    """Why the file is not the one with that digest; "" where it is."""
    try:
        found = hashlib.sha256(read_file(path)).hexdigest()
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return "" if found == digest else "does not match its digest"


def _content(one: NamedFile) -> bytes | None:
    """The file's bytes; None where it is missing or does not match its pin."""
    try:
        content = read_file(one.path)
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == one.sha256 else None


def _keep(path: Path, content: bytes) -> None:
    try:
        same = read_file(path) == content
    except OSError:
        same = False
    if not same:
        write_atomic(path, content)
