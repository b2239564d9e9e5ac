"""What becomes of every license: the embedded one, each key, and each feature in use that no key stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from reinstate.checks.framework.inputs import Inputs
from reinstate.decision.fees import fees, license_plan
from reinstate.declared.kinds import Claim
from reinstate.device.model import FeatureUsage, InstalledLicense, LicensedFeature, Licenses
from reinstate.plan.requests import Rpc
from reinstate.reference.loading import load_shipped
from tests.unit.checks.builders import SERIAL, a_case

SHIPPED = load_shipped()
EMBEDDED = ("hardware", "Junos", "embedded", "re-register", "P16", False)


def key(
    name: str = "JUNOS1", sku: str = "", *, feature: str = "x", end: date | None = None, **fields: str
) -> InstalledLicense:
    """A key for one feature, permanent unless it has an end."""
    validity = "date-based" if end else "permanent"
    stated = {"order_type": "", "license_type": "", "state": "valid", **fields}
    return InstalledLicense(
        "", name, sku, "4", stated["order_type"], stated["license_type"], stated["state"], "", "", 1, False,
        (LicensedFeature(feature, feature.upper(), validity, None, end),), f"//license[{name}]",
    )  # fmt: skip


def used(
    name: str, *, used: int | None = 1, licensed: int | None = 0, needed: int | None = 0, **fields: object
) -> FeatureUsage:
    """A feature of which one is in use, and nothing is missing."""
    return FeatureUsage("", name, name.upper(), licensed, used, needed, xpath=f"//feature[{name}]", **fields)  # type: ignore[arg-type]


Reply = tuple[InstalledLicense, ...] | None


@dataclass(frozen=True)
class Row:
    """Keys and usage that the replies tell, and what the plan says beside the embedded license."""

    keys: Reply = ()
    usage: tuple[FeatureUsage, ...] | None = ()
    said: tuple[tuple[str, str, str, str, str, bool], ...] = ()
    complete: bool = True
    claimed: tuple[str, ...] = ()


PLAN = {
    "nothing beside Junos": Row(),
    # Keys
    "sold separately": Row(
        keys=(key(sku="QFX5K-C1-AFL"),), said=(("key", "JUNOS1", "perpetual", "buy the license new", "P17", True),)
    ),
    "a subscription that runs": Row(
        keys=(key(sku="S-ATP-3", end=date(2028, 1, 1)),),
        said=(("key", "JUNOS1", "subscription", "buy the license new", "P18", True),),
    ),
    "a subscription that is over costs nothing": Row(
        keys=(key(sku="S-ATP-3", end=date(2024, 1, 1)),),
        said=(("key", "JUNOS1", "subscription", "the license has expired", "P18", False),),
    ),
    "a trial by its order type": Row(
        keys=(key(order_type="trial"),), said=(("key", "JUNOS1", "trial", "remove the key", "P19", False),)
    ),
    "a trial by its identifier": Row(
        keys=(key("E20210617001"),), said=(("key", "E20210617001", "trial", "remove the key", "P19", False),)
    ),
    "a trial by its customer": Row(
        keys=(replace(key(), has_customer_reference=True, for_evaluation=True),),
        said=(("key", "JUNOS1", "trial", "remove the key", "P19", False),),
    ),
    "bought, of the old form": Row(
        keys=(key("E000185416"),), said=(("key", "E000185416", "perpetual", "buy the license new", "P17", True),)
    ),
    "counting down": Row(
        keys=(replace(key(), features=(LicensedFeature("x", "X", "", remaining="59 days"),)),),
        said=(("key", "JUNOS1", "subscription", "buy the license new", "P18", True),),
    ),
    "of unknown kind": Row(
        keys=(replace(key(), features=()),), said=(("key", "JUNOS1", "unknown", "ask the partner", "P19", False),)
    ),
    # Features
    "used, and a key stands for it": Row(
        keys=(key(sku="QFX5K-C1-AFL", feature="BGP"),),
        usage=(used("bgp", licensed=1),),
        said=(("key", "JUNOS1", "perpetual", "buy the license new", "P17", True),),
    ),
    "used beyond its key": Row(
        keys=(key(sku="QFX5K-C1-AFL", feature="bgp"),),
        usage=(used("bgp", used=2, licensed=1, needed=1),),
        said=(
            ("key", "JUNOS1", "perpetual", "buy the license new", "P17", True),
            ("feature", "bgp", "perpetual", "remove the configuration", "P17", False),
        ),
    ),
    "used without a license": Row(
        usage=(used("bgp", needed=1),),
        said=(("feature", "bgp", "perpetual", "remove the configuration", "P17", False),),
    ),
    "used without a subscription": Row(
        usage=(used("idp-sig", needed=1),),
        said=(("feature", "idp-sig", "subscription", "remove the configuration", "P18", False),),
    ),
    "a feature that no table knows": Row(
        usage=(used("warp", needed=1),),
        said=(("feature", "warp", "unknown", "ask the partner how it is sold", "P19", False),),
    ),
    "not used": Row(usage=(used("logical-system", used=0, licensed=3),)),
    "given by count, by the table": Row(
        usage=(used("logical-system"),),
        said=(("feature", "logical-system", "factory-given", "no action", "P16", False),),
    ),
    "given by count, by the device": Row(
        usage=(used("scale-x", used=0, used_given=5),),
        said=(("feature", "scale-x", "factory-given", "no action", "P16", False),),
    ),
    "licensed for good without a key": Row(
        usage=(used("remote-access", licensed=2, validity="permanent"),),
        said=(("feature", "remote-access", "factory-given", "no action", "P16", False),),
    ),
    "licensed for a time without a key": Row(
        usage=(used("idp-sig", licensed=1, end_date=date(2027, 1, 1)),),
        said=(("feature", "idp-sig", "unknown", "ask the partner", "P19", False),),
    ),
    "licensed by nothing that is known": Row(
        usage=(used("warp"),), said=(("feature", "warp", "unknown", "ask the partner", "P19", False),)
    ),
    "counts that don't tell": Row(
        usage=(used("warp", used=None, needed=None),),
        said=(("feature", "warp", "unknown", "ask the partner", "P19", False),),
    ),
    # What the seller says comes along
    "claimed beside no key": Row(
        claimed=("QFX5K-C2-AFL",),
        said=(("claim", "QFX5K-C2-AFL", "perpetual", "not transferred with the sale", "P17", True),),
    ),
    "a subscription that is claimed": Row(
        claimed=("S-ATP-3",), said=(("claim", "S-ATP-3", "subscription", "not transferred with the sale", "P18", True),)
    ),
    "claimed in words": Row(
        claimed=("advanced features",),
        said=(("claim", "advanced features", "unknown", "ask the partner", "P19", True),),
    ),
    "claimed and installed: priced once": Row(
        keys=(key(sku="QFX5K-C1-AFL"),),
        claimed=("qfx5k-c1-afl", "JUNOS1"),
        said=(("key", "JUNOS1", "perpetual", "buy the license new", "P17", True),),
    ),
    # What isn't known
    "no word of keys: what a feature rests on isn't known either": Row(
        keys=None,
        usage=(used("logical-system"), used("bgp", needed=1)),
        said=(
            ("feature", "logical-system", "unknown", "ask the partner", "P19", False),
            ("feature", "bgp", "perpetual", "remove the configuration", "P17", False),
        ),
        complete=False,
    ),
    "no word of use": Row(
        keys=(key(sku="QFX5K-C1-AFL"),),
        usage=None,
        said=(("key", "JUNOS1", "perpetual", "buy the license new", "P17", True),),
        complete=False,
    ),
}


@pytest.mark.parametrize("one", PLAN.values(), ids=PLAN)
def test_license_plan(one: Row) -> None:
    readings: dict[Rpc, object] = {
        Rpc.LICENSES: "timeout" if one.keys is None else Licenses(None, one.keys),
        Rpc.LICENSE_SUMMARY: "denied" if one.usage is None else Licenses(one.usage, None),
    }
    claim = Claim(SERIAL, licenses=one.claimed) if one.claimed else None
    case = a_case(readings, reference=SHIPPED, inputs=Inputs(claim=claim))
    plan = license_plan(case)
    assert len(plan.licenses) == 1 + len(one.said), plan.licenses
    for part, said in zip(plan.licenses, (EMBEDDED, *one.said), strict=True):
        of, name, kind, action, clause, buy = said
        assert (part.of, part.name, part.license_class, part.clause, part.buy) == (of, name, kind, clause, buy)
        assert action in part.action
        assert (part.evidence is None) == (of in ("hardware", "claim"))
    assert plan.complete == one.complete
    assert bool(plan.reason) == (not one.complete)
    to_buy = [said for said in one.said if said[5]]
    priced = [line for line in fees(case, plan).lines if line.clause == "P14"]
    assert len(priced) == len(to_buy), "one fee line for each license to be bought new, and for nothing else"
