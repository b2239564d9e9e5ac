"""Small builders, so that a check's case is data only.

``a_case({Rpc.SOFTWARE: software("23.4R2")}, unit=a_unit(...))`` is a case; ``Row`` is a line of a table that
``assert_row`` judges. A reading is given as its typed content, or as a status ("timeout") where it isn't known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from reinstate.checks.framework import Action, Case, Check, Finding, Gravity, Result, SessionFacts
from reinstate.checks.framework.inputs import Baseline, Inputs, SerialLists
from reinstate.checks.framework.population import Population
from reinstate.checks.framework.run import run_check
from reinstate.decision.shortest_path import DESTROYING
from reinstate.device.model import (
    Authorization,
    Chassis,
    ChassisInventory,
    Device,
    Fru,
    FruKind,
    Package,
    SoftwareEngine,
    SoftwareInformation,
    Unit,
)
from reinstate.device.reading import Known, Reading, Unknown, unknown_because
from reinstate.device.version import JunosVersion
from reinstate.plan.requests import CATALOG, ON_ORDER, Need, Rpc
from reinstate.reference.library import (
    Assembly,
    LicenseClass,
    LifecycleAnswer,
    LifecycleRow,
    LifecycleState,
    Part,
    Reference,
    ReleaseAnswer,
    ReleaseState,
)
from reinstate.reference.profiles import PlatformProfile
from reinstate.reference.sets import SetInfo

TODAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SERIAL = "XX0226010001"

PASS = Result.PASS
FAIL = Result.FAIL
INCONCLUSIVE = Result.INCONCLUSIVE
NOT_APPLICABLE = Result.NOT_APPLICABLE
BLOCKER = Gravity.BLOCKER
CONDITION = Gravity.CONDITION
ADVICE = Gravity.ADVICE


class Sets(dict[str, SetInfo]):
    """Every reference set by whatever name, all pinned and as fresh as ``as_of``."""

    def __init__(self, as_of: date) -> None:
        super().__init__()
        self.as_of = as_of

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> SetInfo:
        return SetInfo(name, self.as_of, "0" * 64, "a test", 365, pinned=True)


@dataclass(frozen=True, slots=True)
class Tables(Reference):
    """A reference whose answers are stated in the case itself; what isn't stated is unknown.

    Attributes:
        said_of_hardware: name (any case) to its state, or to the whole answer.
        said_of_releases: release text to its state.
        said_of_licenses: license name or SKU to its class.
    """

    said_of_hardware: Mapping[str, LifecycleState | LifecycleAnswer] = field(default_factory=dict)
    said_of_releases: Mapping[str, ReleaseState] = field(default_factory=dict)
    said_of_licenses: Mapping[str, LicenseClass] = field(default_factory=dict)

    def release(self, version: JunosVersion, model: str, on: date) -> ReleaseAnswer:
        return ReleaseAnswer(self.said_of_releases.get(version.text, ReleaseState.UNKNOWN), "as the case states it")

    def lifecycle(self, names: Sequence[str], on: date) -> LifecycleAnswer:
        stated = {name.upper(): answer for name, answer in self.said_of_hardware.items()}
        for name in names:
            answer = stated.get(name.upper())
            if isinstance(answer, LifecycleAnswer):
                return answer
            if answer is not None:
                row = LifecycleRow(name, None, date(2022, 7, 1), date(2027, 7, 1), "A", "a test")
                return LifecycleAnswer(answer, "as the case states it", (row,), name)
        return LifecycleAnswer(LifecycleState.UNKNOWN, "no row")

    def supported_release_exists(self, profile: PlatformProfile, on: date) -> bool | None:
        state = self.said_of_releases.get(profile.last_release)
        return None if state is None else state is not ReleaseState.ENDED

    def license_class(
        self,
        *,
        sku: str,
        order_type: str,
        license_type: str,
        name: str,
        validity: str,
        dated: bool,
        features: Sequence[str] = (),
    ) -> LicenseClass:
        return self.said_of_licenses.get(sku) or self.said_of_licenses.get(name) or LicenseClass.UNKNOWN


def a_reference(
    *,
    lifecycles: Mapping[str, LifecycleState | LifecycleAnswer] | None = None,
    releases: Mapping[str, ReleaseState] | None = None,
    parts: Mapping[str, Sequence[Part]] | None = None,
    assemblies: Sequence[Assembly] = (),
    licenses: Mapping[str, LicenseClass] | None = None,
    sets: Mapping[str, SetInfo] | None = None,
) -> Tables:
    """A reference with fresh sets that says just this."""
    return Tables(
        sets=Sets(TODAY.date()) if sets is None else sets,
        said_of_hardware=lifecycles or {},
        said_of_releases=releases or {},
        part_rows={number: tuple(rows) for number, rows in (parts or {}).items()},
        assembly_rows={one.assembly_id: (one,) for one in assemblies},
        said_of_licenses=licenses or {},
    )


EVERYTHING = frozenset(rpc for rpc, request in CATALOG.items() if request.need is Need.EXPECTED)
ON_REQUEST = frozenset(rpc for rpc, request in CATALOG.items() if request.need in ON_ORDER)


def a_profile(name: str = "ex4400", **fields: object) -> PlatformProfile:
    """A fixed switch that tells every expected item, and every optional one on request, unless the fields say more."""
    stated: dict[str, object] = {
        "family": "ex",
        "models": (f"{name}*",),
        "expected": EVERYTHING,
        "optional": ON_REQUEST,
        **fields,
    }
    return PlatformProfile(name, **stated)  # type: ignore[arg-type]


MODULAR = a_profile("mx480", family="mx", modular=True, redundant_engines=True, eeprom=True)


def a_unit(*frus: Fru, host: str = "sw1", name: str = "", **fields: object) -> Unit:
    """A sound EX4400 unless the fields say otherwise."""
    stated: dict[str, object] = {
        "serial_number": SERIAL,
        "serial_item": Rpc.INVENTORY,
        "serial_xpath": "/chassis-inventory/chassis/serial-number",
        "model": "ex4400-48p",
        "description": "EX4400-48P",
        **fields,
    }
    return Unit(host, name or host, frus=frus, **stated)  # type: ignore[arg-type]


def a_fru(kind: FruKind, place: str, *children: Fru, **fields: object) -> Fru:
    """A module at ``FPC 0 / PIC 1``; further fields as in ``Fru`` (description, version, part_number, ...)."""
    return Fru(tuple(place.split(" / ")), kind, children=children, xpath=f"//{place}", **fields)  # type: ignore[arg-type]


def inventory(unit: Unit, **fields: object) -> ChassisInventory:
    """The inventory that shows just that unit's chassis and modules; fields replace the chassis' own."""
    stated: dict[str, object] = {
        "description": unit.description,
        "serial_number": unit.serial_number,
        "part_number": unit.part_number,
        "model_number": unit.model_number,
        "clei_code": unit.clei_code,
        "frus": unit.frus,
        "xpath": "/chassis-inventory/chassis",
        **fields,
    }
    return ChassisInventory((Chassis("", "Chassis", **stated),))  # type: ignore[arg-type]


def software(*versions: str, packages: Sequence[Package] = (), model: str = "ex4400-48p") -> SoftwareInformation:
    """Software of one engine per version; several are ``re0``, ``re1``, ... and ``engine=version`` names them."""
    engines = []
    for place, stated in enumerate(versions):
        engine, _, text = stated.rpartition("=")
        named = engine or (f"re{place}" if len(versions) > 1 else "")
        version = a_version(text) if text else None
        engines.append(SoftwareEngine(named, "sw", model, version, tuple(packages), f"//engine[{place}]"))
    return SoftwareInformation(tuple(engines))


def a_version(text: str) -> JunosVersion:
    """The release as the parser reads it."""
    parse = getattr(JunosVersion, "parse", JunosVersion)
    version: JunosVersion = parse(text)
    return version


SUPER_USER = Authorization("bench", "super-user", frozenset({"all"}))


def a_case(
    readings: Mapping[Rpc, object] | None = None,
    *,
    unit: Unit | None = None,
    profile: PlatformProfile | None = a_profile(),  # noqa: B008 - frozen
    reference: Reference | None = None,
    lists: SerialLists | None = None,
    baseline: Baseline | None = None,
    inputs: Inputs | None = None,
    population: Population | None = None,
    session: SessionFacts | None = None,
    as_of: datetime = TODAY,
) -> Case:
    """A case with these readings beside a super-user's authorization and the unit's own inventory.

    A reading that is a text is unknown with that status; None takes a reading away that would be there.
    """
    unit = unit or a_unit()
    stated: dict[Rpc, object] = {Rpc.AUTHORIZATION: SUPER_USER, Rpc.INVENTORY: inventory(unit), **(readings or {})}
    device = Device(unit.host, {rpc: _reading(rpc, value) for rpc, value in stated.items() if value is not None})
    if inputs is None:
        inputs = Inputs(lists=lists or SerialLists(none_held=True), baseline=baseline or Baseline())
    return Case(
        unit=unit,
        device=device,
        profile=profile,
        reference=reference or a_reference(),
        inputs=inputs,
        population=population or Population(),
        session=session or SessionFacts(host_key="SHA256:bench"),
        as_of=as_of,
    )


def _reading(rpc: Rpc, value: object) -> Reading[object]:
    if isinstance(value, Known | Unknown):
        return value
    if isinstance(value, str):
        return unknown_because(rpc, value)
    return Known(rpc, value)


@dataclass(frozen=True, slots=True)
class Said:
    """What one finding must say; fields left at None aren't looked at.

    Attributes:
        text: a part of the finding's message.
    """

    result: Result
    gravity: Gravity | None = None
    subject: str | None = None
    hold: bool | None = None
    noted: bool | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a check's table: a case, and every finding that must come of it, in order."""

    name: str
    check: type[Check]
    case: Case
    said: tuple[Said, ...]


def row(name: str, check: type[Check], case: Case, *said: Said | Result) -> Row:
    """A line; a bare result stands for a finding of which only the result matters."""
    return Row(name, check, case, tuple(Said(one) if isinstance(one, Result) else one for one in said))


def named(one: Row) -> str:
    """The line's name for pytest."""
    return f"{one.check.id}: {one.name}"


def assert_row(one: Row) -> None:
    """Judge the line's case and hold every finding against what it must say."""
    findings = run_check(one.check(), one.case)
    told = "\n".join(f"{finding.result} {finding.gravity} {finding.message}" for finding in findings)
    assert [finding.result for finding in findings] == [said.result for said in one.said], told
    for finding, said in zip(findings, one.said, strict=True):
        _assert_said(finding, said)


def _assert_said(finding: Finding, said: Said) -> None:
    for name in ("gravity", "subject", "hold", "noted"):
        expected = getattr(said, name)
        assert expected is None or getattr(finding, name) == expected, (name, finding)
    assert said.text is None or said.text in f"{finding.message} {finding.next_step}", finding.message
    if finding.result in (FAIL, INCONCLUSIVE):
        assert finding.what, finding
    # Whoever is told what to do is told what kind of step it is; and nothing stands in the way without a step.
    assert bool(finding.next_step) == (finding.action is not Action.NONE), finding
    in_the_way = finding.result in (FAIL, INCONCLUSIVE) and not finding.noted and finding.gravity is not ADVICE
    assert finding.next_step or not in_the_way, finding
    # What may yet mean a hold isn't settled by wiping it, or by taking it away.
    unsure = finding.result is INCONCLUSIVE and finding.hold and not finding.noted
    assert not (unsure and finding.action in DESTROYING | {Action.REMOVE, Action.REPLACE}), finding
