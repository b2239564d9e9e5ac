"""Load the reference sets: the shipped ones, and the operator's own tables in addition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from reinstate.errors import InputError
from reinstate.reference.advisories import ADVISORIES_KIND, advisories_of
from reinstate.reference.contacts import contacts_of
from reinstate.reference.hardware_states import states_of
from reinstate.reference.library import Reference
from reinstate.reference.licenses import LICENSES_KIND, license_row_of, license_rules_of
from reinstate.reference.lifecycle import LIFECYCLE_KIND, LIFECYCLES, hardware_of, lifecycle_row_of
from reinstate.reference.own_profiles import PROFILES_KIND, own_profiles_of
from reinstate.reference.page_families import page_families_of
from reinstate.reference.parts import assemblies_of, parts_of
from reinstate.reference.prices import PRICES, PRICES_KIND, fees_of, price_row_of
from reinstate.reference.profiles import profiles_of
from reinstate.reference.releases import RELEASES_KIND, release_row_of, releases_of
from reinstate.reference.set_files import (
    Record,
    Table,
    is_table,
    read_bare_csv,
    read_shipped,
    read_table,
    refuse_repeated_keys,
)
from reinstate.reference.set_info import SetInfo
from reinstate.tables.columns import Columns

_DATA = Path(__file__).parent / "data"
_HEAD = ("name", "kind", "as_of", "source", "max_age_days", "fictional", "note", "pages", "rows")
_LOOK_UP_DAYS = 90
_PRICE_DAYS = 365
SHIPPED_SETS = (
    "platform-profiles",
    "hardware-states",
    "junos-releases",
    "hardware-lifecycle",
    "hardware-aliases",
    "part-numbers",
    "assembly-ids",
    "license-skus",
    "fees",
    "contacts",
    "advisories",
    "lifecycle-pages",
)


@lru_cache(maxsize=1)
def load_platforms() -> Reference:
    """Only the shipped platform profiles: all that collecting needs, and a process that forks stays small."""
    table = _shipped_profiles()
    return Reference(sets={PROFILES_KIND: table.info}, profiles=profiles_of(table))


@lru_cache(maxsize=1)
def _shipped_profiles() -> Table:
    return read_shipped(_DATA, PROFILES_KIND)


def profile_lists() -> dict[str, tuple[str, ...]]:
    """Names of the shipped lists that a profile can refer to, by the key under which it does."""
    lists = {key: _shipped_profiles().head.values[key] for key in ("bench_alarms", "factory_default")}
    return {key: tuple(name for name in named if name != "everywhere") for key, named in lists.items()}


@lru_cache(maxsize=1)
def load_shipped() -> Reference:
    """The shipped reference sets, read once per process.

    Raises:
        InputError: a shipped file is malformed (it was edited).
    """
    tables = {name: read_shipped(_DATA, name) for name in SHIPPED_SETS}
    return Reference(
        sets={name: table.info for name, table in tables.items()},
        profiles=profiles_of(tables["platform-profiles"]),
        states=states_of(tables["hardware-states"]),
        releases=releases_of(tables["junos-releases"]),
        hardware=hardware_of(tables["hardware-lifecycle"], tables["hardware-aliases"]),
        part_rows=parts_of(tables["part-numbers"]),
        assembly_rows=assemblies_of(tables["assembly-ids"]),
        licenses=license_rules_of(tables["license-skus"]),
        fee_rows=fees_of(tables["fees"]),
        contacts=contacts_of(tables["contacts"]),
        advisories=advisories_of(tables["advisories"]),
        page_families=page_families_of(tables["lifecycle-pages"]),
    )


def load_reference(
    extra_tables: Sequence[Path] = (),
    price_lists: Sequence[Path] = (),
    own_profiles: Sequence[Path] = (),
    *,
    shipped_since: bool = False,
) -> Reference:
    """The shipped sets and an operator's own tables.

    A table is YAML with a head (``name``, ``as_of``, ``source``, ``max_age_days``; optional ``kind``, ``fictional``,
    ``note``) and ``rows``, or a CSV file whose rows each have ``looked_up``. Of kind ``hardware-lifecycle`` (the
    default) rows have ``sku`` (globs allowed), ``announced``, ``last_order``, ``end_of_support``, ``looked_up``,
    ``confidence`` and ``note``; without any end they state "looked up on that day: no end of life announced". Of kind
    ``junos-releases`` they have ``release``, ``evolved``, ``end_of_engineering``, ``end_of_support``; of kind
    ``license-skus`` either ``sku`` or ``feature``, and ``class``; of kind ``advisories`` they are as in the shipped
    set; they add to it and remove nothing from it.

    A price list is of kind ``price-list``; its rows have ``product`` (globs allowed), ``clause``, ``sku``, ``usd``,
    ``as_of`` and ``source``.

    A file of profiles is YAML of kind ``platform-profiles``, with rows as in the shipped set, each for products that
    match no shipped profile. With ``shipped_since``, a profile that a newer shipped one also matches is accepted, and
    the shipped one is used.

    Raises:
        InputError: names the file, the line, the key, the expected form, and the value.
    """
    reference = load_shipped()
    for path in extra_tables:
        reference = _with_table(reference, _operator_table(Path(path), LIFECYCLES, "looked_up", _LOOK_UP_DAYS))
    for path in price_lists:
        reference = _with_prices(reference, _operator_table(Path(path), PRICES, "as_of", _PRICE_DAYS))
    for path in own_profiles:
        reference = _with_profiles(reference, _operator_yaml(Path(path)), shipped_since=shipped_since)
    return reference


def _with_table(reference: Reference, table: Table) -> Reference:
    sets = _one_more(reference, table)
    kind = table.head.text("kind", LIFECYCLE_KIND)
    fictional = table.head.flag("fictional")
    if kind == LIFECYCLE_KIND:
        rows = [replace(lifecycle_row_of(record, table.info), fictional=fictional) for record in table.rows]
        return replace(reference, sets=sets, hardware=reference.hardware.extended(rows))
    if kind == RELEASES_KIND:
        trains = [release_row_of(record, table.info) for record in table.rows]
        return replace(reference, sets=sets, releases=reference.releases.extended(trains))
    if kind == LICENSES_KIND:
        classes = [license_row_of(record, table.info) for record in table.rows]
        return replace(reference, sets=sets, licenses=reference.licenses.extended(classes))
    if kind == ADVISORIES_KIND:
        return _with_advisories(replace(reference, sets=sets), table)
    known = f"{LIFECYCLE_KIND}, {RELEASES_KIND}, {LICENSES_KIND}, or {ADVISORIES_KIND}"
    raise table.head.fail("kind", known, kind)


def _with_advisories(reference: Reference, table: Table) -> Reference:
    """The table's advisories added. A table that lists every shipped one as well states what there is on its day."""
    own = advisories_of(table)
    renewals = dict(reference.renewals)
    if {one.id for one in load_shipped().advisories} <= {one.id for one in own}:
        renewals[ADVISORIES_KIND] = (*renewals.get(ADVISORIES_KIND, ()), table.info.name)
    return replace(reference, advisories=(*reference.advisories, *own), renewals=renewals)


def _with_prices(reference: Reference, table: Table) -> Reference:
    sets = _one_more(reference, table)
    kind = table.head.text("kind", PRICES_KIND)
    if kind != PRICES_KIND:
        raise table.head.fail("kind", PRICES_KIND, kind)
    rows = [price_row_of(record, table.info) for record in table.rows]
    return replace(reference, sets=sets, prices=reference.prices.extended(rows))


def _with_profiles(reference: Reference, table: Table, *, shipped_since: bool) -> Reference:
    sets = _one_more(reference, table)
    if (kind := table.head.text("kind", PROFILES_KIND)) != PROFILES_KIND:
        raise table.head.fail("kind", PROFILES_KIND, kind)
    if not table.rows:
        raise table.head.fail("rows", "at least one profile", None, "add a profile")
    others = (*(() if shipped_since else reference.profiles), *reference.own_profiles)
    own = own_profiles_of(table, _shipped_profiles(), others)
    return replace(reference, sets=sets, own_profiles=(*reference.own_profiles, *own))


def _one_more(reference: Reference, table: Table) -> dict[str, SetInfo]:
    if table.info.name in reference.sets:
        raise table.head.fail("name", "a name that no other set has", table.info.name, "choose another name")
    return {**reference.sets, table.info.name: table.info}


def _operator_table(path: Path, columns: Columns, dated_by: str, max_age_days: int) -> Table:
    """An operator's table: YAML with its head and rows in one file, or a CSV whose rows are dated by that column."""
    if not is_table(path):
        return _operator_yaml(path)
    rows, digest = read_bare_csv(path, columns)
    days = [row.required_day(dated_by) for row in rows]
    if not days:
        raise InputError(f"{path}, line 1: no rows", expected="at least one row", actual="none", remedy="add rows")
    info = SetInfo(path.stem, max(days), digest, f"operator's table {path.name}", max_age_days, len(rows))
    return Table(info, Record(path, None, {}), rows)


def _operator_yaml(path: Path) -> Table:
    table = read_table(path)
    refuse_repeated_keys(path)
    table.head.only(_HEAD)
    if "rows" not in table.head.values:  # the policy pins this file only, not a second one with the rows
        raise table.head.fail("rows", "the rows in this file", None, "add the rows under the key rows")
    return table
