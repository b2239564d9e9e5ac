"""Write ``docs/explanation/mutations.md``, the table of the kinds: ``python -m tests.mutations.table``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.mutations.evidence import SOUND, Mutation
from tests.mutations.harmful import HARMFUL
from tests.mutations.harmless import HARMLESS
from tests.mutations.outcomes import Trial, mutated

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "mutations.md"
_HEAD = """# Mutated devices

Sound devices of the emulated rack are changed, one mutation at a time and in pairs, and judged again
(`pytest tests/mutations`; `-m slow` tries over 5,000 mutated devices). After a harmful mutation no device may pass.
After a harmless one nothing may count against a unit that did not count before. Whoever adds a kind marks it by the
table that it stands in: `tests/mutations/harmful.py` or `tests/mutations/harmless.py`.

Devices: {devices}. The second column says in how many of them the mutation has a place.
"""


def page() -> str:
    """The page's text."""
    return "\n".join(
        [
            _HEAD.format(devices=", ".join(f"`{name}`" for name in SOUND)),
            *_table("Harmful: no device passes", HARMFUL),
            *_table("Harmless: nothing gets worse", HARMLESS),
        ]
    )


def _table(title: str, kinds: Mapping[str, Mutation]) -> list[str]:
    rows = [f"| {kind} | {_places(kind)} |" for kind in kinds]
    return [f"## {title}", "", f"| {len(kinds)} kinds | Devices |", "| --- | --- |", *rows, ""]


def _places(kind: str) -> int:
    return sum(mutated(Trial(device, (kind,), 0)) is not None for device in SOUND)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
