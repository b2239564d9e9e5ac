"""What a policy file may contain: its keys, their types, and nothing else."""

from __future__ import annotations

import ipaddress
import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from reinstate.checks.framework.labels import MUST_FIX
from reinstate.decision.policy.site_check_keys import CheckFolderKeys, SiteCheckKeys
from reinstate.plan.requests import CATALOG, ON_ORDER

Text = Annotated[str, Field(min_length=1, max_length=500)]
StageName = Literal["as-received", "prepared", "reimaged"]
FedSupplies = Annotated[int, Field(ge=0, le=32)]
EndOfLife = Literal["inconclusive", "blocker"]


def _fingerprint(value: str) -> str:
    if not re.fullmatch(r"SHA256:[A-Za-z0-9+/]{43}", value):
        raise ValueError("a fingerprint as ssh-keygen -l prints it: SHA256: and 43 characters")
    return value


def _network(value: str) -> str:
    try:
        return str(ipaddress.ip_network(value))
    except ValueError as error:
        raise ValueError(f"a network such as 192.0.2.0/24 ({error})") from error


def _optional_item(value: str) -> str:
    optional = sorted(str(request.id) for request in CATALOG.values() if request.need in ON_ORDER)
    if value not in optional:
        raise ValueError(f"an optional item: one of {', '.join(optional)}")
    return value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class ListFile(_Strict):
    """One list of serial numbers, pinned by its digest: a list that lost rows must not go unnoticed."""

    file: Text = Field(
        description="the path of a CSV file with the columns serial and says, relative to the policy file"
    )
    sha256: Sha256 = Field(description="the digest that sha256sum prints for this file")


class Lists(_Strict):
    """Serial numbers of lost, stolen, and counterfeit goods, and of the operator's own rejects."""

    none_held: bool = Field(default=False, description="true if no such lists are held")
    files: list[ListFile] = Field(default_factory=list, description="the lists in use")

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Lists:
        if self.none_held == bool(self.files):
            raise ValueError("either none_held: true, or at least one entry in files")
        return self


class BaselineKeys(_Strict):
    """What the operator configured on the devices."""

    logins: list[Text] = Field(default_factory=list, description="the logins of the bench")
    key_fingerprints: list[Annotated[str, AfterValidator(_fingerprint)]] = Field(
        default_factory=list, description="the SSH keys of the bench logins, as ssh-keygen -l prints them"
    )
    management_prefixes: list[Annotated[str, AfterValidator(_network)]] = Field(
        default_factory=list, description="the networks of the bench, such as 192.0.2.0/24"
    )
    statements: list[Text] = Field(
        default_factory=list, description="other configuration statements of the bench, as paths"
    )


class TableFile(_Strict):
    """One table of the operator's own, pinned by its digest: a wider row can take the place of one that was lost."""

    file: Text = Field(description="the path of the table, relative to the policy file")
    sha256: Sha256 = Field(description="the digest that sha256sum prints for this file")


class ReferenceKeys(_Strict):
    """The pins of the shipped reference sets, and reference data of the operator's own."""

    pins: dict[str, Sha256] | None = Field(
        default=None, description="the shipped sets and their sha256, as reinstate reference pins prints them"
    )
    lifecycle_tables: list[TableFile] = Field(default_factory=list, description="the tables in use")
    price_lists: list[TableFile] = Field(default_factory=list, description="the price lists in use")
    platform_profiles: list[TableFile] = Field(
        default_factory=list, description="profiles of products that no shipped profile fits"
    )


class EvidenceKeys(_Strict):
    """Optional evidence to request."""

    switch_on: list[Annotated[str, AfterValidator(_optional_item)]] = Field(
        default_factory=list, description="the ids of the optional items to request"
    )


class CheckKeys(_Strict):
    """How the checks are applied: a policy can make a check stricter, or disable it."""

    disabled: dict[str, Text] = Field(
        default_factory=dict, description="check ids, each with the reason why it is disabled"
    )
    gravity: dict[str, Literal["blocker", "condition"]] = Field(
        default_factory=dict, description="check ids, each with a severity above its own: blocker or condition"
    )
    unknown_weighs: list[Text] = Field(
        default_factory=list, description="the ids of checks whose inconclusive findings count"
    )


class ScopeKeys(_Strict):
    """The units, and the part of them, that a waiver applies to."""

    unit: Text | None = Field(default=None, description="a glob over unit names")
    serial: Text | None = Field(default=None, description="a glob over chassis serial numbers")
    subject: Text = Field(
        default="*", description="a glob over the subject of the finding: the unit or the slot of a module"
    )

    @model_validator(mode="after")
    def _names_units(self) -> ScopeKeys:
        if self.unit is None and self.serial is None:
            raise ValueError("unit or serial, or both")
        return self


class WaiverKeys(_Strict):
    """One accepted must-fix finding."""

    check: Text = Field(description=f"the id of a check whose failure is {MUST_FIX} (condition)")
    scope: ScopeKeys = Field(description="a mapping with unit or serial, each a glob")
    owner: Text = Field(description="the name of the person who is responsible for the waiver")
    reason: Text = Field(description="the reason for the waiver")
    expires: date = Field(description="the last day of the waiver, such as 2027-03-31")


class HostKeys(_Strict):
    """What differs for one host."""

    stage: StageName | None = Field(default=None, description="as-received, prepared, or reimaged")
    fed_supplies: FedSupplies | None = Field(
        default=None, description="the number of its power supplies with input power"
    )


class PolicyFile(_Strict):
    """A whole policy file."""

    name: Text = Field(description="the name of the policy")
    version: Annotated[int, Field(ge=1)] = Field(description="a whole number that increases with every change")
    extends: Literal["default", "strict"] | None = Field(
        default=None, description="a shipped policy, whose strictness and pins apply where this one states none"
    )
    # Without a default: a declaration that was removed must not silently become the milder value.
    stage: StageName = Field(description="as-received, prepared, or reimaged")
    fed_supplies: FedSupplies = Field(description="the number of power supplies with input power in each device")
    lists: Lists | None = Field(default=None, description="lists of serial numbers, or none_held: true")
    end_of_life: EndOfLife | None = Field(
        default=None,
        description="inconclusive or blocker: the result for an announced end of life before end of support",
    )
    baseline: BaselineKeys = BaselineKeys()
    reference: ReferenceKeys = ReferenceKeys()
    evidence: EvidenceKeys = EvidenceKeys()
    checks: CheckKeys = CheckKeys()
    site_checks: list[SiteCheckKeys] = Field(default_factory=list, max_length=200)
    check_folders: list[CheckFolderKeys] = Field(default_factory=list)
    waivers: list[WaiverKeys] = Field(default_factory=list)
    hosts: dict[str, HostKeys] = Field(default_factory=dict, description="host names, each with what differs there")
