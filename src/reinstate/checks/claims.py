"""Checks of the claim: whether the unit is what label, seller, and papers say it is."""

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
    shown,
)
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT
from reinstate.checks.frus.modules import DETAILED, Module, is_the_box_itself, modules_of, or_passed, serial_ref
from reinstate.checks.frus.product_names import disagree, product_names
from reinstate.checks.identity.serial_numbers import no_serial_number
from reinstate.declared.kinds import Claim, ClaimedModule
from reinstate.device.model import FruKind
from reinstate.device.units import own_serial
from reinstate.plan.requests import Rpc

_ADD_ROW = "add the label serial number of this unit to the claims file and provide it with -e claims=FILE"
_COMPLETE_ROW = "add model and modules to the row of this unit in the claims file and provide it with -e claims=FILE"


class _ClaimCheck(Check):
    """Evaluates the claim that is joined to the unit; without a claim, the finding is an open item."""

    evidence = Evidence(declared=("claims",))

    def unclaimed(self, case: Case, what: str) -> Finding:
        """The finding where the unit has no such claim."""
        return self.unknown(
            case.unit.name,
            what,
            expected="a claim",
            actual="none",
            noted=True,
            remedy=Remedy(Action.DECLARE, _ADD_ROW if case.inputs.claim is None else _COMPLETE_ROW),
        )


class SerialAgrees(_ClaimCheck):
    """The reported serial number matches the label and the claim.

    A unit that reports a serial number other than that of its label was swapped, or was given another unit's identity.

    The check first looks for an exchange within the batch: if each of two units answers at the host of the other,
    labels or cables were swapped. That is a must-fix finding without a hold, as is a unit that answers at another host
    than its claim states. In a Virtual Chassis, each claim for the host can be the claim of any member.
    """

    id = "claims.serial-agrees"
    clauses = ("P5", "P25", "P26")
    severity = Severity(Gravity.BLOCKER, hold=True)
    evidence = Evidence(needs=(Rpc.INVENTORY,), declared=("claims",))
    remedy = KEEP_AND_REPORT.after("compare label and claim with the unit and ask the seller")

    def judge(self, case: Case) -> Iterator[Finding]:
        serial, mine = case.unit.serial_number, case.inputs.claim
        waiting = _waiting(case)
        if not case.inputs.declared.claims.declared and not claims_at(case):
            yield self.unclaimed(case, "not compared: no label serial number is declared")
        elif not own_serial(serial):
            yield no_serial_number(self, case)
        elif mine is not None and (not waiting or mine.host == case.unit.host):
            yield self._at_its_place(case, mine)
        elif mine is not None and mine.unknown_host:
            yield self._somewhere(case, mine, waiting)
        elif (exchange := expected_elsewhere(case)) is not None:
            yield self._exchanged(case, waiting, exchange)
        elif waiting and mine is None and (places := seen_elsewhere(case, waiting)):
            yield self._displaced(case, waiting, places)
        elif waiting:
            yield self._other(case, waiting)
        else:
            yield self.unknown(
                case.unit.name,
                "no row of the claims file has this serial number",
                expected="a row of the claims file with this serial number",
                actual=f"{serial} in no row",
                evidence=serial_ref(case),
                remedy=Remedy(Action.DECLARE, "find the order of this unit; add its row to the claims file"),
            )

    def _at_its_place(self, case: Case, mine: Claim) -> Finding:
        # One chassis at two addresses answers at its claimed host as well.
        answers_at = {one.host for one in case.population.with_serial(case.unit.serial_number)} | {case.unit.host}
        if mine.host and mine.host not in answers_at:
            return self.failed(
                case.unit.name,
                f"the unit answers at {case.unit.host}, not {mine.host} as claimed: labels or cables are mixed up",
                expected=f"{mine.serial} at {mine.host}",
                actual=f"{case.unit.serial_number} at {case.unit.host}",
                evidence=serial_ref(case),
                gravity=Gravity.CONDITION,
                hold=False,
                remedy=Remedy(Action.LOOK, "correct the label or cable and the host in the claims file; inspect again"),
            )
        return self.passed(
            case.unit.name,
            f"the serial number matches the claim ({mine.source})"
            + (f", whose host {shown(mine.unknown_host)} is not in the inventory" if mine.unknown_host else ""),
            actual=case.unit.serial_number,
            evidence=serial_ref(case),
        )

    def _somewhere(self, case: Case, mine: Claim, waiting: Sequence[Claim]) -> Finding:
        """Another box is claimed for this place, and the place that is claimed for this one doesn't exist."""
        return self.unknown(
            case.unit.name,
            f"the host in its claim ({mine.source}) is not in the inventory",
            expected=f"a host of the inventory for {mine.serial}",
            actual=f"{shown(mine.unknown_host)}; {_serials(waiting)} is claimed for {case.unit.host}",
            evidence=serial_ref(case),
            remedy=Remedy(
                Action.DECLARE, "correct the host in the claims file; provide the file again with -e claims=FILE"
            ),
        )

    def _exchanged(self, case: Case, waiting: Sequence[Claim], exchange: Exchange) -> Finding:
        places = listed([case.unit.host, *exchange.others])
        expected, actual = _serials(waiting), case.unit.serial_number
        if exchange.certain:
            return self.failed(
                case.unit.name,
                f"labels or cables of {places} are swapped: each unit answers at another host",
                expected=expected,
                actual=actual,
                evidence=serial_ref(case),
                gravity=Gravity.CONDITION,
                hold=False,
                remedy=Remedy(Action.LOOK, "correct the labels or cables; inspect again"),
            )
        return self.unknown(
            case.unit.name,
            f"labels or cables of {places} may be swapped: not all units are identified",
            expected=expected,
            actual=actual,
            evidence=serial_ref(case),
            remedy=Remedy(
                Action.LOOK,
                f"compare the labels with the claims file; collect evidence from {listed(exchange.others)} again",
            ),
        )

    def _displaced(self, case: Case, waiting: Sequence[Claim], places: Sequence[str]) -> Finding:
        """Half of an exchange: the unit claimed for this host is in the batch, and this one has no claim."""
        return self.unknown(
            case.unit.name,
            f"the unit claimed for this host answers at {listed(places)}: labels or cables may be swapped",
            expected=_serials(waiting),
            actual=f"{case.unit.serial_number} in no row",
            evidence=serial_ref(case),
            remedy=Remedy(
                Action.LOOK,
                "compare the labels with the claims file; correct label or cable; add the row of this unit to the file",
            ),
        )

    def _other(self, case: Case, waiting: Sequence[Claim]) -> Finding:
        reported = case.unit.serial_number
        close = any(_differ_by_one(reported, serial) for claim in waiting for serial in claim.serials)
        return self.failed(
            case.unit.name,
            f"the reported serial number differs from the claim ({listed(claim.source for claim in waiting)})",
            expected=_serials(waiting),
            actual=reported + (", 1 character differs, which can be a typing error in the claim" if close else ""),
            evidence=serial_ref(case),
        )


def _differ_by_one(reported: str, stated: str) -> bool:
    """Whether one character differs, such as the letter O for a zero. That can be a typing error; it stays a hold."""
    if len(reported) != len(stated):
        return False
    return sum(one != other for one, other in zip(reported.upper(), stated.upper(), strict=True)) == 1


def _serials(claims: Sequence[Claim]) -> str:
    return listed(claim.serial for claim in claims)


def _waiting(case: Case) -> tuple[Claim, ...]:
    """Claims for this host whose serial numbers no unit of the host reports."""
    here = {one.serial_number.upper() for one in case.population.of_host(case.unit.host)}
    here.add(case.unit.serial_number.upper())
    return tuple(claim for claim in claims_at(case) if not here.intersection(claim.serials))


class ModelAgrees(_ClaimCheck):
    """The unit is the claimed model.

    A unit sold as another model was relabeled, was swapped, or is worth less than was paid.

    The check compares the claimed model with every name that the unit reports, by series and number of ports or by the
    whole name.
    """

    id = "claims.model-agrees"
    clauses = ("P5", "P25")
    severity = Severity(Gravity.CONDITION, hold=True)
    evidence = Evidence(needs=(Rpc.SOFTWARE, Rpc.INVENTORY), uses=DETAILED, declared=("claims",))
    remedy = KEEP_AND_REPORT.after("compare the claim with the label and ports and ask the seller")

    def judge(self, case: Case) -> Iterator[Finding]:
        claim = case.inputs.claim
        if claim is None or not claim.model:
            yield self.unclaimed(case, "not compared: no model is claimed")
            return
        unit = case.unit
        names = [name for name in (unit.model, unit.model_number, unit.description) if name]
        evidence = (EvidenceRef(Rpc.SOFTWARE), EvidenceRef(Rpc.INVENTORY))
        reported = listed(names) or "none"
        if any(_folded(claim.model) == _folded(name) for name in names):
            yield self.passed(unit.name, "a reported name is the claimed model", actual=reported, evidence=evidence)
        elif any(disagree(claim.model, name) for name in names):
            yield self.failed(
                unit.name,
                "the unit is a different model than claimed",
                expected=claim.model,
                actual=reported,
                evidence=evidence,
            )
        elif product_names(claim.model) and any(map(product_names, names)):
            what = "the reported names match the claimed model"
            yield self.passed(unit.name, what, actual=reported, evidence=evidence)
        else:
            yield self.unknown(
                unit.name,
                "the claimed or the reported model name is not recognized",
                expected=claim.model,
                actual=reported,
                evidence=evidence,
                remedy=Remedy(
                    Action.DECLARE, "enter the model in the claims file as the label shows it, or compare it by eye"
                ),
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
    """The installed modules match the claim.

    The seller has to explain cards and power supplies that were paid for and are missing or exchanged.

    The check finds a claimed module by FRU model number, description, or part number. It expects a module that is
    claimed with a serial number to be installed with it: another module of the same name was swapped for it. Modules
    beyond the claim are informational.
    """

    id = "claims.modules"
    clauses = ("P25", "P27", "P28")
    severity = Severity(Gravity.CONDITION, may_hold=True)
    evidence = Evidence(needs=(Rpc.INVENTORY,), uses=DETAILED, declared=("claims",))
    remedy = Remedy(Action.ASK, "look for the module in the shipment; ask the seller")

    def judge(self, case: Case) -> Iterator[Finding]:
        claim = case.inputs.claim
        if claim is None or not claim.modules:
            yield self.unclaimed(case, "not compared: no modules are claimed")
            return
        modules = (module for module in modules_of(case, *_CLAIMABLE) if module.has_identity)
        installed = [module for module in modules if not is_the_box_itself(case, module.fru)]
        claimed = counted(sum(one.count for one in claim.modules), "module")
        yield from or_passed(
            self._findings(case, claim.modules, installed),
            self.passed(
                case.unit.name,
                "every claimed module is installed",
                actual=f"{claimed} claimed, {len(installed)} installed",
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            ),
        )

    def _findings(self, case: Case, claimed: Sequence[ClaimedModule], installed: list[Module]) -> Iterator[Finding]:
        left = list(installed)
        for one in sorted(claimed, key=lambda claimed: not claimed.serial):
            found = _take(left, one)
            if one.serial and not found:
                yield self._not_installed(case, one, _take(left, ClaimedModule(one.name)))
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
                "installed modules are not part of the claim",
                expected=listed(one.name for one in claimed),
                actual=listed(f"{module.named} in {module.subject}" for module in left),
                evidence=[module.evidence[0] for module in left],
                remedy=Remedy(
                    self.remedy.action, "add the modules to the claim, or return them with the seller's consent"
                ),
            )

    def _not_installed(self, case: Case, claimed: ClaimedModule, instead: Sequence[Module]) -> Finding:
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
            "a different module of the claimed type is installed",
            expected=claimed.wanted,
            actual=instead[0].fru.serial_number or "no serial number",
            evidence=instead[0].evidence,
            hold=True,
            remedy=KEEP_AND_REPORT.after("compare the label of the module with the claim"),
        )


def _take(left: list[Module], claimed: ClaimedModule) -> list[Module]:
    """Remove the modules that the claim names from those that are left, and return them."""
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
