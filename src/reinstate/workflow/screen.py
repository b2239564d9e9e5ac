"""``reinstate screen``: a manifest of claims judged alone, before anything is bought or unpacked."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from reinstate.checks.framework import NONE, Action, Finding, counted
from reinstate.decision.policy import policy_named, reference_for
from reinstate.decision.screening import Screened, Screening, reason, screen
from reinstate.decision.verdict import Verdict
from reinstate.declared.store import Handed, declare, read_declared
from reinstate.report.figures import usd
from reinstate.report.text import csv_cell, visible

COLUMNS = (
    "serial",
    "model",
    "seller",
    "order",
    "lot",
    "verdict",
    "disposition",
    "uneconomic",
    "fee_low",
    "fee_high",
    "value",
    "reason",
    "next_step",
)


@dataclass(frozen=True, slots=True)
class ScreenedManifest:
    """A screened manifest, for people and programs."""

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
        lines = [f"Screened by the policy {self.policy} as of {self.on}. Claims alone: they can fail, never pass.", ""]
        for one in self.units:
            lines += [_line(one), *(f"    {told}" for told in _reasons(one))]
        todo = _to_do(self.units)
        lines += ["", "Before anything is bought:", *(f"  - {step}" for step in todo)] if todo else []
        failed = sum(one.verdict is Verdict.FAIL for one in self.units)
        claims = counted(len(self.units), "claim")
        lines += ["", f"{claims}: {failed} failed, {len(self.units) - failed} can't be told yet"]
        return "\n".join(lines) + "\n"

    def _json(self) -> str:
        told = [_plain(one) for one in self.units]
        stated = {"schema_version": 1, "policy": self.policy, "as_of": str(self.on), "units": told}
        return json.dumps(stated, indent=2, sort_keys=True, default=str) + "\n"

    def _csv(self) -> str:
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in self.units:
            stated = _plain(one)
            writer.writerow([csv_cell(stated.get(name, stated["claim"].get(name))) for name in COLUMNS])
        return stream.getvalue()


def screen_manifest(
    claims: Path, policy_file: Path | None, entitlement: Path | None, on: date | None
) -> ScreenedManifest:
    """Screen every claim of a manifest.

    Raises:
        InputError: manifest, look-ups or policy hold mistakes; each is named with its line.
    """
    policy = policy_named(policy_file)
    reference = reference_for(policy)
    with tempfile.TemporaryDirectory(prefix="reinstate-screen-") as folder:
        handed = Handed(claims=claims, entitlement=entitlement)
        declared = read_declared(Path(folder), declare(Path(folder), None, handed))
    day = on or datetime.now(UTC).date()
    return ScreenedManifest(screen(Screening(policy, reference, declared, day)), f"{policy.name} {policy.version}", day)


def _line(one: Screened) -> str:
    claim, fees = one.claim, one.fees
    model = visible(claim.model or "no model")
    high = "" if fees.high == fees.low else " and up" if fees.high is None else f" to {usd(fees.high)}"
    cost = f"fees {usd(fees.low)}{high}" + (", uneconomic" if one.economy.uneconomic else "")
    return f"{claim.serial:<16}  {model:<20}  {one.verdict:<12}  {one.disposition:<11}  {cost}"


def _reasons(one: Screened) -> Sequence[str]:
    """What speaks against it or isn't known, each once: two checks may miss the same row."""
    told = tuple(dict.fromkeys(_reason(one, finding) for finding in one.standing))
    worth = (f"uneconomic: {one.economy.reason}",) if one.economy.uneconomic else ()
    return (*(told or (reason(one),)), *worth)


def _reason(one: Screened, finding: Finding) -> str:
    about = finding.subject.removeprefix(one.claim.serial).strip()
    actual = "" if finding.actual in ("", NONE) else f" ({finding.actual})"
    return visible(f"{about}: {finding.what}{actual}" if about else f"{finding.what}{actual}")


def _to_do(units: Sequence[Screened]) -> Sequence[str]:
    """Each step once, with what it is to be done for: a model is looked up once, however many boxes are of it.

    Nothing needs to be found out about a unit that has failed already.
    """
    undecided = [one for one in units if one.verdict is not Verdict.FAIL]
    found: dict[str, dict[str, None]] = {}
    for one in undecided:
        for finding in one.standing:
            if finding.next_step:
                found.setdefault(finding.next_step, {})[_done_for(one, finding)] = None
    return [_step(step, tuple(filter(None, names)), len(undecided)) for step, names in found.items()]


def _done_for(one: Screened, finding: Finding) -> str:
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
        "uneconomic": one.economy.uneconomic,
        "fee_low": one.fees.low,
        "fee_high": one.fees.high,
        "value": one.claim.value,
        "fees": one.fees.model_dump(mode="json"),
        "economy": one.economy.model_dump(mode="json"),
        "findings": [{**asdict(finding), "message": finding.message} for finding in one.findings],
    }
