"""The defaults that the roles document are those of the code: Ansible shows them, and does not apply them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.workflow.arguments import Arguments, CollectArguments, DecideArguments, OpenArguments

ROLES = Path(__file__).resolve().parents[3] / "roles"


def documented(role: str) -> dict[str, Any]:
    stated = yaml.safe_load((ROLES / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    options = stated["argument_specs"]["main"]["options"]
    return {name: option["default"] for name, option in options.items() if "default" in option}


def plain_defaults(form: type[Arguments], prefix: str = "") -> dict[str, Any]:
    """The defaults that are a number, a word, or a truth value, by the name of the variable."""
    return {
        f"{prefix}{name}": field.default
        for name, field in form.model_fields.items()
        if isinstance(field.default, bool | int | float | str)
    }


@pytest.mark.parametrize(
    ("role", "defaults"),
    [
        ("collect", plain_defaults(CollectArguments, "reinstate_") | plain_defaults(OpenArguments)),
        ("decide", plain_defaults(DecideArguments)),
    ],
    ids=["collect", "decide"],
)
def test_documented_defaults_are_those_of_the_code(role: str, defaults: dict[str, Any]) -> None:
    # The description of the port states its default, after ansible_port. The other two are no options of the role.
    stated_elsewhere = {"reinstate_port", "reinstate_scope", "jump_hosts_grouped"}
    assert documented(role) == {name: value for name, value in defaults.items() if name not in stated_elsewhere}
