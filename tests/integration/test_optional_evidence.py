"""Evidence that a policy switches on: asked of the emulated rack, stored as it comes, and judged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reinstate.checks.catalog import make_checks
from reinstate.checks.framework import Case, Finding, Gravity, Result, SessionFacts
from reinstate.checks.framework.evidence_plan import second_wave
from reinstate.checks.framework.inputs import Baseline, Inputs, SerialLists
from reinstate.checks.framework.population import Population
from reinstate.checks.framework.run import run_check
from reinstate.decision.policy import load_policy, shipped_policy
from reinstate.device.from_evidence import RawItem, read_device
from reinstate.device.units import product_model, runs_evolved, units_of
from reinstate.evidence.bundle import Bundle, StoredItem
from reinstate.evidence.classify import classify
from reinstate.lab.emulated_device import EmulatedDevice
from reinstate.lab.netconf_server import read_message, reply
from reinstate.lab.spec import DeviceSpec, Optic
from reinstate.lab.spec_files import load_rack
from reinstate.plan.requests import CATALOG, FIRST_WAVE, ON_ORDER, Need, Request, Rpc
from reinstate.reference.loading import load_shipped
from reinstate.session.transcript import Reply, ReplyStatus
from reinstate.workflow.read_evidence import read_host

AS_OF = datetime(2026, 11, 23, tzinfo=UTC)
SPECS = {spec.name: spec for spec in load_rack()}
CHECKS = make_checks()
PASS, FAIL, INCONCLUSIVE, MOOT = Result.PASS, Result.FAIL, Result.INCONCLUSIVE, Result.NOT_APPLICABLE


def collected(spec: DeviceSpec, switched_on: Collection[Rpc]) -> Bundle:
    """What a session stores: the first wave, then what the plan makes of it."""
    device = EmulatedDevice(spec, datetime.now(UTC))
    items = {request.id: answered(device, request) for request in FIRST_WAVE}
    seen = read_device(spec.name, {rpc: RawItem(item.status, item.raw) for rpc, item in items.items()})
    profile = load_shipped().profile_for(*product_model(seen), evolved=runs_evolved(seen))
    asked = second_wave(seen, profile, CHECKS, switched_on)
    return Bundle(spec.name, None, items=items | {request.id: answered(device, request) for request in asked})


def answered(device: EmulatedDevice, request: Request) -> StoredItem:
    message = read_message(f'<rpc message-id="7">{request.xml()}</rpc>'.encode())
    assert message is not None
    assert message.request is not None
    body = device.answer(message.request, next(iter(device.logins))).body
    raw = reply(device, message.attributes, body)
    told = classify(Reply(request, ReplyStatus.ANSWERED, raw, AS_OF, 0.1))
    return StoredItem(told.status, raw, told.error)


def judged(bundle: Bundle, switched_on: Collection[Rpc]) -> dict[str, list[Finding]]:
    reference = load_shipped().held_to(shipped_policy().pins, ())
    evidence = read_host(bundle, reference, CHECKS, frozenset(switched_on))
    case = Case(
        unit=units_of(evidence.device)[0],
        device=evidence.device,
        profile=evidence.profile,
        reference=reference,
        inputs=Inputs(SerialLists(none_held=True), Baseline(frozenset({"inspector"}))),
        population=Population(),
        session=SessionFacts(host_key="SHA256:x", clock_offset=0.0),
        as_of=AS_OF,
    )
    return {check.id: list(run_check(check, case)) for check in CHECKS}


@dataclass(frozen=True)
class Row:
    """A device that differs from one of the rack, what is switched on, and what the check then says, gravest last."""

    name: str
    host: str
    check: str
    results: tuple[Result, ...]
    on: frozenset[Rpc] = frozenset()
    differs: dict[str, Any] = field(default_factory=dict)
    hold: bool = False


def asked(name: str, host: str, check: str, item: Rpc, *results: Result, hold: bool = False, **differs: Any) -> Row:
    return Row(name, host, check, results, frozenset({item}), differs, hold)


ON_REQUEST = frozenset(rpc for rpc, request in CATALOG.items() if request.need in ON_ORDER)
_HOT = ("laser-bias-current-high-alarm",)
MISMATCH = "Nov 20 12:00:00  acx kernel: veriexec: fingerprint for dev 87, file 1234 aa11 != bb22"
TABLE = (
    Row("not asked", "acx7100-evolved", "integrity.runtime", (INCONCLUSIVE,)),
    asked("runs", "acx7100-evolved", "integrity.runtime", Rpc.INTEGRITY_CHECK, PASS),
    asked(
        "is off",
        "acx7100-evolved",
        "integrity.runtime",
        Rpc.INTEGRITY_CHECK,
        FAIL,
        integrity="Integrity mechanism is not running",
        hold=True,
    ),
    asked(
        "classic Junos is left to the console", "mx204-clean", "integrity.runtime", Rpc.INTEGRITY_CHECK, INCONCLUSIVE
    ),
    asked("nothing in the log", "ex4400-clean", "integrity.log-lines", Rpc.LOG_MESSAGES, PASS),
    asked("a changed program", "ex4400-clean", "integrity.log-lines", Rpc.LOG_MESSAGES, FAIL, hold=True, log=MISMATCH),
    Row("the log was not asked for", "ex4400-clean", "integrity.log-lines", (INCONCLUSIVE,), differs={"log": MISMATCH}),
    asked("both slices", "ex4200-eos", "software.backup-image", Rpc.SNAPSHOT_INTERNAL, FAIL, FAIL),
    asked(
        "another slice",
        "ex4200-eos",
        "software.backup-image",
        Rpc.SNAPSHOT_INTERNAL,
        FAIL,
        snapshots={"internal (/dev/da0s2a) (backup)": "12.3R12.4"},
    ),
    Row("both sets of a VM host, which every plan asks", "mx204-clean", "software.backup-image", (PASS, PASS)),
    Row(
        "an old set of a VM host",
        "mx204-clean",
        "software.backup-image",
        (PASS, FAIL),
        differs={"sets": {"p": "", "b": "21.4R3.15"}},
    ),
    asked("no snapshot on a router", "acx7100-evolved", "software.backup-image", Rpc.SNAPSHOT, MOOT),
    Row("a VM host's other disk", "mx204-clean", "health.boot-media", (FAIL,), differs={"boot_disk": "Alternate"}),
    asked("USB", "mx204-clean", "health.boot-media", Rpc.BOOT_MEDIA, FAIL, boot_media="usb"),
    asked("a repaired slice", "ex4200-eos", "health.boot-media", Rpc.AUTO_SNAPSHOT, FAIL, auto_snapshot="Completed"),
    asked(
        "optics",
        "ex4400-clean",
        "health.optics-levels",
        Rpc.OPTICS,
        FAIL,
        optics={"xe-0/2/0": Optic(), "xe-0/2/1": Optic(raised=("laser-bias-current-high-alarm",))},
    ),
    asked("no optics", "ex4400-clean", "health.optics-levels", Rpc.OPTICS, INCONCLUSIVE),
    asked("our own session", "ex4400-clean", "integrity.sessions", Rpc.USERS, PASS),
    asked("PoE", "ex3400-old-release", "health.poe-controllers", Rpc.POE, PASS),
    asked("PoE at fault", "ex3400-old-release", "health.poe-controllers", Rpc.POE, FAIL, poe_status="Device fault"),
)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.check}: {row.name}")
def test_optional_evidence(row: Row) -> None:
    spec = SPECS[row.host].model_copy(update=row.differs)
    findings = judged(collected(spec, row.on), row.on)[row.check]
    told = "\n".join(finding.message for finding in findings)
    assert sorted(finding.result for finding in findings) == sorted(row.results), told
    assert any(finding.hold for finding in findings if finding.result is FAIL) is row.hold, told


@pytest.mark.parametrize("lost", ["integrity.runtime", "integrity.log-lines"])
def test_what_was_asked_and_is_lost_weighs_as_its_failure_would(lost: str) -> None:
    on = frozenset({Rpc.INTEGRITY_CHECK, Rpc.LOG_MESSAGES})
    spec = SPECS["acx7100-evolved"].model_copy(update={"integrity": "disabled", "log": MISMATCH})
    bundle = collected(spec, on)
    (before,) = (one for one in judged(bundle, on)[lost] if one.result is FAIL)
    for gone in (on, on | {Rpc.SOFTWARE, Rpc.INVENTORY}):
        left = replace(bundle, items={rpc: item for rpc, item in bundle.items.items() if rpc not in gone})
        (after,) = judged(left, on)[lost]
        assert (after.result, after.gravity, after.hold, after.noted) == (INCONCLUSIVE, before.gravity, True, False)


WRECKS = {
    "acx7100-evolved": {"integrity": "disabled", "log": MISMATCH, "optics": {"et-0/0/1": Optic(raised=_HOT)}},
    "ex4200-eos": {"snapshots": {"internal (backup)": "12.3R12.4"}, "auto_snapshot": "Completed", "log": MISMATCH},
    "mx204-clean": {"boot_disk": "Alternate", "boot_media": "usb", "sets": {"b": "21.4R3.15"}, "log": MISMATCH},
}
_WEIGHT = {Gravity.ADVICE: 1, Gravity.CONDITION: 2, Gravity.BLOCKER: 3}


@cache
def wreck(host: str) -> Bundle:
    return collected(SPECS[host].model_copy(update=WRECKS[host]), ON_REQUEST)


@cache
def standing(host: str, lost: frozenset[Rpc]) -> dict[str, tuple[int, bool]]:
    """How gravely each check stands in the way of that wreck without those items, and whether it may hold it."""
    bundle = wreck(host)
    left = replace(bundle, items={rpc: item for rpc, item in bundle.items.items() if rpc not in lost})
    weighing = {
        check: [one for one in findings if one.result in (FAIL, INCONCLUSIVE) and not one.noted]
        for check, findings in judged(left, ON_REQUEST).items()
    }
    return {
        check: (max((_WEIGHT[one.gravity] for one in ones), default=0), any(one.hold for one in ones))
        for check, ones in weighing.items()
    }


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(WRECKS)), st.data())
def test_a_lost_item_never_makes_any_check_milder(host: str, data: st.DataObject) -> None:
    lost = data.draw(st.frozensets(st.sampled_from(sorted(wreck(host).items)), min_size=1, max_size=4))
    before, after = standing(host, frozenset()), standing(host, lost)
    notes = {check.id for check in CHECKS if check.severity.unknown_is_noted}
    assert {check for check in before.keys() - notes if after[check] < before[check]} == set()


def test_what_nobody_asked_for_is_no_evidence() -> None:
    spec = SPECS["ex4400-clean"].model_copy(update={"log": MISMATCH})
    bundle = collected(spec, {Rpc.LOG_MESSAGES})
    assert Rpc.LOG_MESSAGES in bundle.items
    (finding,) = judged(bundle, ())["integrity.log-lines"]
    assert (finding.result, finding.noted) == (INCONCLUSIVE, True)


def test_no_shipped_policy_switches_on_what_is_asked_by_name_alone() -> None:
    for policy in (resources.files("reinstate.decision.policy") / "shipped").iterdir():
        with resources.as_file(policy) as path:
            asked_for = load_policy(path).switched_on if path.suffix == ".yml" else frozenset()
        assert not [rpc for rpc in asked_for if CATALOG[rpc].need is Need.EXPLICIT], policy


def test_every_item_on_order_is_answered_by_some_platform() -> None:
    answered_somewhere = {rpc for profile in load_shipped().profiles for rpc in profile.optional}
    assert answered_somewhere == {rpc for rpc, request in CATALOG.items() if request.need in ON_ORDER}
