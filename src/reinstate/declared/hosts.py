"""Claims that name a host which is not in the inventory: a typing error, or a device of another inventory.

Such a claim is matched by its serial number only.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from reinstate.declared.kinds import Claim, DeclaredSet

_MOST_SHOWN = 5


def placed(claims: DeclaredSet[Claim], known: Collection[str] | None) -> DeclaredSet[Claim]:
    """The claims, each with a host of the inventory or none; unchanged where the inventory is unknown (None)."""
    if known is None or not any(_is_unknown(claim, known) for claim in claims.rows):
        return claims
    rows = (
        replace(claim, host="", unknown_host=claim.host) if _is_unknown(claim, known) else claim
        for claim in claims.rows
    )
    return replace(claims, rows=tuple(rows))


def unknown_host_notices(claims: Iterable[Claim], known: Collection[str]) -> tuple[str, ...]:
    """A sentence for each claim whose host is not in the inventory, with a similar name."""
    unknown = [claim for claim in claims if _is_unknown(claim, known)]
    notices = [_notice(claim, sorted(known)) for claim in unknown[:_MOST_SHOWN]]
    left = len(unknown) - len(notices)
    if left:
        notices.append(f"{left} more {'claims name hosts' if left > 1 else 'claim names a host'} not in this inventory")
    if notices:
        notices.append("These claims are matched by serial number only.")
    return tuple(notices)


def _is_unknown(claim: Claim, known: Collection[str]) -> bool:
    return bool(claim.host) and claim.host not in known


def _notice(claim: Claim, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(claim.host, known, n=1)
    meant = f" - fix: did you mean {near[0]}?" if near else ""
    return f"{claim.source}, column host: no host {claim.host} in this inventory{meant}"
