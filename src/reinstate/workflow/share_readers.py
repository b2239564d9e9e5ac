"""What each reader of a shared copy sees: of the record, of the evidence manifest, and which replies.

Only what is named here is shared. Whatever names another host, unit, or party is left out of it as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from reinstate.plan.requests import Rpc


class Reader(StrEnum):
    """Who gets a shared copy."""

    PARTNER = "partner"
    SELLER = "seller"


@dataclass(frozen=True, slots=True)
class Sees:
    """What one reader sees.

    Attributes:
        record: members of the record.
        claim: members of its claim.
        domains: domains of the checks whose findings are shown.
        checks: further checks whose findings are shown.
        replies: item ids of the replies.
    """

    record: frozenset[str]
    claim: frozenset[str]
    domains: frozenset[str]
    checks: frozenset[str]
    replies: frozenset[Rpc]


# About the product, for anyone who deals with the unit: no price, no step of ours, no earlier run, and no other unit.
_RECORD: Final = frozenset(
    (
        "schema_version", "as_of", "unit", "verdict", "findings", "software", "modules", "claim", "supportable",
        "limits", "evidence", "catalog", "tool",
    )
)  # fmt: skip
_DOMAINS: Final = frozenset(("frus", "health", "lifecycle", "software", "licenses"))
# A finding of these names persons or customers of the previous owner.
_NAMES_CUSTOMERS: Final = frozenset(("licenses.names-a-former-owner", "licenses.former-owner"))
# Replies about hardware, software, and health. Configuration, logs, users, and file lists are the previous owner's.
_REPLIES: Final = frozenset(
    (
        Rpc.SOFTWARE, Rpc.SOFTWARE_LOCAL, Rpc.SOFTWARE_ALL_ENGINES, Rpc.SOFTWARE_ALL_NODES, Rpc.VMHOST, Rpc.FIRMWARE,
        Rpc.INVENTORY, Rpc.INVENTORY_EXTENSIVE, Rpc.INVENTORY_CLEI, Rpc.ROUTING_ENGINES, Rpc.FPCS, Rpc.PICS,
        Rpc.CHASSIS_ALARMS, Rpc.ENVIRONMENT, Rpc.POWER, Rpc.POE, Rpc.OPTICS, Rpc.ACTIVE_ERRORS, Rpc.SYSTEM_ERRORS,
        Rpc.STORAGE,
    )
)  # fmt: skip
_IDENTITY: Final = frozenset(
    ("identity.is-hardware", "identity.chassis-serial", "identity.serial-stable", "identity.model-agrees")
)

SEES: Final[Mapping[Reader, Sees]] = {
    Reader.PARTNER: Sees(
        record=_RECORD | {"disposition", "reason", "licenses", "reference", "policy", "contacts"},
        claim=frozenset(("serial", "model", "ownership", "jcpo", "end_customer", "installed_at", "contract_level")),
        domains=_DOMAINS,
        checks=_IDENTITY,
        replies=_REPLIES
        | {Rpc.LICENSE_SUMMARY, Rpc.MAC_ADDRESSES, Rpc.VIRTUAL_CHASSIS, Rpc.CHASSIS_CLUSTER, Rpc.TPM},
    ),
    Reader.SELLER: Sees(
        record=_RECORD,
        claim=frozenset(
            (
                "serial", "further_serials", "seller", "order", "lot", "model", "condition", "modules", "licenses",
                "fed_supplies", "stage",
            )
        ),
        domains=_DOMAINS,
        checks=frozenset(),
        replies=_REPLIES,
    ),
}  # fmt: skip

# Members of a finding, of the manifest, and of its items that every reader sees. The bench's address and login, its
# keys, and the claims of the inventory are nobody else's.
_FINDING: Final = (
    "check", "title", "clauses", "subject", "result", "gravity", "noted", "what", "expected", "actual", "evidence",
)  # fmt: skip
_MANIFEST: Final = ("schema_version", "host", "started", "finished", "clock_offset", "collector", "transport")
_OUTCOME: Final = ("status", "stage", "attempts")
_ITEM: Final = (
    "id", "rpc", "args", "file", "status", "sha256", "bytes", "redacted", "started", "seconds",
)  # fmt: skip


def record_for(record: Mapping[str, Any], reader: Reader, price_lists: Set[str]) -> dict[str, Any]:
    """The record as that reader sees it.

    Args:
        record: the whole one.
        reader: who gets it.
        price_lists: names of the reference sets that no reader sees.
    """
    sees = SEES[reader]
    shown = {name: record[name] for name in record if name in sees.record}
    shown["findings"] = [_only(one, _FINDING) for one in record["findings"] if _shows(sees, one)]
    if "reference" in shown:
        shown["reference"] = [one for one in record["reference"] if one["name"] not in price_lists]
    if shown.get("claim"):
        shown["claim"] = _only(shown["claim"], sees.claim)
    shown["evidence"] = {name: one for name, one in record["evidence"].items() if name not in ("outcome", "damage")}
    return shown


def _shows(sees: Sees, finding: Mapping[str, Any]) -> bool:
    check = str(finding["check"])
    if check in _NAMES_CUSTOMERS:
        return False
    return check.partition(".")[0] in sees.domains or check in sees.checks


def _only(stated: Mapping[str, Any], names: frozenset[str] | tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in stated.items() if name in names}


def manifest_for(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The evidence manifest as any reader sees it: every item with its digest, also where its reply is withheld."""
    shown = _only(manifest, _MANIFEST)
    shown["outcome"] = _only(manifest["outcome"], _OUTCOME)
    shown["items"] = [_only(item, _ITEM) for item in manifest["items"]]
    return shown


def left_out(whole: Any, shown: Any, place: str = "") -> Iterator[str]:
    """The places of a document that its shown form does not have, such as ``claim.value`` or ``findings: 12 of 89``."""
    if isinstance(whole, Mapping) and isinstance(shown, Mapping):
        for name in whole:
            here = f"{place}.{name}".lstrip(".")
            if name not in shown:
                yield here
            else:
                yield from left_out(whole[name], shown[name], here)
    elif isinstance(whole, list) and isinstance(shown, list):
        if missing := len(whole) - len(shown):
            yield f"{place}: {missing} of {len(whole)}"
        members = {name for one in whole if isinstance(one, Mapping) for name in one}
        kept = {name for one in shown if isinstance(one, Mapping) for name in one}
        yield from (f"{place}[].{name}" for name in sorted(members - kept)) if shown else ()
    elif whole != shown:
        yield place
