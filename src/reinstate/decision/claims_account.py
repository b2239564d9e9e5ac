"""The accounts of the claims: claimed and not found in the batch, and found and not claimed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reinstate.decision.record import Record
from reinstate.declared.kinds import Claim, DeclaredSet

_NAMED = ("serial", "seller", "order", "lot", "model", "rack", "position", "source")


def claims_account(claims: DeclaredSet[Claim], records: Iterable[Record]) -> dict[str, Any]:
    """``{"claims": {...}}`` for ``summary.json``; empty where nothing was claimed.

    ``claimed`` counts claims; ``not_presented`` lists the claims whose serial number no unit of the batch reports,
    ``not_claimed`` the units whose serial number is in no claim, ``unknown_hosts`` the claims, if any, whose host is
    not in the inventory. Where the claims cannot be read, ``broken`` states why.
    """
    units = tuple(records)
    if claims.broken:
        return {"claims": {"broken": claims.broken}}
    if not claims.declared and not claims.rows:
        return {}
    seen = {record.unit.serial_number.upper() for record in units if record.unit.serial_number}
    missing = [claim for claim in claims.rows if not seen.intersection(claim.serials)]
    strays = [claim for claim in claims.rows if claim.unknown_host]
    return {
        "claims": {
            "claimed": len(claims.rows),
            "not_presented": [_named(claim) for claim in missing],
            "not_claimed": [one.unit.name for one in units if one.unit.serial_number and one.claim is None],
            **({"unknown_hosts": [_named(claim) for claim in strays]} if strays else {}),
        }
    }


def _named(claim: Claim) -> dict[str, str]:
    return {**{name: getattr(claim, name) for name in _NAMED}, "host": claim.stated_host}
