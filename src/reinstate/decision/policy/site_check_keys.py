"""What a policy file may contain about site checks: its keys and their types."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from reinstate.checks.framework import Action
from reinstate.checks.framework.evidence_plan import EVERY_ENGINE
from reinstate.checks.site.expectations import pattern_problem
from reinstate.device.search import xpath_problem
from reinstate.device.version import JunosVersion
from reinstate.plan.requests import CATALOG

Text = Annotated[str, Field(min_length=1, max_length=500)]
_TESTS = ("equals", "one_of", "matches", "at_least", "at_most", "version_at_least")
_ACTIONS = [str(action) for action in Action if action]


def _item(value: str) -> str:
    if value in EVERY_ENGINE:
        raise ValueError(
            f"an item that every device answers ({value} is requested only where two Routing Engines work)"
        )
    if value not in CATALOG:
        raise ValueError(f"the id of an item on the allow-list: {', '.join(map(str, CATALOG))}")
    return value


def _xpath(value: str) -> str:
    if problem := xpath_problem(value):
        raise ValueError(problem)
    return value


def _pattern(value: str) -> str:
    if problem := pattern_problem(value):
        raise ValueError(problem)
    return value


def _version(value: str) -> str:
    version = JunosVersion(value)
    if version.number is None:
        raise ValueError(f"a Junos release such as 23.4R2 ({version.problem or 'this release has no order'})")
    return value


def _action(value: str) -> str:
    if value not in _ACTIONS:
        raise ValueError(f"one of {', '.join(_ACTIONS)}")
    return value


def _number(value: Any) -> Any:
    """Numbers as they are written: 0.1 is one tenth, and true is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a number")  # noqa: TRY004 - pydantic reports ValueErrors only
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError("a finite number")
    return number


def _as_text(value: Any) -> Any:
    """Texts are compared with their white space folded, as values are; what a device prints as a number is text too."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return " ".join(value.split()) if isinstance(value, str) else value


Value = Annotated[str, BeforeValidator(_as_text), Field(max_length=500)]
Number = Annotated[Decimal, BeforeValidator(_number)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class ExpectKeys(_Strict):
    """What is expected of the nodes that the XPath finds."""

    present: bool | None = Field(
        default=None, description="true if something must be found, false if nothing may be found"
    )
    over: Literal["every", "any", "none"] = Field(
        default="every", description="every, any, or none: which of the values must meet the tests"
    )
    equals: Value | None = Field(default=None, description="the text that each value is")
    one_of: list[Value] | None = Field(default=None, min_length=1, description="the texts of which each value is one")
    matches: Annotated[Text, AfterValidator(_pattern)] | None = Field(
        default=None, description="a regular expression for the whole value"
    )
    at_least: Number | None = Field(default=None, description="the lowest number")
    at_most: Number | None = Field(default=None, description="the highest number")
    version_at_least: Annotated[Text, AfterValidator(_version)] | None = Field(
        default=None, description="the oldest Junos release"
    )

    @model_validator(mode="after")
    def _presence_or_values(self) -> ExpectKeys:
        tests = [name for name in _TESTS if getattr(self, name) is not None]
        if self.present is not None and (tests or "over" in self.model_fields_set):
            raise ValueError("either present, or tests of the values")
        if self.present is None and not tests:
            raise ValueError(f"present, or at least one of {', '.join(_TESTS)}")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("at_least no higher than at_most")
        return self


class SiteCheckKeys(_Strict):
    """One site check without Python."""

    id: Annotated[str, Field(pattern=r"^site\.[a-z0-9][a-z0-9-]{0,62}$")] = Field(
        description="site. and a name of lower-case letters, digits, and dashes"
    )
    title: Text = Field(description="the statement that is true when the check passes")
    rpc: Annotated[str, AfterValidator(_item)] = Field(description="the id of an item on the allow-list")
    xpath: Annotated[Text, AfterValidator(_xpath)] = Field(description="an XPath into the payload of the item")
    expect: ExpectKeys = Field(description="a mapping of the tests")
    gravity: Literal["blocker", "condition", "advice"] = Field(description="blocker, condition, or advice")
    unknown: Literal["weighs", "noted"] = Field(
        default="weighs", description="weighs or noted: whether an inconclusive finding counts, or is an open item"
    )
    next_step: Text | None = Field(default=None, description="what to do if the check fails")
    action: Annotated[str, AfterValidator(_action)] | None = Field(
        default=None, description="the kind of the next step"
    )
    clauses: list[Annotated[str, Field(pattern=r"^P([1-9]|[12][0-9]|30)$")]] = Field(
        default_factory=list, description="the clauses of Juniper's policy that it serves, such as P22"
    )
    why: Text | None = Field(default=None, description="the reason for the check")
    platforms: list[Text] = Field(default_factory=list, description="globs over platform profiles; empty means all")

    @model_validator(mode="after")
    def _step_with_kind(self) -> SiteCheckKeys:
        if (self.next_step is None) != (self.action is None):
            raise ValueError(f"next_step together with action, one of {', '.join(_ACTIONS)}")
        return self


class CheckFolderKeys(_Strict):
    """A folder of site checks in Python, each file pinned by its digest: what runs is what was read."""

    folder: Text = Field(description="the path of the directory, relative to the policy file")
    files: dict[
        Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]*\.py$")],
        Annotated[str, Field(pattern="^[0-9a-f]{64}$")],
    ] = Field(
        min_length=1, description="every Python file of the directory with the digest that sha256sum prints for it"
    )
