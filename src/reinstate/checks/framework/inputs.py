"""What people declared for an evaluation, in addition to the evidence: the parts of a policy that checks read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reinstate.checks.framework.near_serials import NearSerials
from reinstate.declared.kinds import NOTHING_DECLARED, Claim, Declared, Stage


@dataclass(frozen=True, slots=True)
class SerialLists:
    """Lists of serials that must not be reinstated.

    Attributes:
        none_held: the operator states that no such lists are held.
        listed: serial number (upper case) to what the list states, e.g. ``stolen (lot 14, 2026-03-01)``.
        broken: why a configured list cannot be used; "" where it can.
        exact: the listed ones whose rows state that they are spelled right: what is near to them is another one.
    """

    none_held: bool = False
    listed: Mapping[str, str] = field(default_factory=dict)
    broken: str = ""
    exact: frozenset[str] = frozenset()
    _near: list[NearSerials] = field(init=False, repr=False, compare=False, default_factory=list)

    @property
    def configured(self) -> bool:
        """Whether a list was given, or its absence stated."""
        return self.none_held or bool(self.listed) or bool(self.broken)

    def near(self, serial: str) -> tuple[str, ...]:
        """The listed serial numbers that can be that one, written down wrongly; none where it is listed itself."""
        if not self.listed or serial.upper() in self.listed:
            return ()
        if not self._near:
            self._near.append(NearSerials(one for one in self.listed if one not in self.exact))
        return self._near[0].to(serial)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the bench configured on the device itself.

    Attributes:
        logins: login names of the bench (``root`` is always there).
        key_fingerprints: SHA256 fingerprints of the bench's SSH public keys.
        management_prefixes: networks of the bench's management addresses.
        statements: further configuration statements of the bench, as globs over a path joined by spaces.
    """

    logins: frozenset[str] = frozenset()
    key_fingerprints: frozenset[str] = frozenset()
    management_prefixes: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inputs:
    """The declared inputs of one unit's evaluation.

    Attributes:
        fed_supplies: how many power supplies have input power.
        end_of_life_blocks: an announced end of life is a blocker, also before end of support.
        declared: what was declared for all units of the batch.
        claim: the claim that is joined to this unit by its serial number; None where none is.
    """

    lists: SerialLists = SerialLists()
    baseline: Baseline = Baseline()
    stage: Stage = Stage.AS_RECEIVED
    fed_supplies: int = 1
    end_of_life_blocks: bool = False
    declared: Declared = NOTHING_DECLARED
    claim: Claim | None = None

    @property
    def after_reinstall(self) -> bool:
        """Whether Junos was reinstalled: what remains after that survived the reinstallation, which is never usual."""
        return self.stage is Stage.REIMAGED
