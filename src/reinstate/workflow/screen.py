"""``reinstate screen``: a manifest of claims judged alone, before anything is bought or unpacked."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from reinstate.decision.policy import policy_named, reference_for
from reinstate.decision.screening import Screened, Screening, reason, screen
from reinstate.decision.verdict import Verdict
from reinstate.declared.store import Handed, declare, read_declared
from reinstate.report.text import csv_cell, visible

COLUMNS = ("serial", "model", "seller", "order", "lot", "verdict", "disposition", "uneconomic", "fee_low", "fee_high", "value", "reason", "next_step")  # fmt: skip  # noqa: E501


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
            lines += [_line(one), *(f"    {visible(finding.message)}" for finding in one.standing[1:])]
        failed = sum(one.verdict is Verdict.FAIL for one in self.units)
        lines += ["", f"{len(self.units)} claims: {failed} fail, {len(self.units) - failed} can't be told yet"]
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
    claim, worth = one.claim, "  uneconomic" if one.economy.uneconomic else ""
    model = visible(claim.model or "no model")
    fees = _fees(one.fees.low, one.fees.high)
    told = f"{fees}{worth}  {visible(reason(one))}"
    return f"{claim.serial:<16}  {model:<20}  {one.verdict:<12}  {one.disposition:<11}  {told}"


def _fees(low: int, high: int | None) -> str:
    if high is None:
        return f"USD {low:,} and up"
    return f"USD {low:,}" if low == high else f"USD {low:,} to {high:,}"


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
