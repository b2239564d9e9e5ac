"""Share some units of a run: a copy without what its reader must not see, and a statement of what was withheld."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from reinstate import __version__
from reinstate.decision.policy import Policy, reference_for
from reinstate.errors import EvidenceError, InputError
from reinstate.evidence.bundle import DAMAGED, Bundle, utc
from reinstate.evidence.file_access import json_bytes, read_file, read_json, write_output
from reinstate.evidence.judgements import REPORT_FILE, Judgement, judgement_of
from reinstate.evidence.manifest import MANIFEST_NAME, Item
from reinstate.evidence.names import file_name
from reinstate.evidence.run_folder import RUN_FILE, RunFolder, bundle_of, find_run, hosts_of, inventory_of
from reinstate.evidence.run_log import log_path
from reinstate.evidence.signatures import envelope, ssh_signature
from reinstate.evidence.signing_keys import SigningKey, signing_key_at
from reinstate.evidence.statements import Kind, is_signed, read_signed, statement_bytes
from reinstate.workflow.earlier_runs import require_as_written
from reinstate.workflow.judge_run import policy_of
from reinstate.workflow.share_names import OtherNames, names_in, parties_in, words_in
from reinstate.workflow.share_readers import SEES, Reader, left_out, manifest_for, record_for

# Reasons, as the statement gives them.
NOT_FOR_READER: Final = "not for this reader"
NAMES_OTHERS: Final = "names other hosts, units, or parties"
OF_OTHERS: Final = "of another host or unit"
OF_BATCH: Final = "of the whole batch"
_HOST_NAME: Final = re.compile(rb"<host-name>\s*([^<\s]+)")


@dataclass(frozen=True, slots=True)
class ShareArguments:
    """What to share.

    Attributes:
        run: the run.
        units: names of units or hosts, or chassis serial numbers.
        reader: who gets the copy.
        output: the folder to write; it must not exist, or be empty.
        signing_key: file with the private key that signs the copy; None leaves it unsigned.
    """

    run: Path
    units: tuple[str, ...]
    reader: Reader
    output: Path
    signing_key: Path | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """A copy that was written: its units, and how many files it has and withholds."""

    units: tuple[str, ...]
    files: int
    withheld: int
    signed: bool


@dataclass(slots=True)
class _Copy:
    """A copy in the making: its files by path, what each is a part of, and what is withheld."""

    reader: Reader
    names: OtherNames
    contents: dict[str, bytes]
    parts: list[dict[str, Any]]
    withheld: list[dict[str, str]]

    def add_part(self, path: str, whole: bytes, stated: Any, shown: Any) -> None:
        """A JSON file of which the reader sees a part."""
        shown = self.names.without(shown)
        self.contents[path] = json_bytes(shown)
        of = {"name": path, "of_sha256": _sha256(whole), "left_out": sorted(set(left_out(stated, shown)))}
        self.parts.append(of)

    def withhold(self, path: str, digest: str, why: str) -> None:
        """A file that the copy does not have. Without a path, its name would name others."""
        self.withheld.append({"name": path, "sha256": digest, "why": why} if path else {"sha256": digest, "why": why})


def share(arguments: ShareArguments) -> Shared:
    """Write the copy.

    Raises:
        InputError: no such unit, a folder that has files, or a key that cannot be used.
        EvidenceError: the run was changed, was not evaluated, or a name of others would be in the copy.
        StorageError: the disk refuses.
    """
    key = signing_key_at(arguments.signing_key)
    folder = find_run(arguments.run)
    judgement = judgement_of(folder)
    require_as_written(judgement)
    _require_free(arguments.output, folder)
    records = {path.name: read_json(path) for path in sorted(judgement.records.glob("*.json"))}
    own = _selected(records, arguments.units)
    if arguments.reader is Reader.SELLER:
        _require_one_seller(own)
    copy = _copied(folder, judgement, records, own, arguments.reader)
    content = _statement(folder, judgement, copy, own)
    _require_no_name(copy, content)
    _write(arguments.output, copy, content, key)
    return Shared(tuple(one["unit"]["name"] for one in own.values()), len(copy.contents), len(copy.withheld), bool(key))


def _require_free(output: Path, folder: RunFolder) -> None:
    resolved = output.expanduser().resolve()
    if folder.path.resolve() in (resolved, *resolved.parents):
        raise InputError(f"{output}: inside the run", expected="a folder outside the run", remedy="name another folder")
    if output.expanduser().exists() and (not output.expanduser().is_dir() or any(output.expanduser().iterdir())):
        raise InputError(
            f"{output}: exists", expected="a new folder, or an empty one", actual="files", remedy="name another folder"
        )


def _selected(records: Mapping[str, Any], wanted: Sequence[str]) -> dict[str, Any]:
    """The records of these units, hosts, or serial numbers, by file name."""
    selected: dict[str, Any] = {}
    for name in wanted:
        found = {path: one for path, one in records.items() if name.casefold() in _called(one)}
        if not found:
            known = ", ".join(sorted(one["unit"]["name"] for one in records.values())[:10])
            raise InputError(f"no unit {name!r} in this run", expected=f"one of {known}", actual=name)
        selected |= found
    return selected


def _require_one_seller(records: Mapping[str, Any]) -> None:
    """A seller must not see what others sold, nor that they did."""
    sellers = {one["unit"]["name"]: (one["claim"] or {}).get("seller", "") for one in records.values()}
    if len({seller.casefold() for seller in sellers.values()}) > 1:
        stated = ", ".join(
            f"{name} of {seller or 'an unknown seller'}" for name, seller in sorted(sellers.items())[:10]
        )
        raise InputError(
            "units of more than one seller",
            expected="units that one seller sold",
            actual=stated,
            remedy="share the units of each seller in a copy of their own",
        )


def _called(record: Mapping[str, Any]) -> set[str]:
    unit = record["unit"]
    return {unit[name].casefold() for name in ("name", "host", "serial_number")} - {""}


# --- what is copied ---------------------------------------------------------------------------------------------------


def _copied(
    folder: RunFolder, judgement: Judgement, records: Mapping[str, Any], own: Mapping[str, Any], reader: Reader
) -> _Copy:
    stated = folder.read()
    hosts = sorted({record["unit"]["host"] for record in own.values()})
    bundles = {host: _sound_bundle(folder, stated, host) for host in hosts}
    known = {*_host_names(bundles.values()), *hosts_of(stated), *(inventory_of(stated) or ())}
    names = _names(judgement, known, records, own, reader)
    copy = _Copy(reader, names, {}, [], [])
    prices = _price_lists(policy_of(folder, stated, judgement))
    for path, record in own.items():
        whole = read_file(judgement.records / path)
        copy.add_part(f"records/{path}", whole, record, record_for(record, reader, prices))
    for bundle in bundles.values():
        _add_evidence(copy, folder, bundle)
    others = {path: record for path, record in records.items() if path not in own}
    _withhold_others(copy, folder, judgement, others, [one for one in hosts_of(stated) if one not in hosts])
    _withhold_batch(copy, folder, judgement)
    return copy


def _price_lists(policy: Policy) -> Set[str]:
    """The names of the operator's price lists: whose prices he has, and of when, is not for the reader."""
    without = reference_for(replace(policy, price_lists=()))
    return reference_for(policy).sets.keys() - without.sets.keys()


def _sound_bundle(folder: RunFolder, stated: Mapping[str, Any], host: str) -> Bundle:
    bundle = bundle_of(folder, host, stated.get("sealed"))
    damage = [bundle.damage, *(f"{rpc}: {one.reason}" for rpc, one in bundle.items.items() if one.status == DAMAGED)]
    if problems := [one for one in damage if one]:
        raise EvidenceError(
            f"{host}: damaged evidence cannot be shared",
            expected="the evidence as it was collected",
            actual=problems[0],
            remedy="verify the run (reinstate verify)",
        )
    return bundle


def _host_names(bundles: Iterable[Bundle]) -> set[str]:
    """What devices call themselves: as often as not, the previous owner's name for them."""
    replies = (item.raw for bundle in bundles for item in bundle.items.values() if item.raw)
    return {found.decode("utf-8", "replace") for raw in replies for found in _HOST_NAME.findall(raw)}


def _names(
    judgement: Judgement, known: set[str], records: Mapping[str, Any], own: Mapping[str, Any], reader: Reader
) -> OtherNames:
    """The names that the copy must not have: all that the batch names, but for those of the shared units themselves."""
    others = known.union(*map(names_in, records.values()), *map(parties_in, records.values()))
    others |= parties_in(read_json(judgement.summary).get("claims"))
    others = others.union(*(parties_in(read_json(path)) for path in (judgement.root / "declared").glob("*.json")))
    mine = set[str]().union(*map(names_in, own.values()), *map(words_in, own.values()))
    for record in own.values():
        seen = {name: value for name, value in (record["claim"] or {}).items() if name in SEES[reader].claim}
        mine |= parties_in(seen)
    return OtherNames(others, mine)


def _add_evidence(copy: _Copy, folder: RunFolder, bundle: Bundle) -> None:
    """The manifest of a host, and those of its replies that the reader sees."""
    if bundle.manifest is None:
        return
    place, path = f"evidence/{file_name(bundle.host)}", folder.evidence(bundle.host) / MANIFEST_NAME
    whole, stated = read_file(path), read_json(path)
    copy.add_part(f"{place}/{MANIFEST_NAME}", whole, stated, manifest_for(stated))
    raw = {str(rpc): item.raw for rpc, item in bundle.items.items()}
    for item in bundle.manifest.items:
        if item.file:
            _add_reply(copy, f"{place}/{item.file}", item, raw.get(item.id))


def _add_reply(copy: _Copy, path: str, item: Item, raw: bytes | None) -> None:
    """A reply, or why it is withheld. One that this version does not know is for nobody."""
    if raw is None or item.id not in SEES[copy.reader].replies:
        copy.withhold(path, item.sha256, NOT_FOR_READER)
    elif copy.names.named_in(raw.decode("utf-8", "replace")):
        copy.withhold(path, item.sha256, NAMES_OTHERS)
    else:
        copy.contents[path] = raw


def _withhold_others(
    copy: _Copy, folder: RunFolder, judgement: Judgement, records: Mapping[str, Any], hosts: Sequence[str]
) -> None:
    paths = [path for host in hosts if (path := folder.evidence(host) / MANIFEST_NAME).is_file()]
    for path in (*paths, *(judgement.records / name for name in records)):
        copy.withhold("", _sha256(read_file(path)), OF_OTHERS)


def _withhold_batch(copy: _Copy, folder: RunFolder, judgement: Judgement) -> None:
    """What is about the whole batch. Each of these files has the digests of others.

    The policy and the declared inputs are not named one by one: whoever knows the rest of such a file could try out by
    its digest which price it states. ``judgement.json`` and ``summary.json`` have their digests.
    """
    paths = (folder.path / RUN_FILE, log_path(folder.path), judgement.file, judgement.summary)
    for path in (*paths, judgement.population, judgement.root / REPORT_FILE):
        if path.is_file():
            copy.withhold(path.relative_to(folder.path).as_posix(), _sha256(read_file(path)), OF_BATCH)


# --- what is stated ---------------------------------------------------------------------------------------------------


def _statement(folder: RunFolder, judgement: Judgement, copy: _Copy, own: Mapping[str, Any]) -> bytes:
    subjects = {path: _sha256(content) for path, content in copy.contents.items()}
    first = next(iter(own.values()))
    predicate = {
        "run_id": folder.run_id,
        "made": utc(datetime.now(UTC)),
        "for": str(copy.reader),
        "units": sorted(one["unit"]["name"] for one in own.values()),
        "tool": {"reinstate": __version__},
        "as_of": first["as_of"],
        "policy": {name: first["policy"][name] for name in ("name", "version", "digest")},
        "judgement": judgement.number,
        "statements": _statements(folder, judgement),
        "parts": copy.parts,
        "withheld": copy.withheld,
    }
    return statement_bytes(Kind.SHARE, subjects, predicate)


def _statements(folder: RunFolder, judgement: Judgement) -> dict[str, str]:
    """The digests of the statements about the run itself, where it is signed."""
    places = ((folder.path, Kind.EVIDENCE), (judgement.root, Kind.JUDGEMENT))
    return {str(kind): read_signed(root, kind).sha256 for root, kind in places if is_signed(root, kind)}


def _require_no_name(copy: _Copy, statement: bytes) -> None:
    """Nothing is written that names others, wherever it is from: a run id or a policy can have such a name too."""
    for path, content in {**copy.contents, Kind.SHARE.statement: statement}.items():
        if copy.names.named_in(path) or copy.names.named_in(content.decode("utf-8", "replace")):
            raise EvidenceError(
                f"{path}: cannot be shared",
                expected="no name of another host, unit, or party",
                actual="one in a part of the file that cannot be left out",
                remedy="share the units that belong together in one copy",
            )


def _write(output: Path, copy: _Copy, statement: bytes, key: SigningKey | None) -> None:
    root = output.expanduser()
    for path, content in copy.contents.items():
        write_output(root / path, content)
    write_output(root / Kind.SHARE.statement, statement)
    if key is not None:
        write_output(root / Kind.SHARE.ssh_signature, ssh_signature(statement, key))
        write_output(root / Kind.SHARE.envelope, envelope(statement, key))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
