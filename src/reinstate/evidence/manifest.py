"""The evidence manifest of a bundle: ``evidence/<host>/evidence.json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from reinstate.errors import EvidenceError
from reinstate.evidence.redact import redact_text
from reinstate.session.transcript import Outcome, SessionStage, SessionStatus, Transport

MANIFEST_NAME = "evidence.json"
SCHEMA_VERSION = 1


class ItemStatus(StrEnum):
    """What one request gave."""

    OK = "ok"
    PARTIAL = "partial"  # data with an rpc-error
    NO_DATA = "no-data"  # an answer without the promised payload
    RPC_ERROR = "rpc-error"
    UNSUPPORTED = "unsupported"
    DENIED = "denied"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"  # bytes kept
    CLOSED = "closed"
    NOT_COLLECTED = "not-collected"


@dataclass(frozen=True, slots=True)
class Item:
    """One request of a bundle.

    Attributes:
        id: the request's id (`reinstate.plan.requests.Rpc`).
        rpc, args: the request.
        file: name of the reply's file in the folder of the manifest; empty where no byte came.
        sha256, bytes: of the stored bytes.
        error: why the status is not ``ok``, or the warning that came with it; printable and bounded.
        redacted: how many secrets were replaced before the reply was stored.
        started: ISO 8601, UTC; empty where nothing was sent.
        seconds: time that the device took for it.
    """

    id: str
    rpc: str
    args: Mapping[str, str | bool]
    status: ItemStatus
    file: str = ""
    error: str = ""
    sha256: str = ""
    bytes: int = 0
    redacted: int = 0
    started: str = ""
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """The item as plain JSON types."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of one host's collection.

    Attributes:
        host: inventory name.
        address, port, user: where and as whom.
        started, finished: ISO 8601, UTC.
        clock_offset: device clock minus ours, seconds; None where it is unknown.
        claim: what was declared of the host before collecting (may be empty).
        items: in the order of sending.
    """

    host: str
    outcome: Outcome
    transport: Transport = field(default_factory=Transport)
    address: str = ""
    port: int = 0
    user: str = ""
    started: str = ""
    finished: str = ""
    clock_offset: float | None = None
    claim: Mapping[str, Any] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    collector: str = ""
    schema_version: int = SCHEMA_VERSION

    def __post_init__(self) -> None:
        _require_types(self)
        # A device can say a secret in a banner or a fault as well: no manifest ever holds one, in memory or stored.
        object.__setattr__(self, "outcome", replace(self.outcome, detail=redact_text(self.outcome.detail)))
        object.__setattr__(self, "transport", _without_secrets(self.transport))

    def to_json(self) -> dict[str, Any]:
        """The manifest as plain JSON types; transport's fields are as the contract names them."""
        stated = asdict(replace(self, items=()))
        transport = stated.pop("transport")
        stated["transport"] = transport.pop("kind")
        stated["host_key"] = {"fingerprint": transport.pop("host_key"), "type": transport.pop("host_key_type")}
        stated["ssh"] = transport
        stated["items"] = [item.to_json() for item in self.items]
        return stated

    @classmethod
    def from_json(cls, stated: Mapping[str, Any]) -> Manifest:
        """The manifest of plain JSON types; EvidenceError where it is not one."""
        try:
            ssh = dict(stated["ssh"])
            transport = Transport(
                kind=stated["transport"],
                host_key=stated["host_key"]["fingerprint"],
                host_key_type=stated["host_key"]["type"],
                algorithms=dict(ssh["algorithms"]),
                weak_algorithms=tuple(ssh["weak_algorithms"]),
                server_version=ssh["server_version"],
                base=ssh["base"],
                capabilities=tuple(ssh["capabilities"]),
                authentication=ssh["authentication"],
            )
            outcome = Outcome(
                SessionStatus(stated["outcome"]["status"]),
                SessionStage(stated["outcome"]["stage"]),
                stated["outcome"]["detail"],
                stated["outcome"]["attempts"],
            )
            items = tuple(Item(**{**item, "status": ItemStatus(item["status"])}) for item in stated["items"])
            plain = {
                key: stated[key]
                for key in (
                    "host",
                    "address",
                    "port",
                    "user",
                    "started",
                    "finished",
                    "clock_offset",
                    "claim",
                    "collector",
                    "schema_version",
                )
            }
            manifest = cls(outcome=outcome, transport=transport, items=items, **plain)
        except (KeyError, TypeError, ValueError) as error:
            raise EvidenceError(
                "Evidence manifest: not in the format of this version",
                expected=f"schema_version {SCHEMA_VERSION} with all its fields",
                actual=f"{type(error).__name__}: {error}",
                remedy="collect evidence again",
            ) from error
        return manifest


def _without_secrets(transport: Transport) -> Transport:
    capabilities = tuple(map(redact_text, transport.capabilities))
    return replace(transport, server_version=redact_text(transport.server_version), capabilities=capabilities)


def _require_types(manifest: Manifest) -> None:
    """TypeError where a value is of another kind than it was written with: each may end in a record or on a page."""
    transport, outcome = manifest.transport, manifest.outcome
    texts = [getattr(manifest, name) for name in ("host", "address", "user", "started", "finished", "collector")]
    texts += [getattr(transport, name) for name in ("kind", "host_key", "host_key_type", "server_version", "base")]
    texts += [transport.authentication, *transport.weak_algorithms, *transport.capabilities, outcome.detail]
    texts += [text for pair in transport.algorithms.items() for text in pair]
    counts, numbers = [manifest.port, outcome.attempts], [manifest.clock_offset or 0]
    for item in manifest.items:
        texts += [item.id, item.rpc, item.file, item.error, item.sha256, item.started]
        counts += [item.bytes, item.redacted]
        numbers.append(item.seconds)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a text is of another type")
    if not all(isinstance(count, int) for count in counts) or not all(isinstance(one, int | float) for one in numbers):
        raise TypeError("a number is of another type")
    if not isinstance(manifest.claim, Mapping) or not all(isinstance(item.args, Mapping) for item in manifest.items):
        raise TypeError("claim or arguments are not a mapping")
