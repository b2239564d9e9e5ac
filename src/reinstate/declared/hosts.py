"""Claims that name a host which the inventory doesn't have: a slip of the pen, or a device of another inventory.

Such a place says nothing of the devices of this one. The claim goes by its serial alone.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from reinstate.declared.kinds import Claim, DeclaredSet

_MOST_TOLD = 5


def placed(claims: DeclaredSet[Claim], known: Collection[str] | None) -> DeclaredSet[Claim]:
    """The claims, each at a host of the inventory or at none; as they are where the inventory isn't known (None)."""
    if known is None or not any(_is_unknown(claim, known) for claim in claims.rows):
        return claims
    rows = (
        replace(claim, host="", unknown_host=claim.host) if _is_unknown(claim, known) else claim
        for claim in claims.rows
    )
    return replace(claims, rows=tuple(rows))


def unknown_host_notices(claims: Iterable[Claim], known: Collection[str]) -> tuple[str, ...]:
    """A sentence for each claim whose host is not in the inventory, with the name that may be meant."""
    strays = [claim for claim in claims if _is_unknown(claim, known)]
    told = [_notice(claim, sorted(known)) for claim in strays[:_MOST_TOLD]]
    left = len(strays) - len(told)
    if left:
        told.append(f"{left} more {'claims name hosts' if left > 1 else 'claim names a host'} not in this inventory")
    if told:
        told.append("These claims are matched by serial number only.")
    return tuple(told)


def _is_unknown(claim: Claim, known: Collection[str]) -> bool:
    return bool(claim.host) and claim.host not in known


def _notice(claim: Claim, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(claim.host, known, n=1)
    meant = f" - fix: did you mean {near[0]}?" if near else ""
    return f"{claim.source}, column host: no host {claim.host} in this inventory{meant}"
