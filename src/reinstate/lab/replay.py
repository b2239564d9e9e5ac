"""Any evidence bundle as a device: what was asked then is answered now with the stored bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reinstate.errors import EvidenceError
from reinstate.evidence.manifest import MANIFEST_NAME, Item, ItemStatus, Manifest
from reinstate.lab.emulated_device import Answer, AskedRequest, Ending, syntax_error
from reinstate.lab.faults import HANG_BANNER, NO_COMMON_ALGORITHM, OFF, REFUSE_LOGIN
from reinstate.lab.spec import Fault, Login, Netconf

BENCH_USER = "inspector"
BENCH_PASSWORD = "Bench-only-2026"  # noqa: S105 - fictional, for the emulated rack alone
# How a session that never got to NETCONF is acted out.
_FAULT_OF_OUTCOME = {
    "unreachable": OFF,
    "refused": OFF,
    "authentication": REFUSE_LOGIN,
    "no-common-algorithm": NO_COMMON_ALGORITHM,
    "timeout": HANG_BANNER,
}
_ENDING = {
    ItemStatus.TIMEOUT: Ending.NEVER,
    ItemStatus.TRUNCATED: Ending.CLOSED,
    ItemStatus.CLOSED: Ending.CLOSED,
    ItemStatus.NOT_COLLECTED: Ending.CLOSED,
}
_Key = tuple[str, tuple[tuple[str, str | bool], ...]]


def _key(rpc: str, arguments: Mapping[str, str | bool]) -> _Key:
    return rpc, tuple(sorted(arguments.items()))


@dataclass(frozen=True, slots=True)
class ReplayedDevice:
    """A bundle as a device."""

    manifest: Manifest
    folder: Path
    items: Mapping[_Key, Item]
    reply_delay: float = 0.0
    connect_delay: float = 0.0
    netconf: Netconf = field(default_factory=Netconf)

    @property
    def name(self) -> str:
        """Host name of the bundle."""
        return self.manifest.host

    @property
    def chassis_name(self) -> str:
        """The name of the hardware."""
        return self.manifest.host

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What kept its session from beginning, if anything."""
        if any(item.file for item in self.manifest.items):
            return ()
        fault = _FAULT_OF_OUTCOME.get(self.manifest.outcome.status.value)
        return (Fault(fault=fault),) if fault else ()

    @property
    def logins(self) -> Mapping[str, Login]:
        """The user of the bundle and the bench's, with the bench password."""
        login = Login(password=BENCH_PASSWORD)
        return {BENCH_USER: login, self.manifest.user or BENCH_USER: login}

    @property
    def reply_namespace(self) -> str:
        """For what is not in the bundle."""
        return "http://xml.juniper.net/junos/replay/junos"

    def answer(self, request: AskedRequest, user: str) -> Answer:
        """The stored reply; a syntax error to what was never asked."""
        item = self.items.get(_key(request.rpc, request.arguments))
        if item is None:
            return syntax_error(request)
        raw = (self.folder / item.file).read_bytes() if item.file else b""
        return Answer(raw=raw, ending=_ENDING.get(item.status, Ending.COMPLETE), delay=self.reply_delay)


def load_bundle(folder: Path, reply_delay: float = 0.0, connect_delay: float = 0.0) -> ReplayedDevice:
    """The bundle in a folder as a device; EvidenceError where it is none."""
    try:
        manifest = Manifest.from_json(json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise EvidenceError(
            f"Bundle {folder}: cannot be replayed", expected=f"a readable {MANIFEST_NAME}", actual=str(error)
        ) from error
    for item in manifest.items:
        if item.file and Path(item.file).name != item.file:
            raise EvidenceError(f"Bundle {folder}: item {item.id} is outside it", actual=item.file)
    items = {_key(item.rpc, item.args): item for item in manifest.items}
    weak = bool(manifest.transport.weak_algorithms)
    netconf = Netconf(
        base="1.1" if manifest.transport.base == "1.1" else "1.0",
        algorithms="legacy" if weak else "current",
        host_key="rsa" if weak else "ed25519",
    )
    return ReplayedDevice(manifest, folder, items, reply_delay, connect_delay, netconf)


def replayed_devices(path: Path, reply_delay: float, connect_delay: float) -> Iterator[ReplayedDevice]:
    """The bundle, or every bundle of a run folder (or of its ``evidence``)."""
    folders = (
        [path]
        if (path / MANIFEST_NAME).is_file()
        else sorted(found.parent for found in path.glob(f"**/{MANIFEST_NAME}"))
    )
    if not folders:
        raise EvidenceError(f"Replay {path}: no evidence bundle in it", expected=f"a folder with {MANIFEST_NAME}")
    for folder in folders:
        yield load_bundle(folder, reply_delay, connect_delay)
