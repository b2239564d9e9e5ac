"""Checks of the claim: whether the unit is what label, seller and papers say it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reinstate.checks.claim_matching import Exchange, claims_at, expected_elsewhere, seen_elsewhere
from reinstate.checks.framework import (
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Severity,
    counted,
    listed,
)
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT
from reinstate.checks.frus.modules import DETAILED, Module, is_the_box_itself, modules_of, or_passed, serial_ref
from reinstate.checks.frus.product_names import disagree, product_names
from reinstate.declared.kinds import Claim, ClaimedModule
from reinstate.device.model import FruKind
from reinstate.device.units import own_serial
from reinstate.plan.requests import Rpc

_HAND_IN = "hand in a manifest of claims with this unit's label serial (-e claims=FILE)"
_FILL_IN = "fill in model and modules in its row of the manifest, and hand it in again (-e claims=FILE)"


class _ClaimCheck(Check):
    """Judges by the claim that is joined to the unit; where none is made, the question stays an open point."""

    evidence = Evidence(declared=("claims",))

    def unclaimed(self, case: Case, what: str) -> Finding:
        """The answer where nothing is claimed of it."""
        return self.unknown(
            case.unit.name,
            what,
            expected="a claim that says so",
            actual="none",
            noted=True,
            remedy=Remedy(Action.DECLARE, _HAND_IN if case.inputs.claim is None else _FILL_IN),
        )


class SerialAgrees(_ClaimCheck):
    """The unit reports the serial that its label and its claim say.

    A box that reports another serial than its label was swapped, or given another's identity.

    Before suspicion, an exchange within the batch is tried: where each of two boxes answers at the other's place,
    labels or cables were swapped. In a virtual chassis any of the claims for its host may be a member's.
    """

    id = "claims.serial-agrees"
    clauses = ("P5", "P25", "P26")
    severity = Severity(Gravity.BLOCKER, hold=True)
    evidence = Evidence(needs=(Rpc.INVENTORY,), declared=("claims",))
    remedy = KEEP_AND_REPORT.after("compare label and claim by eye, and ask the seller")

    def judge(self, case: Case) -> Iterator[Finding]:
        serial, mine = case.unit.serial_number, case.inputs.claim
        waiting = _waiting(case)
        if not case.inputs.declared.claims.declared and not claims_at(case):
            yield self.unclaimed(case, "no label serial was declared to compare with")
        elif not own_serial(serial):
            yield self.unknown(case.unit.name, "no serial to compare", expected="a serial number", actual=serial)
        elif mine is not None and (not waiting or mine.host == case.unit.host):
            yield self._at_its_place(case, mine)
        elif (exchange := expected_elsewhere(case)) is not None:
            yield self._exchanged(case, waiting, exchange)
        elif waiting and mine is None and (places := seen_elsewhere(case, waiting)):
            yield self._displaced(case, waiting, places)
        elif waiting:
            yield self._other(case, waiting)
        else:
            yield self.unknown(
                case.unit.name,
                "it was seen and isn't claimed",
                expected="a row of the manifest with its serial",
                actual=f"{serial} in no row",
                evidence=serial_ref(case),
                remedy=Remedy(Action.DECLARE, "find out which order it belongs to, and add its row to the manifest"),
            )

    def _at_its_place(self, case: Case, mine: Claim) -> Finding:
        # One box by two addresses answers at its place as well.
        answers_at = {one.host for one in case.population.with_serial(case.unit.serial_number)} | {case.unit.host}
        if mine.host and mine.host not in answers_at:
            return self.failed(
                case.unit.name,
                f"it answers at {case.unit.host} and is claimed for {mine.host}: labels or cables are mixed up",
                expected=f"{mine.serial} at {mine.host}",
                actual=f"{case.unit.serial_number} at {case.unit.host}",
                evidence=serial_ref(case),
                gravity=Gravity.CONDITION,
                hold=False,
                remedy=Remedy(Action.LOOK, "put label or cable right, correct the manifest's host, and run again"),
            )
        return self.passed(
            case.unit.name,
            f"it is the unit of the claim ({mine.source})",
            actual=case.unit.serial_number,
            evidence=serial_ref(case),
        )

    def _exchanged(self, case: Case, waiting: Sequence[Claim], exchange: Exchange) -> Finding:
        places = listed([case.unit.host, *exchange.others])
        expected, actual = _serials(waiting), case.unit.serial_number
        if exchange.certain:
            return self.failed(
                case.unit.name,
                f"labels or cables of {places} are swapped: each of these boxes answers at another's place",
                expected=expected,
                actual=actual,
                evidence=serial_ref(case),
                gravity=Gravity.CONDITION,
                hold=False,
                remedy=Remedy(Action.LOOK, "put labels or cables right, and run again"),
            )
        return self.unknown(
            case.unit.name,
            f"labels or cables of {places} may be swapped: not all of these boxes told who they are",
            expected=expected,
            actual=actual,
            evidence=serial_ref(case),
            remedy=Remedy(Action.LOOK, f"look at the labels, and collect {listed(exchange.others)} again"),
        )

    def _displaced(self, case: Case, waiting: Sequence[Claim], places: Sequence[str]) -> Finding:
        """Half of an exchange: the box claimed for this place is in the batch, and nothing is claimed of this one."""
        return self.unknown(
            case.unit.name,
            f"the box claimed for its place answers at {listed(places)}, and it isn't claimed itself: "
            "labels or cables may be mixed up",
            expected=_serials(waiting),
            actual=f"{case.unit.serial_number} in no row",
            evidence=serial_ref(case),
            remedy=Remedy(Action.LOOK, "look at the labels, put label or cable right, and add its row to the manifest"),
        )

    def _other(self, case: Case, waiting: Sequence[Claim]) -> Finding:
        slip = any(_differ_by_one(case.unit.serial_number, serial) for claim in waiting for serial in claim.serials)
        return self.failed(
            case.unit.name,
            f"it reports another serial than the label says ({listed(claim.source for claim in waiting)})"
            + (", by one character: it may be a slip in the manifest" if slip else ""),
            expected=_serials(waiting),
            actual=case.unit.serial_number,
            evidence=serial_ref(case),
        )


def _differ_by_one(reported: str, stated: str) -> bool:
    """Whether a slip of the pen may be all: one character, as an O that was read for a zero. It excuses nothing."""
    if len(reported) != len(stated):
        return False
    return sum(one != other for one, other in zip(reported.upper(), stated.upper(), strict=True)) == 1


def _serials(claims: Sequence[Claim]) -> str:
    return listed(claim.serial for claim in claims)


def _waiting(case: Case) -> tuple[Claim, ...]:
    """Claims for this host that no unit of it answers to."""
    here = {one.serial_number.upper() for one in case.population.of_host(case.unit.host)}
    here.add(case.unit.serial_number.upper())
    return tuple(claim for claim in claims_at(case) if not here.intersection(claim.serials))


class ModelAgrees(_ClaimCheck):
    """The unit is of the model that was claimed.

    A box sold as another model was relabeled, swapped, or is worth less than was paid.

    Compared are series and number of ports, or the whole name, with every name that the unit gives itself.
    """

    id = "claims.model-agrees"
    clauses = ("P5", "P25")
    severity = Severity(Gravity.CONDITION, hold=True)
    evidence = Evidence(needs=(Rpc.SOFTWARE, Rpc.INVENTORY), uses=DETAILED, declared=("claims",))
    remedy = KEEP_AND_REPORT.after("compare with the label and the ports of the box, and ask the seller")

    def judge(self, case: Case) -> Iterator[Finding]:
        claim = case.inputs.claim
        if claim is None or not claim.model:
            yield self.unclaimed(case, "no model is claimed of it")
            return
        unit = case.unit
        names = [name for name in (unit.model, unit.model_number, unit.description) if name]
        evidence = (EvidenceRef(Rpc.SOFTWARE), EvidenceRef(Rpc.INVENTORY))
        said = listed(names) or "nothing"
        if any(_folded(claim.model) == _folded(name) for name in names):
            yield self.passed(unit.name, "it is of the claimed model", actual=said, evidence=evidence)
        elif any(disagree(claim.model, name) for name in names):
            yield self.failed(
                unit.name, "it is of another model than claimed", expected=claim.model, actual=said, evidence=evidence
            )
        elif product_names(claim.model) and any(map(product_names, names)):
            yield self.passed(unit.name, "its names are of the claimed model", actual=said, evidence=evidence)
        else:
            yield self.unknown(
                unit.name,
                "whether it is of the claimed model can't be told",
                expected=claim.model,
                actual=said,
                evidence=evidence,
                remedy=Remedy(Action.DECLARE, "state the model in the claim as the label has it, or compare by eye"),
            )


def _folded(name: str) -> str:
    return "".join(name.split()).upper()


_CLAIMABLE = (
    FruKind.ROUTING_ENGINE,
    FruKind.CONTROL_BOARD,
    FruKind.FABRIC_BOARD,
    FruKind.LINE_CARD,
    FruKind.MIC,
    FruKind.PIC,
    FruKind.POWER_SUPPLY,
    FruKind.POWER_DISTRIBUTION,
    FruKind.FAN,
    FruKind.TRANSCEIVER,
)


class Modules(_ClaimCheck):
    """The modules that were claimed are in the unit, and no others.

    Cards and supplies that were paid for and are missing or exchanged are the seller's to explain.

    A claimed module goes by its order number, description or part number. One that is claimed with a serial must be
    there with it: in its place another of the same name is a swapped one. What is beyond the claim is advice.
    """

    id = "claims.modules"
    clauses = ("P25", "P27", "P28")
    severity = Severity(Gravity.CONDITION, may_hold=True)
    evidence = Evidence(needs=(Rpc.INVENTORY,), uses=DETAILED, declared=("claims",))
    remedy = Remedy(Action.ASK, "look for it in the shipment, and ask the seller")

    def judge(self, case: Case) -> Iterator[Finding]:
        claim = case.inputs.claim
        if claim is None or not claim.modules:
            yield self.unclaimed(case, "no modules are claimed of it")
            return
        modules = (module for module in modules_of(case, *_CLAIMABLE) if module.has_identity)
        fitted = [module for module in modules if not is_the_box_itself(case, module.fru)]
        yield from or_passed(
            self._findings(case, claim.modules, fitted),
            self.passed(
                case.unit.name,
                "every claimed module is there",
                actual=f"{counted(sum(one.count for one in claim.modules), 'module')} claimed, {len(fitted)} fitted",
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            ),
        )

    def _findings(self, case: Case, claimed: Sequence[ClaimedModule], fitted: list[Module]) -> Iterator[Finding]:
        left = list(fitted)
        for one in sorted(claimed, key=lambda claimed: not claimed.serial):
            found = _take(left, one)
            if one.serial and not found:
                yield self._not_there(case, one, _take(left, ClaimedModule(one.name)))
            elif len(found) < one.count:
                yield self.failed(
                    case.unit.name,
                    "a claimed module is missing",
                    expected=one.wanted,
                    actual=str(len(found)),
                    evidence=(EvidenceRef(Rpc.INVENTORY),),
                )
        if left:
            yield self.advised(
                case.unit.name,
                "modules are fitted that weren't claimed",
                expected=listed(one.name for one in claimed),
                actual=listed(f"{module.named} in {module.subject}" for module in left),
                evidence=[module.evidence[0] for module in left],
                remedy=Remedy(self.remedy.action, "add them to the claim, or send them back with the seller's consent"),
            )

    def _not_there(self, case: Case, claimed: ClaimedModule, instead: Sequence[Module]) -> Finding:
        if not instead:
            return self.failed(
                case.unit.name,
                "a claimed module is missing",
                expected=claimed.wanted,
                actual="none",
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            )
        return self.failed(
            instead[0].subject,
            "another module of that name is fitted than was claimed",
            expected=claimed.wanted,
            actual=instead[0].fru.serial_number or "no serial",
            evidence=instead[0].evidence,
            hold=True,
            remedy=KEEP_AND_REPORT.after("compare the module's label with the claim"),
        )


def _take(left: list[Module], claimed: ClaimedModule) -> list[Module]:
    """Remove the modules that the claim speaks of from those that are left, and give them."""
    found = [module for module in left if _is_claimed(module, claimed)][: claimed.count]
    for module in found:
        left.remove(module)
    return found


def _is_claimed(module: Module, claimed: ClaimedModule) -> bool:
    fru = module.fru
    if claimed.serial:
        return fru.serial_number.upper() == claimed.serial
    names = (module.model_number, fru.description, fru.part_number, *fru.description.split())
    return any(_folded(claimed.name) == _folded(name) for name in names if name)


CHECKS: tuple[type[Check], ...] = (SerialAgrees, ModelAgrees, Modules)
