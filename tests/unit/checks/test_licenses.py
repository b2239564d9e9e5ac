"""Checks of licenses, as a table of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reinstate.checks.framework import Action, Case
from reinstate.checks.framework.population import Population
from reinstate.checks.framework.run import run_check
from reinstate.checks.licenses import (
    BoundElsewhere,
    FormerOwner,
    InUseWithoutLicense,
    Invalid,
    NamesFormerOwner,
    Readable,
    TrialOrExpired,
)
from reinstate.device.model import Alarm, Alarms, FeatureUsage, InstalledLicense, LicensedFeature, Licenses
from reinstate.plan.requests import Rpc
from reinstate.reference.library import LicenseClass
from tests.unit.checks.builders import (
    ADVICE,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    SERIAL,
    Row,
    Said,
    a_case,
    a_profile,
    a_reference,
    a_unit,
    assert_row,
    named,
    row,
)
from tests.unit.checks.identity.evidence import seen

CLASSES = {
    "QFX5K-C1-AFL": LicenseClass.PERPETUAL,
    "S-ATP-3": LicenseClass.SUBSCRIPTION,
    "EVAL": LicenseClass.TRIAL,
    "JUNOS": LicenseClass.EMBEDDED,
}


def key(sku: str, name: str = "JUNOS1", *, bound_to: str = "", engine: str = "", **fields: object) -> InstalledLicense:
    stated: dict[str, object] = {"features": (LicensedFeature("bgp", "BGP", "permanent"),), "xpath": "//license"}
    return InstalledLicense(
        engine,
        name,
        sku,
        "4",
        "",
        "",
        "valid",
        bound_to,
        "",
        1,
        False,
        **{**stated, **fields},  # type: ignore[arg-type]
    )


def dated(end: date) -> tuple[LicensedFeature, ...]:
    return (LicensedFeature("atp", "ATP", "date-based", None, end),)


def feature(name: str, *, licensed: int | None = 0, used: int | None = 0, needed: int | None = 0) -> FeatureUsage:
    return FeatureUsage("", name, name.upper(), licensed, used, needed, xpath=f"//feature[{name}]")


def holding(
    *keys: InstalledLicense,
    usage: tuple[FeatureUsage, ...] | None = (),
    alarms: tuple[Alarm, ...] = (),
    **replaced: object,
) -> Case:
    """A unit with these keys, this use and these alarms; ``replaced`` are readings by their name in ``Rpc``."""
    readings: dict[Rpc, object] = {
        Rpc.LICENSE_SUMMARY: Licenses(usage, None),
        Rpc.LICENSES: Licenses(None, keys),
        Rpc.SYSTEM_ALARMS: Alarms(alarms),
        Rpc.CHASSIS_ALARMS: Alarms(()),
        **{Rpc[name]: reading for name, reading in replaced.items()},
    }
    return a_case(readings, reference=a_reference(licenses=CLASSES))


AFL = key("QFX5K-C1-AFL")
ATP = key("S-ATP-3", "JUNOS2", features=dated(date(2027, 12, 31)))
EXPIRED = key("S-ATP-3", "JUNOS3", features=dated(date(2024, 12, 31)))
TRIAL = key("EVAL", "E20210617001")
VIRTUAL = a_profile("vsrx", virtual=True)
UNTOLD = Said(INCONCLUSIVE, CONDITION, hold=False, noted=False)

READABLE = (
    row("told", Readable, holding(AFL), Said(PASS, text="installed licenses: 1")),
    row("told that there are none", Readable, holding(), PASS),
    row(
        "one reply lists both, the other the keys only",
        Readable,
        holding(LICENSE_SUMMARY=Licenses((), (AFL,)), LICENSES=Licenses(None, (AFL,))),
        Said(PASS, text="installed licenses: 1"),
    ),
    row(
        "no word of installed keys",
        Readable,
        holding(LICENSES=Licenses((), None)),
        Said(INCONCLUSIVE, CONDITION, hold=True, text="installed licenses"),
    ),
    row(
        "no word of use", Readable, holding(usage=None), Said(INCONCLUSIVE, CONDITION, hold=True, text="license usage")
    ),
    row("an empty element is no answer", Readable, holding(LICENSES="no-data"), INCONCLUSIVE),
    row("neither came", Readable, holding(LICENSES="timeout", LICENSE_SUMMARY="timeout"), INCONCLUSIVE, INCONCLUSIVE),
)

FORMER_OWNER = (
    row("no keys", FormerOwner, holding(), PASS),
    row("embedded", FormerOwner, holding(key("JUNOS")), PASS),
    row("a perpetual key", FormerOwner, holding(AFL), Said(FAIL, CONDITION, text="(P17)")),
    row("a subscription that still runs", FormerOwner, holding(ATP), Said(FAIL, CONDITION, text="(P18)")),
    row(
        "a key with its owner's reference",
        FormerOwner,
        holding(replace(AFL, has_customer_reference=True)),
        Said(FAIL, text="is installed, with a customer reference"),
    ),
    row("trial and expired are another check's", FormerOwner, holding(TRIAL, EXPIRED), PASS),
    row(
        "both replies list one key: one finding",
        FormerOwner,
        holding(AFL, LICENSE_SUMMARY=Licenses((), (AFL,))),
        Said(FAIL, subject="sw1 license JUNOS1"),
    ),
    row("a key of unknown kind", FormerOwner, holding(key("ZZZ")), replace(UNTOLD, text="ask the partner")),
    row(
        "unknown beside perpetual",
        FormerOwner,
        holding(AFL, key("ZZZ", "JUNOS9")),
        FAIL,
        INCONCLUSIVE,
    ),
    row(
        "keys of another member",
        FormerOwner,
        replace(
            holding(key("QFX5K-C1-AFL", engine="fpc2")),
            unit=a_unit(name="vc.fpc1", member="fpc1", engines=frozenset({"fpc1"})),
        ),
        PASS,
    ),
    row("no word of installed keys", FormerOwner, holding(LICENSES=Licenses((), None)), UNTOLD),
    row("missing", FormerOwner, holding(LICENSES="damaged"), UNTOLD),
)

BOUND_ELSEWHERE = (
    row("not bound", BoundElsewhere, holding(AFL), Said(PASS, text="bound keys: 0 of 1")),
    row("bound to this box", BoundElsewhere, holding(key("JUNOS", bound_to=SERIAL.lower())), PASS),
    row(
        "bound to another serial",
        BoundElsewhere,
        holding(key("JUNOS", bound_to="XX0226019999")),
        Said(FAIL, CONDITION, hold=True, text="Actual: XX0226019999"),
    ),
    row(
        "bound to a fellow member",
        BoundElsewhere,
        replace(
            holding(key("JUNOS", bound_to="XX0226010002")),
            population=Population((seen(), seen("sw1", "XX0226010002", unit="sw1.fpc1"))),
        ),
        PASS,
    ),
    row(
        "bound, and the own serial unknown",
        BoundElsewhere,
        replace(holding(key("JUNOS", bound_to=SERIAL)), unit=a_unit(serial_number="")),
        Said(INCONCLUSIVE, CONDITION, hold=True),
    ),
    row("missing", BoundElsewhere, holding(LICENSE_SUMMARY="denied"), Said(INCONCLUSIVE, CONDITION, hold=True)),
)

NEEDS_LICENSE = Alarm(
    "", "Minor", "License", "BGP Routing Protocol usage requires a license", "BGP usage requires a license"
)
EXPIRING = Alarm("", "Minor", "License", "License for feature scale is about to expire", "scale is about to expire")

GRACE = Alarm(
    "", "Minor", "License", "License grace period for feature bgp(1) is about to expire", "bgp is about to expire"
)

IN_USE = (
    row("nothing in use", InUseWithoutLicense, holding(), PASS),
    row("in use and licensed", InUseWithoutLicense, holding(usage=(feature("bgp", licensed=1, used=1),)), PASS),
    row(
        "in use without",
        InUseWithoutLicense,
        holding(usage=(feature("bgp", used=1, needed=1), feature("mpls"))),
        Said(FAIL, CONDITION, hold=False, subject="sw1 feature bgp", text="zeroize"),
    ),
    row(
        "in use beyond the licenses, and need isn't printed",
        InUseWithoutLicense,
        holding(usage=(feature("scale", licensed=2, used=5, needed=None),)),
        Said(FAIL, text="3 needed"),
    ),
    row(
        "covered by a factory-given count",
        InUseWithoutLicense,
        holding(usage=(replace(feature("scale", used=5, needed=None), used_given=10),)),
        PASS,
    ),
    row(
        "licensed for good without a key: it came with the software",
        InUseWithoutLicense,
        holding(usage=(feature("scale", licensed=2, used=1),)),
        PASS,
    ),
    row(
        "licensed by nothing that is known",
        InUseWithoutLicense,
        holding(usage=(feature("scale", used=1),)),
        replace(UNTOLD, subject="sw1 feature scale", text="ask the partner"),
    ),
    row(
        "licensed for a time, and no key is installed",
        InUseWithoutLicense,
        holding(usage=(replace(feature("atp", licensed=1, used=1), end_date=date(2027, 1, 1)),)),
        UNTOLD,
    ),
    row(
        "by a key of unknown kind, which is another check's",
        InUseWithoutLicense,
        holding(key("ZZZ"), usage=(feature("bgp", licensed=1, used=1),)),
        PASS,
    ),
    row(
        "in use beyond its license's end",
        InUseWithoutLicense,
        holding(EXPIRED, usage=(replace(feature("atp", licensed=1, used=1), end_date=date(2024, 12, 31)),)),
        Said(FAIL, CONDITION, text="expired on 2024-12-31"),
    ),
    row(
        "ended, and not in use",
        InUseWithoutLicense,
        holding(EXPIRED, usage=(replace(feature("atp", licensed=1), end_date=date(2024, 12, 31)),)),
        PASS,
    ),
    row(
        "no word of keys, by which a use is explained",
        InUseWithoutLicense,
        holding(LICENSES=Licenses((), None)),
        UNTOLD,
    ),
    row("a grace period", InUseWithoutLicense, holding(alarms=(GRACE,)), Said(FAIL, text="grace period")),
    row(
        "the table of what is given is missing",
        InUseWithoutLicense,
        replace(holding(), reference=a_reference(sets={})),
        Said(INCONCLUSIVE, text="license-skus"),
    ),
    row("counts that don't tell", InUseWithoutLicense, holding(usage=(feature("x", used=None, needed=None),)), UNTOLD),
    row(
        "told by an alarm alone", InUseWithoutLicense, holding(alarms=(NEEDS_LICENSE,)), Said(FAIL, text="BGP Routing")
    ),
    *(
        row(
            f"logical systems, of type {by}",
            InUseWithoutLicense,
            holding(alarms=(Alarm("", "Minor", by, "1 Logical System requires a license", "LSYS license"),)),
            Said(FAIL, CONDITION, text="1 Logical System requires a license"),
        )
        for by in ("License", "System", "Chassis")
    ),
    row("another license alarm", InUseWithoutLicense, holding(alarms=(EXPIRING,)), PASS),
    row("no word of use", InUseWithoutLicense, holding(usage=None), UNTOLD),
    row("alarms missing", InUseWithoutLicense, holding(SYSTEM_ALARMS="timeout"), UNTOLD),
)

TRIAL_OR_EXPIRED = (
    row("no keys", TrialOrExpired, holding(), PASS),
    row("a trial", TrialOrExpired, holding(TRIAL), Said(FAIL, ADVICE, hold=False, text="a trial license key")),
    row("an expired subscription", TrialOrExpired, holding(EXPIRED), Said(FAIL, ADVICE, text="an expired license key")),
    row("keys that hold", TrialOrExpired, holding(AFL, ATP), PASS),
    row("missing", TrialOrExpired, holding(LICENSES="closed"), Said(INCONCLUSIVE, ADVICE, noted=True)),
)

REFUSED = replace(key("JUNOS"), state="invalid")
INVALID = (
    row("no keys", Invalid, holding(), PASS),
    row("valid", Invalid, holding(AFL, ATP), PASS),
    row("no state printed", Invalid, holding(replace(AFL, state="")), PASS),
    row("refused", Invalid, holding(REFUSED), Said(FAIL, CONDITION, hold=False, text="ask the seller")),
    row(
        "refused for one of its features",
        Invalid,
        holding(replace(AFL, features=(LicensedFeature("bgp", "BGP", "permanent", state="Invalid"),))),
        Said(FAIL, CONDITION),
    ),
    row(
        "a validity that is none",
        Invalid,
        holding(replace(AFL, features=(LicensedFeature("bgp", "BGP", "invalid"),))),
        Said(FAIL, CONDITION),
    ),
    row("expired and trial are another check's", Invalid, holding(replace(EXPIRED, state="invalid"), TRIAL), PASS),
    row("no word of installed keys", Invalid, holding(LICENSES=Licenses((), None)), UNTOLD),
    row("missing", Invalid, holding(LICENSES="damaged"), UNTOLD),
    row("a virtual device", Invalid, replace(holding(), profile=VIRTUAL), NOT_APPLICABLE),
)

NAMED = replace(AFL, has_customer_reference=True)
NAMES_FORMER_OWNER = (
    row("no keys", NamesFormerOwner, holding(), PASS),
    row("no customer", NamesFormerOwner, holding(AFL), PASS),
    row("a customer", NamesFormerOwner, holding(NAMED), Said(FAIL, ADVICE, hold=False, text="proof of ownership")),
    row("an evaluation names nobody", NamesFormerOwner, holding(replace(NAMED, for_evaluation=True)), PASS),
    row("missing", NamesFormerOwner, holding(LICENSES="closed"), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("a virtual device", NamesFormerOwner, replace(holding(NAMED), profile=VIRTUAL), NOT_APPLICABLE),
)

TABLE: tuple[Row, ...] = (
    *READABLE,
    *FORMER_OWNER,
    *BOUND_ELSEWHERE,
    *IN_USE,
    *TRIAL_OR_EXPIRED,
    *INVALID,
    *NAMES_FORMER_OWNER,
)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_licenses(one: Row) -> None:
    assert_row(one)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_a_next_step_says_what_kind_of_step_it_is(one: Row) -> None:
    steps = [said for said in run_check(one.check(), one.case) if said.next_step and said.action is Action.NONE]
    assert not steps
