"""The pins of the shipped reference sets: as a block for a policy, and in the shipped default policy."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from reinstate.reference.library import Reference
from reinstate.reference.loading import SHIPPED_SETS, load_shipped

DEFAULT_POLICY = Path(__file__).parent / "shipped" / "default.yml"
_BLOCK = re.compile(r"^reference:\n  pins:\n(?:    .+\n)*", re.MULTILINE)
_VERSION = re.compile(r"^version: (\d+)$", re.MULTILINE)


def pins_of(reference: Reference) -> dict[str, str]:
    """The digest of every shipped set."""
    return {name: reference.sets[name].digest for name in sorted(SHIPPED_SETS)}


def pins_block(pins: Mapping[str, str]) -> str:
    """The lines to put into a policy."""
    return "".join(["reference:\n  pins:\n", *(f"    {name}: {digest}\n" for name, digest in pins.items())])


def with_pins(policy: str, pins: Mapping[str, str]) -> str:
    """The text of a policy with these pins in place of its own; the version increases if they changed."""
    block = pins_block(pins)
    renewed, found = _BLOCK.subn(block, policy)
    if found != 1:
        raise ValueError(f"expected one block that begins with reference: and pins:, found {found}")
    return policy if renewed == policy else _VERSION.sub(lambda found: f"version: {int(found[1]) + 1}", renewed)


def main() -> int:
    """``python -m reinstate.decision.policy.pins``: pin the shipped sets in the shipped default policy."""
    before = DEFAULT_POLICY.read_text(encoding="utf-8")
    after = with_pins(before, pins_of(load_shipped()))
    if after != before:
        DEFAULT_POLICY.write_text(after, encoding="utf-8")
    print(f"{DEFAULT_POLICY.name}: {'pins updated' if after != before else 'pins match the data'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
