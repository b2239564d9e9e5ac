"""Claims for hosts that the inventory doesn't have: said with their line, and judged by their serial alone."""

from __future__ import annotations

import pytest

from reinstate.declared.hosts import placed, unknown_host_notices
from reinstate.declared.kinds import Claim, DeclaredSet

KNOWN = frozenset({"shelf-03", "shelf-04"})
STRAY = Claim("A3", "shelf-33", source="claims.csv, line 3")
HOME = Claim("A4", "shelf-04", source="claims.csv, line 4")
NOWHERE = Claim("A5", source="claims.csv, line 5")
ONLY_SERIAL = "These claims are matched by serial number only."


@pytest.mark.parametrize(
    ("claims", "notices"),
    [
        ((HOME, NOWHERE), ()),
        (
            (HOME, STRAY),
            (
                "claims.csv, line 3, column host: no host shelf-33 in this inventory - fix: did you mean shelf-03?",
                ONLY_SERIAL,
            ),
        ),
        (
            (Claim("A6", "router", source="claims.csv, line 6"),),
            ("claims.csv, line 6, column host: no host router in this inventory", ONLY_SERIAL),
        ),
    ],
)
def test_each_is_told_with_the_name_that_may_be_meant(claims: tuple[Claim, ...], notices: tuple[str, ...]) -> None:
    assert unknown_host_notices(claims, KNOWN) == notices


def test_of_a_manifest_of_many_racks_only_some_are_told() -> None:
    claims = [Claim(f"A{line}", f"router-{line}", source=f"claims.csv, line {line}") for line in range(2, 26)]
    told = unknown_host_notices(claims, KNOWN)
    assert len(told) == 7
    assert told[5:] == ("19 more claims name hosts not in this inventory", ONLY_SERIAL)


def test_a_claim_without_a_place_is_at_no_host() -> None:
    claims = placed(DeclaredSet(True, (STRAY, HOME, NOWHERE)), KNOWN)
    assert claims.at("shelf-33") == ()
    assert [(one.host, one.unknown_host, one.stated_host) for one in claims.rows] == [
        ("", "shelf-33", "shelf-33"),
        ("shelf-04", "", "shelf-04"),
        ("", "", ""),
    ]
    assert claims.of("A3")[0].source == "claims.csv, line 3"


def test_where_the_inventory_is_not_known_claims_stay_as_they_are() -> None:
    claims = DeclaredSet(True, (STRAY,))
    assert placed(claims, None) is claims
