"""What a policy file may say: its keys, their types, and nothing else."""

from __future__ import annotations

import ipaddress
import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from reinstate.decision.policy.site_check_keys import CheckFolderKeys, SiteCheckKeys
from reinstate.plan.requests import CATALOG, ON_ORDER

Text = Annotated[str, Field(min_length=1, max_length=500)]
StageName = Literal["as-received", "prepared", "reimaged"]
FedSupplies = Annotated[int, Field(ge=0, le=32)]
EndOfLife = Literal["inconclusive", "blocker"]


def _fingerprint(value: str) -> str:
    if not re.fullmatch(r"SHA256:[A-Za-z0-9+/]{43}", value):
        raise ValueError("a fingerprint as ssh-keygen -l prints it, SHA256: and 43 characters")
    return value


def _network(value: str) -> str:
    try:
        return str(ipaddress.ip_network(value))
    except ValueError as error:
        raise ValueError(f"a network such as 192.0.2.0/24 ({error})") from error


def _optional_item(value: str) -> str:
    optional = sorted(str(request.id) for request in CATALOG.values() if request.need in ON_ORDER)
    if value not in optional:
        raise ValueError(f"one of the items that are off by default: {', '.join(optional)}")
    return value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class ListFile(_Strict):
    """One list of serials, pinned by its digest: a list that lost rows must not go unnoticed."""

    file: Text = Field(description="path of a CSV with the columns serial and says, relative to the policy file")
    sha256: Sha256 = Field(description="what sha256sum prints for that file")


class Lists(_Strict):
    """Lost, stolen and counterfeit serials, and the operator's own rejects."""

    none_held: bool = Field(default=False, description="true states that no such lists are held")
    files: list[ListFile] = Field(default_factory=list, description="the lists in use")

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Lists:
        if self.none_held == bool(self.files):
            raise ValueError("either none_held: true or at least one entry under files")
        return self


class BaselineKeys(_Strict):
    """What the inspector put on the devices himself."""

    logins: list[Text] = Field(default_factory=list)
    key_fingerprints: list[Annotated[str, AfterValidator(_fingerprint)]] = Field(default_factory=list)
    management_prefixes: list[Annotated[str, AfterValidator(_network)]] = Field(default_factory=list)
    statements: list[Text] = Field(default_factory=list)


class TableFile(_Strict):
    """One table of the operator's own, pinned by its digest: without a row that ended, a wider one may speak for it."""

    file: Text = Field(description="path of the table, relative to the policy file")
    sha256: Sha256 = Field(description="what sha256sum prints for that file")


class ReferenceKeys(_Strict):
    """Which shipped reference sets are meant, and reference data of the operator's own."""

    pins: dict[str, Sha256] | None = Field(
        default=None, description="shipped set: its sha256, as reinstate reference pins prints it"
    )
    lifecycle_tables: list[TableFile] = Field(default_factory=list, description="the tables in use")
    price_lists: list[TableFile] = Field(default_factory=list, description="the price lists in use")


class EvidenceKeys(_Strict):
    """What is asked beyond the ordinary plan."""

    switch_on: list[Annotated[str, AfterValidator(_optional_item)]] = Field(default_factory=list)


class CheckKeys(_Strict):
    """How the checks of the catalog are applied; a policy can only be stricter than they are, or leave one out."""

    disabled: dict[str, Text] = Field(default_factory=dict, description="check id: why it isn't applied")
    gravity: dict[str, Literal["blocker", "condition"]] = Field(default_factory=dict)
    unknown_weighs: list[Text] = Field(default_factory=list)


class ScopeKeys(_Strict):
    """Which units, and which part of them, a waiver speaks of."""

    unit: Text | None = Field(default=None, description="glob over unit names")
    serial: Text | None = Field(default=None, description="glob over chassis serials")
    subject: Text = Field(default="*", description="glob over the finding's subject, the unit or a FRU's place")

    @model_validator(mode="after")
    def _says_which_units(self) -> ScopeKeys:
        if self.unit is None and self.serial is None:
            raise ValueError("unit or serial, or both")
        return self


class WaiverKeys(_Strict):
    """One accepted condition."""

    check: Text = Field(description="id of a check whose failure is a condition")
    scope: ScopeKeys = Field(description="unit or serial, each a glob")
    owner: Text = Field(description="who answers for it")
    reason: Text = Field(description="why it is accepted")
    expires: date = Field(description="the last day on which it holds, such as 2027-03-31")


class HostKeys(_Strict):
    """What differs for one host."""

    stage: StageName | None = None
    fed_supplies: FedSupplies | None = None


class PolicyFile(_Strict):
    """A whole policy file."""

    name: Text = Field(description="the policy's name")
    version: Annotated[int, Field(ge=1)] = Field(description="a number that rises with every change")
    extends: Literal["default", "strict"] | None = Field(
        default=None, description="a shipped policy whose strictness and pins hold where this one doesn't state its own"
    )
    # Without a default: what was declared and then removed must not silently become the milder value.
    stage: StageName = Field(description="as-received, prepared or reimaged")
    fed_supplies: FedSupplies = Field(description="how many power supplies of each device are plugged in")
    lists: Lists | None = None
    end_of_life: EndOfLife | None = Field(
        default=None, description="what an announced end of life is before end of support: inconclusive or blocker"
    )
    baseline: BaselineKeys = BaselineKeys()
    reference: ReferenceKeys = ReferenceKeys()
    evidence: EvidenceKeys = EvidenceKeys()
    checks: CheckKeys = CheckKeys()
    site_checks: list[SiteCheckKeys] = Field(default_factory=list, max_length=200)
    check_folders: list[CheckFolderKeys] = Field(default_factory=list)
    waivers: list[WaiverKeys] = Field(default_factory=list)
    hosts: dict[str, HostKeys] = Field(default_factory=dict)
