"""Loading reference sets: the shipped ones, and an operator's own tables beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from reinstate.device.version import JunosVersion
from reinstate.errors import InputError
from reinstate.plan.requests import Rpc
from reinstate.reference.advisories import Advisory
from reinstate.reference.facts import (
    Assembly,
    Contact,
    FeeLine,
    LicenseClass,
    LicenseRow,
    LifecycleRow,
    Part,
    ReleaseRow,
)
from reinstate.reference.hardware import Hardware, is_glob
from reinstate.reference.library import Fees, Reference
from reinstate.reference.licenses import LicenseRules, Rules
from reinstate.reference.prices import PriceRow
from reinstate.reference.profiles import PlatformProfile
from reinstate.reference.releases import EVOLVED, Releases
from reinstate.reference.set_files import (
    Record,
    Table,
    is_table,
    read_bare_csv,
    read_shipped,
    read_table,
    refuse_repeated_keys,
)
from reinstate.reference.sets import SetInfo
from reinstate.tables.columns import Columns

_DATA = Path(__file__).parent / "data"
_CONFIDENCE = ("A", "B", "C")
_TRAIN = re.compile(r"\d{1,2}\.\d{1,2}(X\d{1,3})?")
_BUILDS = re.compile(r"[RFD]\d{1,4}\+?")
_LITERAL_START = re.compile(r"[A-Z0-9][A-Z0-9+./&-]{2}")
_HEAD = ("name", "kind", "as_of", "source", "max_age_days", "fictional", "note", "rows")
LIFECYCLE_KIND, RELEASES_KIND, LICENSES_KIND = "hardware-lifecycle", "junos-releases", "license-skus"
PRICES_KIND, ADVISORIES_KIND = "price-list", "advisories"
LIFECYCLE_COLUMNS = ("sku", "announced", "last_order", "end_of_support", "looked_up", "confidence", "note")
RELEASE_COLUMNS = ("release", "evolved", "first_shipped", "end_of_engineering", "end_of_support", "note")
LICENSE_COLUMNS = ("sku", "feature", "class", "note")
PRICE_COLUMNS = ("product", "clause", "sku", "usd", "as_of", "source", "note")
LIFECYCLES = Columns(LIFECYCLE_COLUMNS, needed=("sku",))
PRICES = Columns(PRICE_COLUMNS, needed=("product", "clause", "usd"))
_FEE_CLAUSES = ("P11", "P12", "P13", "P14")
_LOOK_UP_DAYS = 90
_PRICE_DAYS = 365
_ITEMS = frozenset(rpc.value for rpc in Rpc)
SHIPPED_SETS = (
    "platform-profiles",
    "junos-releases",
    "hardware-lifecycle",
    "hardware-aliases",
    "part-numbers",
    "assembly-ids",
    "license-skus",
    "fees",
    "contacts",
    "advisories",
)


@lru_cache(maxsize=1)
def load_platforms() -> Reference:
    """The shipped platform profiles alone: all that collecting asks for, and a process that forks stays small."""
    table = read_shipped(_DATA, "platform-profiles")
    return Reference(sets={"platform-profiles": table.info}, profiles=_profiles(table))


@lru_cache(maxsize=1)
def load_shipped() -> Reference:
    """The shipped reference sets, read once per process.

    Raises:
        InputError: a shipped file is malformed (it was edited).
    """
    tables = {name: read_shipped(_DATA, name) for name in SHIPPED_SETS}
    return Reference(
        sets={name: table.info for name, table in tables.items()},
        profiles=_profiles(tables["platform-profiles"]),
        releases=_releases(tables["junos-releases"]),
        hardware=_hardware(tables["hardware-lifecycle"], tables["hardware-aliases"]),
        part_rows=_parts(tables["part-numbers"]),
        assembly_rows=_assemblies(tables["assembly-ids"]),
        licenses=_licenses(tables["license-skus"]),
        fee_rows=_fees(tables["fees"]),
        contacts=_contacts(tables["contacts"]),
        advisories=_advisories(tables["advisories"]),
    )


def load_reference(extra_tables: Sequence[Path] = (), price_lists: Sequence[Path] = ()) -> Reference:
    """The shipped sets with an operator's own tables beside them.

    A table is YAML with a head (``name``, ``as_of``, ``source``, ``max_age_days``; optional ``kind``, ``fictional``,
    ``note``) and ``rows``, or a CSV file whose rows each have ``looked_up``. Of kind ``hardware-lifecycle`` (the
    default) rows have ``sku`` (globs allowed), ``announced``, ``last_order``, ``end_of_support``, ``looked_up``,
    ``confidence`` and ``note``; without any end they say "looked up on that day: no end of life announced". Of kind
    ``junos-releases`` they have ``release``, ``evolved``, ``end_of_engineering``, ``end_of_support``; of kind
    ``license-skus`` either ``sku`` or ``feature``, and ``class``; of kind ``advisories`` they are as in the shipped
    set, add to it and take nothing from it.

    A price list is of kind ``price-list``; its rows have ``product`` (globs allowed), ``clause``, ``sku``, ``usd``,
    ``as_of`` and ``source``.

    Raises:
        InputError: names the file, the line, the key, what is expected and what came.
    """
    reference = load_shipped()
    for path in extra_tables:
        reference = _with_table(reference, _operator_table(Path(path), LIFECYCLES, "looked_up", _LOOK_UP_DAYS))
    for path in price_lists:
        reference = _with_prices(reference, _operator_table(Path(path), PRICES, "as_of", _PRICE_DAYS))
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
        return replace(reference, sets=sets, advisories=(*reference.advisories, *_advisories(table)))
    known = f"{LIFECYCLE_KIND}, {RELEASES_KIND}, {LICENSES_KIND} or {ADVISORIES_KIND}"
    raise table.head.fail("kind", known, kind)


def _with_prices(reference: Reference, table: Table) -> Reference:
    sets = _one_more(reference, table)
    kind = table.head.text("kind", PRICES_KIND)
    if kind != PRICES_KIND:
        raise table.head.fail("kind", PRICES_KIND, kind)
    rows = [price_row_of(record, table.info) for record in table.rows]
    return replace(reference, sets=sets, prices=reference.prices.extended(rows))


def _one_more(reference: Reference, table: Table) -> dict[str, SetInfo]:
    if table.info.name in reference.sets:
        raise table.head.fail("name", "a name that no other set has", table.info.name)
    return {**reference.sets, table.info.name: table.info}


def _operator_table(path: Path, columns: Columns, dated_by: str, max_age_days: int) -> Table:
    """An operator's table: YAML with its head and rows in one file, or a CSV whose rows are dated by that column."""
    if not is_table(path):
        table = read_table(path)
        refuse_repeated_keys(path)
        table.head.only(_HEAD)
        if "rows" not in table.head.values:  # the policy pins this file, and would not pin another beside it
            raise table.head.fail("rows", "the rows in this file", None)
        return table
    rows, digest = read_bare_csv(path, columns)
    days = [row.required_day(dated_by) for row in rows]
    if not days:
        raise InputError(f"{path}, line 1: no rows", expected="at least one row", actual="none", remedy="add rows")
    info = SetInfo(path.stem, max(days), digest, f"operator's table {path.name}", max_age_days, len(rows))
    return Table(info, Record(path, None, {}), rows)


def lifecycle_row_of(record: Record, info: SetInfo) -> LifecycleRow:
    """One row of an operator's lifecycle table."""
    record.only(LIFECYCLE_COLUMNS)
    row = _lifecycle_row(record, info, "A")
    _require_narrow(record, "sku", row.sku)
    looked_up = record.day("looked_up")
    if not row.dated and looked_up is None:
        raise record.fail("looked_up", "a date here, or one of announced, last_order, end_of_support", None)
    return replace(row, looked_up=looked_up or info.as_of)


def _require_narrow(record: Record, key: str, glob: str) -> None:
    if is_glob(glob) and not _LITERAL_START.match(glob):
        raise record.fail(key, "a SKU, or a glob that begins with at least three letters or digits", glob)


def release_row_of(record: Record, info: SetInfo) -> ReleaseRow:
    """One row of an operator's table of releases."""
    record.only(RELEASE_COLUMNS)
    return ReleaseRow(
        _train(record, "release") + (EVOLVED if record.flag("evolved") else ""),
        first_shipped=record.day("first_shipped"),
        end_of_engineering=record.required_day("end_of_engineering"),
        end_of_support=record.required_day("end_of_support"),
        source=f"{info.name}: {info.source}",
    )


def license_row_of(record: Record, info: SetInfo) -> LicenseRow:
    """One row of what an operator was told of licenses: of a SKU or of a feature, each by its exact name."""
    record.only(LICENSE_COLUMNS)
    sku, feature, told = record.text("sku", ""), record.text("feature", ""), _class(record)
    if bool(sku) == bool(feature):
        raise record.fail("sku", "a SKU, or a feature, and not both", sku)
    if told is LicenseClass.UNKNOWN:
        raise record.fail("class", "the class that was told", told)
    return LicenseRow(sku, feature, told)


def price_row_of(record: Record, info: SetInfo) -> PriceRow:
    """One row of an operator's price list."""
    record.only(PRICE_COLUMNS)
    product, clause = _folded(record.text("product")), record.text("clause")
    _require_narrow(record, "product", product)
    if clause not in _FEE_CLAUSES:
        raise record.fail("clause", f"one of {', '.join(_FEE_CLAUSES)}", clause)
    usd = record.dollars("usd")
    if usd is None:
        raise record.fail("usd", "a whole number of US dollars", None)
    return PriceRow(
        product=product,
        clause=clause,
        sku=record.text("sku", ""),
        usd=usd,
        as_of=record.day("as_of") or info.as_of,
        source=record.text("source", f"{info.name}: {info.source}"),
        table=info.name,
        max_age_days=info.max_age_days,
    )


def _train(record: Record, key: str) -> str:
    train = record.text(key)
    if not _TRAIN.fullmatch(train):
        raise record.fail(key, "a train such as 23.4 or 15.1X49, in quotes", train)
    return train


def _folded(sku: str) -> str:
    return " ".join(sku.split()).upper()


def _lifecycle_row(record: Record, info: SetInfo, confidence: str | None = None) -> LifecycleRow:
    """The row as it stands, without what only an operator's table holds; ``confidence`` where the row may omit it."""
    days = announced, last_order, end = record.day("announced"), record.day("last_order"), record.day("end_of_support")
    stated = [day for day in days if day]
    if stated != sorted(stated):
        raise record.fail("end_of_support", "announced, last_order and end_of_support in the order of time", end)
    told = _confidence(record, confidence)
    return LifecycleRow(
        sku=_folded(record.text("sku")),
        announced=announced,
        last_order=last_order,
        end_of_support=end,
        confidence=told,
        source=record.text("source", info.source),
        note=record.text("note", ""),
        table=info.name,
        max_age_days=info.max_age_days,
    )


def _confidence(record: Record, default: str | None = None) -> str:
    told = record.text("confidence", default)
    if told not in _CONFIDENCE:
        raise record.fail("confidence", "A, B or C", told)
    return told


def _hardware(lifecycle: Table, aliases: Table) -> Hardware:
    rows = [_lifecycle_row(record, lifecycle.info) for record in lifecycle.rows]
    names: dict[str, tuple[str, ...]] = {}
    for record in aliases.rows:
        skus = record.texts("skus")
        names |= {_folded(name): tuple(_folded(sku) for sku in skus) for name in record.texts("names")}
    return Hardware(aliases=names).extended(rows)


def _releases(table: Table) -> Releases:
    trains = [
        ReleaseRow(
            _train(record, "release"),
            record.text("release_type", ""),
            record.day("first_shipped"),
            record.day("end_of_engineering"),
            record.day("end_of_support"),
            record.text("source"),
        )
        for record in table.rows
    ]
    return Releases.of(trains, [_exception(record) for record in table.head.records("exceptions")], table.info.as_of)


def _exception(record: Record) -> ReleaseRow:
    builds = record.text("builds", "")
    if builds and not _BUILDS.fullmatch(builds):
        raise record.fail("builds", "R7, R2+ or D47", builds)
    return ReleaseRow(
        _train(record, "train"),
        end_of_engineering=record.required_day("end_of_engineering"),
        end_of_support=record.required_day("end_of_support"),
        source=record.text("source"),
        models=record.texts("models"),
        builds=builds,
    )


def _parts(table: Table) -> dict[str, tuple[Part, ...]]:
    found: dict[str, tuple[Part, ...]] = {}
    for record in table.rows:
        number = record.text("part_number")
        part = Part(
            number,
            record.text("description", ""),
            record.text("model_number", ""),
            record.text("clei_code", ""),
            record.text("source"),
        )
        found[number] = (*found.get(number, ()), part)
    return found


def _assemblies(table: Table) -> dict[str, tuple[Assembly, ...]]:
    found: dict[str, tuple[Assembly, ...]] = {}
    for record in table.rows:
        key = record.text("assembly_id")
        row = Assembly(key, record.text("model"), record.text("confidence"), record.text("source"))
        found[key] = (*found.get(key, ()), row)
    return found


def _licenses(table: Table) -> LicenseRules:
    head = table.head
    words = head.values.get("words")
    if not isinstance(words, dict):
        raise head.fail("words", "a mapping of order types to classes", words)
    word_rows = [Record(head.path, None, {"class": told, "word": word}) for word, told in words.items()]
    return LicenseRules(
        words={row.text("word"): _class(row) for row in word_rows},
        keys=_rules(head, "keys"),
        skus=tuple((_pattern(record), _class(record)) for record in table.rows),
        features=_rules(head, "features"),
        given={row.text("feature"): row.whole("count") or 0 for row in head.records("factory_given")},
    )


def _rules(head: Record, key: str) -> Rules:
    return tuple((_pattern(record), _class(record)) for record in head.records(key))


def _pattern(record: Record) -> re.Pattern[str]:
    text = record.text("pattern")
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise record.fail("pattern", "a regular expression", error) from error


def _class(record: Record) -> LicenseClass:
    told = record.text("class")
    if told not in [member.value for member in LicenseClass]:
        raise record.fail("class", ", ".join(member.value for member in LicenseClass), told)
    return LicenseClass(told)


def _fees(table: Table) -> Fees:
    of_model: dict[str, tuple[FeeLine, ...]] = {}
    general = tuple(_fee(record, table.info) for record in table.rows)
    for record in table.head.records("stated"):
        model = record.text("model").lower()
        of_model[model] = (*of_model.get(model, ()), _fee(record, table.info))
    add_on = tuple(line for line in general if line.clause == "P14")
    return Fees(general, {model: lines + add_on for model, lines in of_model.items()})


def _fee(record: Record, info: SetInfo) -> FeeLine:
    return FeeLine(
        record.text("clause"),
        record.text("title"),
        record.text("sku"),
        record.whole("low"),
        record.whole("high"),
        info.source,
        record.required_day("as_of"),
        record.text("note", ""),
    )


def _contacts(table: Table) -> tuple[Contact, ...]:
    return tuple(
        Contact(record.text("topic"), record.text("channel"), record.text("clause"), table.info.source)
        for record in table.rows
    )


_ADVISORY_KEYS = (
    "id", "title", "published", "exploited", "models", "fixed", "unfixed", "since", "evolved", "confidence", "source",
    "note",
)  # fmt: skip


def _advisories(table: Table) -> tuple[Advisory, ...]:
    return tuple(_advisory(record) for record in table.rows)


def _advisory(record: Record) -> Advisory:
    record.only(_ADVISORY_KEYS)
    evolved = record.flag("evolved")
    return Advisory(
        id=record.text("id"),
        title=record.text("title"),
        published=record.required_day("published"),
        exploited=record.day("exploited"),
        models=record.texts("models"),
        fixed=_fixed(record, evolved),
        unfixed=frozenset(_trains(record, "unfixed")),
        since=_train(record, "since") if record.values.get("since") else "",
        evolved=evolved,
        confidence=_confidence(record),
        source=record.text("source"),
        note=record.text("note", ""),
    )


def _fixed(record: Record, evolved: bool) -> tuple[JunosVersion, ...]:
    releases = tuple(JunosVersion.parse(text) for text in record.texts("fixed"))
    if not releases or not all(one.standard and one.evolved is evolved for one in releases):
        expected = f"releases such as 24.2R1-S2{EVOLVED if evolved else ''}, at least one"
        raise record.fail("fixed", expected, ", ".join(map(str, releases)))
    return releases


def _trains(record: Record, key: str) -> tuple[str, ...]:
    for train in record.texts(key):
        if not _TRAIN.fullmatch(train):
            raise record.fail(key, "trains such as 23.4 or 15.1X49, in quotes", train)
    return record.texts(key)


@dataclass(frozen=True, slots=True)
class _Lists:
    """The named lists of the profiles' head, by key and name."""

    head: Record

    def of(self, key: str, names: Iterable[str]) -> tuple[str, ...]:
        """The list ``everywhere`` and the named ones, each entry once."""
        lists = Record(self.head.path, None, self.head.values.get(key) or {})
        entries = [entry for name in ("everywhere", *names) for entry in self._one(lists, name)]
        return tuple(dict.fromkeys(entries))

    def _one(self, lists: Record, name: str) -> tuple[str, ...]:
        if name not in lists.values:
            raise self.head.fail(name, f"the name of one of the lists {', '.join(lists.values)}", name)
        return lists.texts(name)


def _profiles(table: Table) -> tuple[PlatformProfile, ...]:
    lists = _Lists(table.head)
    everywhere = _items(table.head, "everywhere")
    optional = tuple(table.head.records("optional"))
    for record in optional:
        record.only(("items", "families", "profiles", "evolved"))
    return tuple(_profile(record, lists, everywhere, optional) for record in table.rows)


_PROFILE_KEYS = (
    "name", "family", "models", "evolved", "modular", "redundant_engines", "virtual_chassis", "cluster", "vmhost",
    "eeprom", "virtual", "expected", "bench_alarms", "supply_slots", "fixed_supplies", "one_board", "fans_removable",
    "fanless", "settle_minutes", "last_release", "management_port", "factory_default", "virtual_serials", "source",
)  # fmt: skip


def _profile(
    record: Record, lists: _Lists, everywhere: frozenset[Rpc], optional: tuple[Record, ...]
) -> PlatformProfile:
    record.only(_PROFILE_KEYS)
    virtual = record.flag("virtual")
    return PlatformProfile(
        name=record.text("name"),
        family=record.text("family"),
        models=record.texts("models"),
        evolved=record.flag("evolved"),
        modular=record.flag("modular"),
        redundant_engines=record.flag("redundant_engines"),
        virtual_chassis=record.flag("virtual_chassis"),
        cluster=record.flag("cluster"),
        vmhost=record.flag("vmhost"),
        eeprom=record.flag("eeprom"),
        virtual=virtual,
        expected=frozenset() if virtual else everywhere | _items(record, "expected") | _of_flags(record),
        optional=frozenset() if virtual else _on_order(record, optional),
        bench_normal_alarms=lists.of("bench_alarms", record.texts("bench_alarms")),
        supply_slots=record.whole("supply_slots"),
        fans_removable=record.flag("fans_removable", default=True),
        fanless=record.texts("fanless"),
        settle_minutes=record.whole("settle_minutes") or 10,
        last_release=_train(record, "last_release") if record.values.get("last_release") else "",
        management_port=record.text("management_port", ""),
        factory_default=lists.of("factory_default", record.texts("factory_default")),
        identity_free=frozenset(lists.of("identity_free", _identity_lists(record))),
        virtual_serials=record.texts("virtual_serials"),
        source=record.text("source"),
    )


def _items(record: Record, key: str) -> frozenset[Rpc]:
    items = record.texts(key)
    for item in items:
        if item not in _ITEMS:
            raise record.fail(key, "ids of requests", item)
    return frozenset(Rpc(item) for item in items)


def _of_flags(record: Record) -> frozenset[Rpc]:
    """Items that follow from what the platform is."""
    wanted = {Rpc.INVENTORY_EXTENSIVE if record.flag("eeprom") else Rpc.INVENTORY_CLEI}
    if record.flag("virtual_chassis"):
        wanted.add(Rpc.VIRTUAL_CHASSIS)
    if record.flag("cluster"):
        wanted.add(Rpc.CHASSIS_CLUSTER)
    if record.flag("vmhost"):
        wanted.add(Rpc.VMHOST)
    if record.flag("redundant_engines"):
        wanted.add(Rpc.SOFTWARE_ALL_NODES if record.flag("evolved") else Rpc.SOFTWARE_ALL_ENGINES)
    return frozenset(wanted)


def _on_order(profile: Record, optional: Iterable[Record]) -> frozenset[Rpc]:
    """What a policy may switch on for that platform: everywhere, by name, by family, or on Junos Evolved."""
    return frozenset(item for record in optional if _answers(profile, record) for item in _items(record, "items"))


def _answers(profile: Record, optional: Record) -> bool:
    families, names = optional.texts("families"), optional.texts("profiles")
    evolved = optional.flag("evolved")
    if profile.text("name") in names:
        return True
    if families:
        return profile.text("family") in families and profile.flag("evolved") is evolved
    return not names and (not evolved or profile.flag("evolved"))


def _identity_lists(record: Record) -> tuple[str, ...]:
    flags = {"one_board": "one-board", "fixed_supplies": "fixed-supply"}
    return tuple(name for flag, name in flags.items() if record.flag(flag))
