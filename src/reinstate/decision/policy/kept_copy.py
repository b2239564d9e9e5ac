"""The copy of a policy that a run keeps, so that the run can be judged again by what it was judged by.

Each file lies under its digest, ``<run>/policy/<sha256>/<name>``: the policy as ``policy.yml``, and every file that it
names under its own name. Nothing else has to say which bytes belong there.
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
    """What a run says of a policy. ``files`` is the digest by name; "" where a file was not as the policy pins it."""

    name: str
    version: int
    digest: str
    files: dict[str, str]


def policy_facts(policy: Policy) -> PolicyFacts:
    """What a run says of that policy."""
    files = {one.name: one.sha256 if _content(one) is not None else "" for one in policy.files}
    return PolicyFacts(name=policy.name, version=policy.version, digest=policy.digest, files=files)


def keep_policy(policy: Policy, kept: Path) -> None:
    """Copy the policy and the files that it names; those that aren't as it pins them are left out, for they are broken.

    Raises:
        StorageError: where the disk refuses.
    """
    _keep(kept / policy.digest / KEPT_NAME, policy.raw)
    for one in policy.files:
        content = _content(one)
        if content is not None:
            _keep(place_of(one.name, one.sha256, kept, kept), content)


def kept_policy_path(kept: Path, digest: str) -> Path:
    """The kept copy of the policy with that digest; EvidenceError where there is none, or it was changed."""
    wrong = wrong_with(kept / digest / KEPT_NAME, digest) if _DIGEST.fullmatch(digest) else "isn't named by a digest"
    if wrong:
        raise EvidenceError(
            f"The policy that the run was judged by {wrong}",
            expected=f"{kept.name}/{digest}/{KEPT_NAME}, as it was kept",
            actual=wrong,
            remedy="restore it from a copy of the run, or name the policy to judge by",
        )
    return kept / digest / KEPT_NAME


def stated_facts(stated: object) -> PolicyFacts | None:
    """What a run's JSON says of a policy; None where it says nothing, or not in the form of this version."""
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
    """What is wrong with a kept policy, a sentence each: the policy itself, and each file that was kept with it."""
    places = [(kept / facts["digest"] / KEPT_NAME, facts["digest"])]
    places += [(place_of(name, digest, kept, kept), digest) for name, digest in facts["files"].items() if digest]
    for path, digest in places:
        wrong = wrong_with(path, digest)
        if wrong:
            yield f"{path.relative_to(kept.parent)}: {wrong}"


def wrong_with(path: Path, digest: str) -> str:
    """Why the file isn't the one with that digest; "" where it is."""
    try:
        found = hashlib.sha256(read_file(path)).hexdigest()
    except OSError as error:
        return f"can't be read ({error.strerror})"
    return "" if found == digest else "is another file than the one that was kept"


def _content(one: NamedFile) -> bytes | None:
    """The file's bytes; None where it isn't there or isn't the one that the policy pins."""
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
