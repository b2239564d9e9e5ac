"""Rows to fill in for products that no platform profile matches, with what their devices reported as comments.

What a device reports of itself is a hint and no fact: a person looks it up in Juniper's hardware guide and fills it in.
Only values that request the most, or permit the least, are filled in here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from reinstate.checks.framework import LackKind
from reinstate.decision.record import Record
from reinstate.errors import InputError
from reinstate.evidence.file_access import write_output
from reinstate.plain_text import printable
from reinstate.plan.requests import CATALOG, Need, Rpc
from reinstate.reference.loading import profile_lists
from reinstate.reference.own_profiles import FAMILIES, PROFILES_KIND, profile_name, stated_model
from reinstate.workflow.unknowns import records_of

_MOST_NAMES = 3
_LONGEST_SEEN = 100
# Items that some platforms answer and others don't, and that no flag stands for.
_ITEMS = {
    Rpc.ACTIVE_ERRORS: "show chassis errors active",
    Rpc.SYSTEM_ERRORS: "show system errors active",
    Rpc.POWER: "show chassis power",
    Rpc.SOFTWARE_LOCAL: "show version local",
}
_KNOWN = frozenset(map(str, Rpc))
_HEAD = """\
# Platform profiles to fill in. For the steps, see docs/how-to/own-platform.md.
# "seen" is what a device reported. It is a hint: look each value up in Juniper's hardware guide before you fill it in.
name: {name}
kind: {kind}
as_of:                   # date of your lookup, such as 2026-11-27
source:                  # source of the facts: hardware guide, data sheet, replies of the device
max_age_days: 730        # maximum age of the facts
rows:
"""
_ROW = """\
  # ---- {product}, on {units}
  - name: {name}
    models: {models}
    family:                # one of {families}; seen: {family}
    source:                # source of the facts of this row
    # true or false for each: what is true is requested from the device and checked.
    evolved:               # runs Junos OS Evolved; seen: {evolved}
    modular:               # has slots for line cards or Routing Engines; seen: {modular}
    redundant_engines:     # has slots for 2 Routing Engines; seen: {engines}
    virtual_chassis:       # can be a member of a Virtual Chassis
    cluster:               # can be a node of a chassis cluster
    vmhost:                # runs Junos OS as a guest of a VM host and answers show vmhost version
    eeprom:                # show chassis hardware extensive prints the EEPROM contents of its modules
    # Items that some products answer and others do not:
{items}
    # requested so far: {asked}
    expected: []
    # Left out, these keys permit nothing. Remove the # in front of each key that applies.
    # supply_slots: 2      # number of power supply slots; seen: {supplies}
    # one_board: true      # the boards have no serial number of their own
    # fixed_supplies: true # the power supplies cannot be removed and have no serial number of their own
    # fans_removable: true # a failed fan can be replaced
    # fanless: []          # the entries of models that have no fan
    # odm: []              # the entries of models whose power supplies report no part number
    # removable: []        # places of removable modules with names of built-in ones, such as "fpc 0 / pic 1"
    # settle_minutes: 20   # minutes from boot to stable health; at least 10, or 20 on a modular chassis
    # last_release: "21.4" # the newest release train for it; leave it out if current trains run on it
    # management_port: fxp0
    # bench_alarms: []     # names of shipped lists ({alarms}) or whole texts of alarms that are normal on a bench
    # factory_default: []  # names of shipped lists ({defaults}) or paths of factory-default statements
"""


def write_profile_rows(runs: Iterable[Path], output: Path) -> int:
    """Write the file to fill in, where there is anything to fill in; how many products it has a row for.

    Raises:
        InputError: the output isn't a new YAML file.
        EvidenceError: a run isn't there, wasn't judged yet, or a record of it isn't of this version.
    """
    if output.suffix not in (".yml", ".yaml") or output.exists():
        raise InputError(
            f"{output}: cannot be written",
            expected="a new file that ends in .yml",
            actual="a file that exists" if output.exists() else output.name,
            remedy="name another file; a policy can name several",
        )
    content, products = profile_rows(runs, profile_name(output.stem), profile_lists())
    if products:
        write_output(output, content.encode())
    return products


def profile_rows(runs: Iterable[Path], name: str, lists: Mapping[str, Sequence[str]]) -> tuple[str, int]:
    """The file to fill in, and how many products it has a row for.

    Args:
        runs: judged ones.
        name: the set's name.
        lists: names of the shipped lists, by the key that may refer to them.

    Raises:
        EvidenceError: a run isn't there, wasn't judged yet, or a record of it isn't of this version.
    """
    lacking: dict[str, list[Record]] = {}
    for run in runs:
        for record in records_of(run):
            for product in _without_profile(record):
                lacking.setdefault(product, []).append(record)
    rows = [_row(product, records, lists) for product, records in sorted(lacking.items())]
    return _HEAD.format(name=name, kind=PROFILES_KIND) + "\n".join(rows), len(rows)


def _without_profile(record: Record) -> set[str]:
    lacks = (lack for finding in record.findings for lack in finding.lacks)
    return {lack.name for lack in lacks if lack.kind is LackKind.PROFILE}


def _row(product: str, records: list[Record], lists: Mapping[str, Sequence[str]]) -> str:
    units = sorted({record.unit.name for record in records})
    more = f" and {len(units) - _MOST_NAMES} more" if len(units) > _MOST_NAMES else ""
    model = stated_model(product)
    return _ROW.format(
        product=_seen([product]),
        units=printable(", ".join(units[:_MOST_NAMES]) + more, _LONGEST_SEEN),
        name=json.dumps(profile_name(product)),
        models=f"[{json.dumps(model)}]" if model else "[]            # product models in lower case",
        families=", ".join(FAMILIES),
        family=_seen(_family(product)),
        evolved=_seen(software.version for record in records for software in record.software or ()),
        modular=_counted(records, "line-card"),
        engines=_counted(records, "routing-engine"),
        supplies=_counted(records, "power-supply"),
        items="\n".join(f"    #   {item}, as {command} prints it" for item, command in _ITEMS.items()),
        asked=_asked(records),
        alarms=", ".join(lists["bench_alarms"]),
        defaults=", ".join(lists["factory_default"]),
    )


def _family(product: str) -> Iterator[str]:
    """The longest family that the name begins with; names of one letter begin too many words."""
    fitting = [family for family in FAMILIES if len(family) > 1 and product.lower().startswith(family)]
    yield from (f"the name begins with {family}" for family in sorted(fitting, key=len)[-1:])


def _asked(records: list[Record]) -> str:
    items = {item.id for record in records for item in record.evidence.items}
    beyond = sorted(item for item in items if item in _KNOWN and CATALOG[Rpc(item)].need is not Need.REQUIRED)
    return ", ".join(beyond) or "nothing beyond what is requested from every device"


def _counted(records: list[Record], kind: str) -> str:
    """How many modules of a kind the units list, each number once."""
    listed = [record.modules for record in records if record.modules is not None]
    numbers = sorted({sum(module.kind == kind for module in modules) for modules in listed})
    return f"{' or '.join(map(str, numbers))} of kind {kind} listed" if numbers else "nothing"


def _seen(texts: Iterable[str]) -> str:
    """Device text for a comment: one line, bounded; what isn't printable is shown as such."""
    return printable(", ".join(dict.fromkeys(texts)), _LONGEST_SEEN) or "nothing"
