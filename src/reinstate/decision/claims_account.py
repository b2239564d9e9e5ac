"""The accounts of the claims: what was claimed and not presented, and what was seen and isn't claimed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reinstate.decision.record import Record
from reinstate.declared.kinds import Claim, DeclaredSet

_NAMED = ("serial", "host", "seller", "order", "lot", "model", "rack", "position", "source")


def claims_account(claims: DeclaredSet[Claim], records: Iterable[Record]) -> dict[str, Any]:
    """``{"claims": {...}}`` for ``summary.json``; empty where nothing was claimed.

    ``claimed`` counts claims; ``not_presented`` names those that no unit of the batch answers to, ``not_claimed`` the
    units that tell a serial which is in no claim. Where the claims can't be read any more, ``broken`` says why.
    """
    told = tuple(records)
    if claims.broken:
        return {"claims": {"broken": claims.broken}}
    if not claims.declared and not claims.rows:
        return {}
    seen = {record.unit.serial_number.upper() for record in told if record.unit.serial_number}
    missing = [claim for claim in claims.rows if not seen.intersection(claim.serials)]
    return {
        "claims": {
            "claimed": len(claims.rows),
            "not_presented": [{name: getattr(claim, name) for name in _NAMED} for claim in missing],
            "not_claimed": [one.unit.name for one in told if one.unit.serial_number and one.claim is None],
        }
    }
