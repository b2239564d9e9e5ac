"""What the shipped policies make of each check: the default one row by row, and what the strict one adds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from reinstate.checks.catalog import make_checks
from reinstate.checks.framework import Check, Finding, Gravity, Result
from reinstate.checks.framework.run import run_check
from reinstate.decision.policy import DEFAULT, Policy, load_policy, policy_named, shipped_pins, shipped_policy
from reinstate.decision.verdict import counts
from reinstate.errors import InputError
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import a_case, software
from tests.unit.decision.examples import HEAD, finding

BLOCKER, CONDITION, ADVICE = Gravity.BLOCKER, Gravity.CONDITION, Gravity.ADVICE
BY_ID = {check.id: check for check in make_checks()}


@dataclass(frozen=True)
class Stated:
    """One row of the default policy's table, for the check that carries it.

    Attributes:
        gravity: what a failure means, of most subjects.
        gravest: the worst possible gravity, which an inconclusive finding therefore carries.
        hold: whether a failure puts the unit on hold: "yes", "no", or "some" where only some failures do.
        noted: what can't be told is an open point and doesn't weigh.
    """

    check: str
    gravity: Gravity
    gravest: Gravity
    hold: str = "no"
    noted: bool = False


def blocker(check: str, *, hold: str = "no", noted: bool = False) -> Stated:
    return Stated(check, BLOCKER, BLOCKER, hold, noted)


def condition(check: str, *, gravest: Gravity = CONDITION, hold: str = "no", noted: bool = False) -> Stated:
    return Stated(check, CONDITION, gravest, hold, noted)


def advice(check: str) -> Stated:
    return Stated(check, ADVICE, ADVICE, noted=True)


# In the order of the table. What differs from it, or what one check makes of several rows, is said beside.
TABLE = (
    # identity
    blocker("identity.is-hardware"),
    blocker("identity.chassis-serial", hold="yes"),
    condition("identity.model-agrees", hold="yes"),
    blocker("identity.serial-stable", hold="yes"),
    blocker("attested.label", hold="yes", noted=True),
    blocker("claims.serial-agrees", hold="yes"),  # noted where nothing is declared, see UNDECLARED
    condition("claims.model-agrees", hold="yes"),  # likewise
    blocker("identity.clone", hold="yes"),
    blocker("identity.listed", hold="yes"),
    blocker("identity.entitlement", hold="yes"),  # likewise
    condition("identity.base-mac", hold="yes"),
    advice("identity.host-key"),
    # lifecycle
    blocker("lifecycle.chassis-end-of-support"),
    blocker("lifecycle.chassis-end-of-life"),  # announced: inconclusive, and a blocker under the strict policy
    blocker("lifecycle.control-end-of-support"),  # of a midplane it is noted
    condition("lifecycle.line-cards-end-of-support"),
    advice("lifecycle.accessories-end-of-support"),
    advice("lifecycle.supportable-for-a-year"),
    # software
    condition("software.supported-release", gravest=BLOCKER),
    blocker("software.release-exists", noted=True),
    condition("software.same-release"),
    condition("software.second-engine-seen"),
    condition("software.standard-build"),
    condition("software.known-exploited"),
    advice("software.backup-image"),
    advice("software.weak-ssh"),
    # licenses
    condition("licenses.readable", hold="some"),  # unread keys might be bound to another serial
    condition("licenses.former-owner"),
    condition("licenses.bound-elsewhere", hold="yes"),
    condition("licenses.in-use-without-license"),
    advice("licenses.trial-or-expired"),
    condition("licenses.invalid"),  # beside the table: a key that the device refuses comes out
    advice("licenses.names-a-former-owner"),
    # FRUs
    condition("frus.identity-present"),
    condition("frus.part-number-belongs"),  # a contradiction is inconclusive; an unknown part number is noted
    condition("frus.eeprom-consistent"),  # a contradiction is inconclusive
    condition("frus.base-mac-in-record"),  # likewise; the MAC address in the chassis' record
    condition("claims.modules", hold="some"),  # missing: no hold; swapped: hold; unexpected: advice
    advice("frus.third-party-optics"),
    condition("frus.third-party-supply-or-fan"),
    advice("frus.empty-slots"),
    advice("frus.empty-card-slots"),
    advice("frus.repeated-optics"),  # serial shape and repeats are only ever advice
    advice("frus.serial-shape"),
    # health
    condition("health.settled", gravest=BLOCKER),
    blocker("health.at-least-one-supply"),
    condition("health.supplies"),  # one that was not declared as fed is "not tested", advice
    condition("health.fans", gravest=BLOCKER),  # a blocker where fans can't be removed
    condition("health.temperature"),
    condition("health.environment"),  # beside the table: what else the sensors say
    blocker("health.forwarding"),
    condition("health.line-cards"),
    condition("health.hardware-authentication", hold="yes"),
    condition("health.boards"),
    blocker("health.routing-engines"),  # of two, a condition
    blocker("health.hardware-errors"),  # of a card, a condition
    condition("health.alarms"),
    condition("health.storage"),
    condition("health.core-dumps"),
    condition("health.boot-media"),
    advice("health.reboot-reason"),
    # A member that is present and doesn't join is a condition; one that isn't there is a leftover, advice.
    condition("health.virtual-chassis-members"),
    advice("health.cluster"),
    advice("health.optics-levels"),
    advice("health.poe-controllers"),
    blocker("attested.condition", noted=True),
    blocker("attested.ports", noted=True),
    blocker("attested.post", noted=True),
    # integrity
    condition("integrity.visibility", hold="some"),
    condition("integrity.accounts", hold="some"),  # on hold where the box was reimaged
    condition("integrity.scripts", hold="some"),
    condition("integrity.script-files", hold="some"),
    blocker("integrity.runtime", hold="yes"),  # not asked: noted
    condition("integrity.log-lines", hold="some"),  # likewise; fingerprint lines hold
    advice("integrity.sessions"),
    advice("integrity.listeners"),
    advice("integrity.tell-tale-files"),
    advice("integrity.temporary-files"),
    advice("integrity.services"),
    advice("integrity.clock"),
    # sanitization
    condition("sanitization.former-configuration"),
    condition("sanitization.certificates"),
    advice("sanitization.logs-and-history"),
)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.check)
def test_the_default_policy_is_the_table(row: Stated) -> None:
    check = BY_ID[row.check]
    hold = "yes" if check.severity.hold else "some" if check.severity.may_hold else "no"
    assert (
        Stated(check.id, check.severity.gravity, check.severity.ceiling, hold, check.severity.unknown_is_noted) == row
    )


def test_every_check_stands_in_the_table() -> None:
    """A new check needs its row: what its failure means, and what an unknown does."""
    assert sorted(row.check for row in TABLE) == sorted(BY_ID)


def test_the_default_policy_changes_no_check() -> None:
    policy = shipped_policy()
    assert not policy.gravity
    assert not policy.unknown_weighs
    assert not policy.disabled_checks
    assert not policy.inputs.end_of_life_blocks


# What the default policy only notes as long as nothing is declared, and the strict one requires.
UNDECLARED = (
    "identity.entitlement",
    "claims.serial-agrees",
    "claims.model-agrees",
    "claims.modules",
    "attested.condition",
    "attested.label",
    "attested.ports",
    "attested.post",
)


@pytest.mark.parametrize("check", UNDECLARED)
def test_what_nobody_declared(check: str) -> None:
    (said,) = run_check(BY_ID[check], a_case({Rpc.SOFTWARE: software("23.4R2")}))
    assert (said.result, counts(shipped_policy().applied_to(said))) == (Result.INCONCLUSIVE, False)
    assert counts(shipped_policy("strict").applied_to(said))
    assert said.next_step


def test_strict_is_stricter_everywhere() -> None:
    """Whatever a check says, the strict policy makes at least as much of it as the default one."""
    default, strict = shipped_policy(), shipped_policy("strict")
    for check in BY_ID.values():
        for said in _every_finding(check):
            mild, hard = default.applied_to(said), strict.applied_to(said)
            assert counts(hard) >= counts(mild), said
    assert strict.inputs.end_of_life_blocks


def _every_finding(check: Check) -> list[Finding]:
    return [
        finding(result, gravity, check=check.id, noted=noted)
        for result in Result
        for gravity in Gravity
        for noted in (False, True)
    ]


@pytest.mark.parametrize(
    ("stated", "name"),
    [(None, "default"), (Path("default"), "default"), (Path("strict"), "strict")],
)
def test_shipped_policies_by_name(stated: Path | None, name: str) -> None:
    assert policy_named(stated).name == name


def test_a_policy_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "strict"
    path.write_text(HEAD, encoding="utf-8")
    assert policy_named(path).name == "bench"
    with pytest.raises(InputError, match="cannot be read"):
        policy_named(Path("stricter"))


def _extending(folder: Path, text: str = "", base: str = "strict") -> Policy:
    path = folder / "policy.yml"
    path.write_text(f"{HEAD}extends: {base}\n{text}", encoding="utf-8")
    return load_policy(path)


def test_a_policy_that_extends_the_strict_one_states_only_its_own(tmp_path: Path) -> None:
    strict = shipped_policy("strict")
    policy = _extending(tmp_path, "lists: {none_held: true}\nhosts: {mx-1: {fed_supplies: 2}}\n")
    assert (policy.name, policy.version) == ("bench", 3)
    assert policy.inputs.lists.none_held
    assert policy.unknown_weighs == strict.unknown_weighs
    assert policy.inputs.end_of_life_blocks
    assert policy.inputs_for("mx-1").end_of_life_blocks
    assert policy.inputs_for("mx-1").fed_supplies == 2
    assert policy.pins == shipped_pins()


def test_what_it_states_itself_counts(tmp_path: Path) -> None:
    policy = _extending(
        tmp_path,
        "end_of_life: inconclusive\n"
        "checks: {unknown_weighs: [frus.empty-slots], gravity: {frus.empty-slots: condition}}\n"
        f"reference: {{pins: {{fees: {'a' * 64}}}}}\n",
    )
    assert not policy.inputs.end_of_life_blocks
    assert policy.unknown_weighs == shipped_policy("strict").unknown_weighs | {"frus.empty-slots"}
    assert policy.gravity == {"frus.empty-slots": CONDITION}
    assert policy.pins == {"fees": "a" * 64}


def test_the_digest_covers_both_files(tmp_path: Path) -> None:
    digests = {_extending(tmp_path).digest, _extending(tmp_path, "waivers: []\n").digest}
    digests |= {_extending(tmp_path, base=DEFAULT).digest, shipped_policy("strict").digest}
    assert len(digests) == 4


def test_the_copy_that_a_run_keeps_is_whole(tmp_path: Path) -> None:
    """Judging again by the copy doesn't depend on what a later release ships as strict."""
    policy = _extending(tmp_path, "lists: {none_held: true}\nhosts: {mx-1: {fed_supplies: 2}}\n")
    copy = tmp_path / "copy.yml"
    copy.write_bytes(policy.raw)
    assert b"extends" not in policy.raw
    again = load_policy(copy)
    assert replace(again, raw=b"") == replace(policy, raw=b"")


@pytest.mark.parametrize(
    ("text", "says"),
    [("extends: lenient\n", "line 5, key extends"), ("extends: ../strict.yml\n", "'default' or 'strict'")],
)
def test_only_shipped_policies_can_be_extended(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "policy.yml"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        load_policy(path)


@pytest.mark.parametrize("missing", ["name", "version", "stage", "fed_supplies"])
def test_what_is_the_operators_own_is_never_taken_from_another(tmp_path: Path, missing: str) -> None:
    head = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(missing))
    path = tmp_path / "policy.yml"
    path.write_text(f"{head}extends: strict\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"{missing}: missing"):
        load_policy(path)
