"""Whether identity texts are those of a production board, complete, and in the letters that serial numbers have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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
)
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT, LOOK_AT_MODULE
from reinstate.checks.frus.modules import DETAILED, Module, modules_of, or_passed
from reinstate.device.model import FruKind
from reinstate.device.units import own_serial
from reinstate.plan.requests import Rpc

_PRE_PRODUCTION = re.compile(r"PROTO-?ASSEMBLY|PROTOXCLEI", re.IGNORECASE)
# Bytes that were never written (0xFF) or could not be decoded, and control characters: text beside them is a bad read.
_BLANK = "\xff\ufffd"
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\xff\ufffd]")
_NO_VALUE = frozenset({"", "N/A", "BUILTIN"})
_ZEROS = re.compile(r"0{4,}")
_CLEI_LENGTH = 10
# Supplies, transceivers, and disks of other manufacturers contain what their manufacturers wrote.
_NOT_JUNIPERS = frozenset({FruKind.TRANSCEIVER, FruKind.STORAGE, FruKind.MEMORY})


@dataclass(frozen=True, slots=True)
class _Identity:
    """The identity texts of the chassis or of one module."""

    subject: str
    part_number: str
    serial_number: str
    model_number: str
    clei_code: str
    evidence: tuple[EvidenceRef, ...]
    kind: FruKind | None = None
    other_texts: tuple[tuple[str, str], ...] = ()
    built_in: bool = False

    @property
    def numbers(self) -> tuple[tuple[str, str], ...]:
        return ("serial number", self.serial_number), ("part number", self.part_number)

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        return ("FRU model number", self.model_number), ("CLEI code", self.clei_code)


class IdentityTexts(Check):
    """Identity texts are complete, in Latin letters, and those of production boards.

    No genuine serial number or part number contains a letter of another alphabet; a look-alike letter hides a module
    from lists and from the search for clones. A partly blank text could not be read, or was not written completely. A
    pre-production board was never sold.

    The check skips the texts of built-in parts, where production units print the placeholder of pre-production boards,
    fields that were never written, and the names of transceivers, disks, and memory. A transceiver is informational.
    """

    id = "frus.identity-texts"
    clauses = ("P25", "P27", "P28")
    severity = Severity(Gravity.CONDITION, may_hold=True)
    evidence = Evidence(needs=(Rpc.INVENTORY,), uses=DETAILED)
    remedy = LOOK_AT_MODULE

    def judge(self, case: Case) -> Iterator[Finding]:
        identities = list(_identities(case))
        yield from or_passed(
            (finding for one in identities for finding in self._of(one)),
            self.passed(
                case.unit.name,
                "all identity texts are complete and those of production boards",
                actual=f"chassis and {counted(len(identities) - 1, 'module')}",
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            ),
        )

    def _of(self, one: _Identity) -> Iterator[Finding]:
        if not (one.part_number + one.serial_number).isascii():
            foreign = [f"{what} {text}" for what, text in one.numbers if _is_foreign(text)]
            if foreign:
                yield self._foreign(one, ", ".join(foreign))
        if one.kind in _NOT_JUNIPERS or one.built_in:
            return
        names = one.names
        texts = (*one.numbers, *names, *one.other_texts)
        partly = [f"{what} {text}" for what, text in texts if _is_partly_blank(what, text)]
        if partly:
            yield self.unknown(
                one.subject,
                "identity texts are partly blank or unreadable",
                expected="complete texts",
                actual=", ".join(partly),
                hold=False,
                evidence=one.evidence,
                remedy=LOOK_AT_MODULE,
            )
        if not (one.part_number or one.serial_number) or not (one.model_number or one.clei_code):
            return
        early = [f"{what} {text}" for what, text in names if _PRE_PRODUCTION.search(text)]
        if early:
            yield self._pre_production(one, ", ".join(early))

    def _foreign(self, one: _Identity, actual: str) -> Finding:
        optic = one.kind is FruKind.TRANSCEIVER
        return self.failed(
            one.subject,
            "a number contains characters that no genuine one contains",
            expected="Latin letters and digits",
            actual=actual,
            evidence=one.evidence,
            gravity=Gravity.ADVICE if optic else Gravity.CONDITION,
            hold=not optic,
            remedy=Remedy(Action.REMOVE, "remove the transceiver before the product inspection")
            if optic
            else KEEP_AND_REPORT.after("compare the number with the label"),
        )

    def _pre_production(self, one: _Identity, actual: str) -> Finding:
        return self.failed(
            one.subject,
            "a pre-production board is installed",
            expected="names of a production board",
            actual=actual,
            evidence=one.evidence,
            hold=False,
            remedy=Remedy(Action.ASK, "ask the partner whether the board is eligible; replace it if it is not"),
        )


def _identities(case: Case) -> Iterator[_Identity]:
    unit = case.unit
    numbers = unit.part_number, unit.serial_number if own_serial(unit.serial_number) else ""
    yield _Identity(unit.name, *numbers, unit.model_number, unit.clei_code, (EvidenceRef(Rpc.INVENTORY),))
    yield from map(_of_module, modules_of(case))


def _of_module(module: Module) -> _Identity:
    """The texts of a module. Where neither form of the inventory prints its names, its EEPROM contains them."""
    fru, eeprom = module.fru, module.eeprom
    return _Identity(
        module.subject,
        fru.part_number,
        fru.serial_number,
        module.model_number or (eeprom.model_number if eeprom else ""),
        module.clei_code or (eeprom.clei_code if eeprom else ""),
        module.evidence,
        fru.kind,
        (("revision", fru.version), ("description", fru.description)),
        fru.builtin or (eeprom is not None and "BUILTIN" in (eeprom.part_number, eeprom.serial_number)),
    )


def is_written(text: str) -> bool:
    """Whether a field contains anything but the blank of one that was never written."""
    return bool(_NO_TEXT.sub("", text).strip())


def _is_foreign(number: str) -> bool:
    """Whether a number contains a letter or mark outside ASCII; bytes that were never written are no letters."""
    return not all(mark.isascii() or mark in _BLANK or _NO_TEXT.match(mark) for mark in number)


@lru_cache(maxsize=4096)  # modules of one kind repeat their texts
def _is_partly_blank(what: str, text: str) -> bool:
    """Whether a text is neither a value nor the blank of a field that was never written."""
    if text.upper() in _NO_VALUE or not is_written(text):
        return False
    short = what == "CLEI code" and len(text) < _CLEI_LENGTH
    return _NO_TEXT.search(text) is not None or short or _ZEROS.fullmatch(text) is not None
