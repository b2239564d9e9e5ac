"""``reinstate screen``: a claims file evaluated alone, before you buy or unpack anything."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from reinstate.checks.framework import NONE, Action, Finding, counted
from reinstate.decision.policy import policy_named, reference_for
from reinstate.decision.record import EconomyPart, Worth
from reinstate.decision.screening import Screened, Screening, reason, screen
from reinstate.decision.verdict import Verdict
from reinstate.declared.store import Handed, declare, read_declared
from reinstate.report.figures import usd
from reinstate.report.labels import ANSWERS, DISPOSITION_WORDS, VERDICT_WORDS
from reinstate.report.spreadsheet import csv_text
from reinstate.report.text import visible

COLUMNS = (
    "serial",
    "model",
    "seller",
    "order",
    "lot",
    "verdict",
    "disposition",
    "worth",
    "up_to",
    "lookup_first",
    "fee_low",
    "fee_high",
    "cost_low",
    "cost_high",
    "value",
    "reason",
    "next_step",
)


@dataclass(frozen=True, slots=True)
class ScreenedClaims:
    """A screened claims file, for people and programs."""

    units: tuple[Screened, ...]
    policy: str
    on: date

    @property
    def failed(self) -> bool:
        """Whether a claim fails."""
        return any(one.verdict is Verdict.FAIL for one in self.units)

    def shown_as(self, form: str) -> str:
        """``text``, ``json`` or ``csv``."""
        return {"text": self._text, "json": self._json, "csv": self._csv}[form]()

    def _text(self) -> str:
        lines = [
            f"Screened under policy {self.policy} as of {self.on}. Claims only: a claim can fail but not pass.",
            "",
        ]
        for one in self.units:
            lines += [_line(one), *(f"    {text}" for text in _reasons(one))]
        todo = _to_do(self.units)
        lines += ["", "Before you buy:", *(f"  - {step}" for step in todo)] if todo else []
        failed = sum(one.verdict is Verdict.FAIL for one in self.units)
        claims = counted(len(self.units), "claim")
        lines += ["", f"{claims}: {failed} failed, {len(self.units) - failed} not yet determined"]
        return "\n".join(lines) + "\n"

    def _json(self) -> str:
        units = [_plain(one) for one in self.units]
        stated = {"schema_version": 2, "policy": self.policy, "as_of": str(self.on), "units": units}
        return json.dumps(stated, indent=2, sort_keys=True, default=str) + "\n"

    def _csv(self) -> str:
        units = map(_plain, self.units)
        return csv_text(COLUMNS, ([one.get(name, one["claim"].get(name)) for name in COLUMNS] for one in units))


def screen_manifest(
    claims: Path,
    policy_file: Path | None,
    entitlement: Path | None,
    on: date | None,
    *,
    model_values: Path | None = None,
    exchange_rates: Path | None = None,
) -> ScreenedClaims:
    """Screen every claim of a claims file.

    Raises:
        InputError: one of these files contains mistakes; each is named with its line.
    """
    policy = policy_named(policy_file)
    reference = reference_for(policy)
    with tempfile.TemporaryDirectory(prefix="reinstate-screen-") as folder:
        handed = Handed(claims, entitlement, model_values=model_values, exchange_rates=exchange_rates)
        declared = read_declared(Path(folder), declare(Path(folder), None, handed))
    day = on or datetime.now(UTC).date()
    return ScreenedClaims(screen(Screening(policy, reference, declared, day)), f"{policy.name} {policy.version}", day)


def _line(one: Screened) -> str:
    claim, fees = one.claim, one.fees
    model = visible(claim.model or "no model")
    high = "" if fees.high == fees.low else " or more" if fees.high is None else f" to {usd(fees.high)}"
    cost = f"fees {usd(fees.low)}{high}{_answer(one.economy)}"
    decision = f"{VERDICT_WORDS[one.verdict]:<12}  {DISPOSITION_WORDS[one.disposition]:<11}"
    return f"{claim.serial:<16}  {model:<20}  {decision}  {cost}"


def _answer(economy: EconomyPart) -> str:
    """Whether it is worth it, after a comma; a free lookup comes before what only it or a quote can settle."""
    if economy.worth is Worth.UNSTATED:
        return ""
    answer = str(economy.worth)
    if economy.worth is Worth.DEPENDS:
        answer = "lookup-first" if economy.lookup_first else answer if economy.up_to is not None else "needs-answer"
    return f", {ANSWERS[answer]}"


def _reasons(one: Screened) -> Sequence[str]:
    """The findings that prevent a pass, each once: two checks can miss the same row."""
    found = tuple(dict.fromkeys(_reason(one, finding) for finding in one.standing))
    silent = one.economy.worth is Worth.UNSTATED or one.economy.pay_nothing
    money = () if silent else (one.economy.reason,)
    return (*(found or (reason(one),)), *money)


def _reason(one: Screened, finding: Finding) -> str:
    about = finding.subject.removeprefix(one.claim.serial).strip()
    actual = "" if finding.actual in ("", NONE) else f" ({finding.actual})"
    return visible(f"{about}: {finding.what}{actual}" if about else f"{finding.what}{actual}")


def _to_do(units: Sequence[Screened]) -> Sequence[str]:
    """Each step once, with its models or serial numbers: a model is looked up once for all its units.

    Failed claims need no further steps.
    """
    undecided = [one for one in units if one.verdict is not Verdict.FAIL]
    found: dict[str, dict[str, None]] = {}
    for one in undecided:
        for finding in one.standing:
            if finding.next_step:
                found.setdefault(finding.next_step, {})[_needed_for(one, finding)] = None
    return [_step(step, tuple(filter(None, names)), len(undecided)) for step, names in found.items()]


def _needed_for(one: Screened, finding: Finding) -> str:
    if finding.action is Action.DECLARE:
        return ""  # once, for the batch
    about = finding.subject.removeprefix(one.claim.serial).strip() or one.claim.serial
    of_model = finding.check.startswith("lifecycle.") and finding.action is Action.LOOK_UP
    return one.claim.model if of_model and about == one.claim.serial else about


def _step(step: str, names: Sequence[str], units: int) -> str:
    if not names:
        return step
    return f"{step} ({'all of them' if len(names) == units > 3 else visible(', '.join(names))})"


def _plain(one: Screened) -> Mapping[str, Any]:
    return {
        "claim": asdict(one.claim),
        "verdict": str(one.verdict),
        "disposition": str(one.disposition),
        "reason": reason(one),
        "next_step": next((finding.next_step for finding in one.standing if finding.next_step), ""),
        "worth": str(one.economy.worth),
        "up_to": one.economy.up_to,
        "lookup_first": one.economy.lookup_first,
        "fee_low": one.fees.low,
        "fee_high": one.fees.high,
        "cost_low": one.economy.cost.total.low,
        "cost_high": one.economy.cost.total.high,
        "value": one.economy.declared_value,
        "fees": one.fees.model_dump(mode="json"),
        "economy": one.economy.model_dump(mode="json"),
        "findings": [{**asdict(finding), "message": finding.message} for finding in one.findings],
    }
