"""A CVE record (JSON 5.x, as in the public list of CVE records), read into issues."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reinstate.plain_text import printable
from reinstate.reference.advisory_records.exploitation import Exploitation, exploitation_of, is_stated
from reinstate.reference.advisory_records.issues import (
    Imported,
    Issue,
    Product,
    Statement,
    cve_id,
    is_juniper,
    systems_of,
)
from reinstate.reference.advisory_records.json_parts import Part

FORM = "CVE record"
# Juniper orders releases by its own rules whatever type it states; these types exclude none of them.
_TYPES = frozenset({"", "custom", "semver", "junos", "other"})
_MOST_PRODUCTS = 500
_CONDITION = "only with the configuration that the advisory states"
_SCORES = ("cvssV4_0", "cvssV3_1", "cvssV3_0")


def is_cve_record(whole: Part) -> bool:
    """Whether a JSON file is meant to be a CVE record."""
    return isinstance(whole.value, dict) and (
        "cveMetadata" in whole.value or whole.value.get("dataType") == "CVE_RECORD"
    )


def issue_of_cve(whole: Part, imported: Imported) -> Issue:
    """The issue of a CVE record.

    Raises:
        InputError: what is missing or of another type, with its place in the file.
    """
    metadata, cna, today = whole.get("cveMetadata"), whole.at("containers", "cna"), imported.today
    identity = cve_id(metadata.get("cveId"))
    updated = metadata.get("dateUpdated").day(today)
    published = cna.get("datePublic").day(today) or metadata.get("datePublished").day(today)
    if metadata.get("state").text("PUBLISHED").upper() == "REJECTED":
        return _rejected(whole, identity, updated)
    if published is None:
        raise cna.get("datePublic").fail("the day on which the issue was made public")
    products, left_out = _products(cna.get("affected"))
    by_juniper = is_juniper(metadata.get("assignerShortName").text(""))
    return Issue(
        path=whole.path,
        form=FORM,
        id=identity,
        title=_title(cna),
        published=published,
        updated=updated,
        exploitation=_exploitation(whole, cna, published, imported),
        products=products,
        solution=_joined(cna.get("solutions")),
        confidence="A" if by_juniper else "B",
        source=_source(cna, identity, updated, imported.digest),
        note=_CONDITION if _joined(cna.get("configurations")) else "",
        left_out=left_out,
    )


def _rejected(whole: Part, identity: str, updated: date | None) -> Issue:
    none = Exploitation(None, False, "the record is rejected")
    return Issue(whole.path, FORM, identity, "", date.min, updated, none, (), "", "B", "")


def _title(cna: Part) -> str:
    text = cna.get("title").text("") or _joined(cna.get("descriptions"))
    return printable(text, 150) or "no title"


def _joined(values: Part) -> str:
    return "\n".join(one.get("value").text("") for one in values.items())


def _source(cna: Part, identity: str, updated: date | None, digest: str) -> str:
    advisory = cna.at("source", "advisory")
    named = printable(advisory.value, 60) if isinstance(advisory.value, str) else ""
    return ", ".join(
        filter(None, (f"{FORM} {identity}", f"updated {updated}" * bool(updated), named, f"sha256 {digest}"))
    )


def _exploitation(whole: Part, cna: Part, published: date, imported: Imported) -> Exploitation:
    containers = [cna, *whole.at("containers", "adp").items()]
    others = [one.get("other") for container in containers for one in container.get("metrics").items()]
    listed = [one.get("content") for one in others if one.value is not None and one.get("type").value == "kev"]
    days = [day for one in listed if (day := one.get("dateAdded").day(imported.today))]
    coordinated = [one.get("content") for one in others if one.value is not None and one.get("type").value == "ssvc"]
    active = [one for one in coordinated if "active" in _stages(one)]
    days += [day for one in active if (day := one.get("timestamp").day(imported.today))]
    tagged = any("exploit" in one.get("tags").texts() for part in containers for one in part.get("references").items())
    return exploitation_of(
        days,
        published,
        stated=bool(listed or active) or is_stated([_joined(cna.get("exploits"))], [_joined(cna.get("descriptions"))]),
        public=tagged or any("poc" in _stages(one) for one in coordinated),
        login=_needs_login(containers),
        by_operator=imported.exploited,
    )


def _stages(content: Part) -> set[str]:
    return {one.get("Exploitation").text("").lower() for one in content.get("options").items()}


def _needs_login(containers: list[Part]) -> bool:
    """Whether every score says so; a record without scores does not."""
    metrics = [one for part in containers for one in part.get("metrics").items()]
    scores = [score for one in metrics for name in _SCORES if (score := one.get(name)).value is not None]
    stated = [level.upper() for score in scores if (level := score.get("privilegesRequired").text(""))]
    return bool(stated) and all(score in ("LOW", "HIGH") for score in stated)


def _products(affected: Part) -> tuple[tuple[Product, ...], tuple[str, ...]]:
    """The systems that it is about, and the products that are none."""
    if affected.value is None:
        raise affected.fail("a list of affected products")
    entries = list(affected.items())
    if len(entries) > _MOST_PRODUCTS:
        raise affected.fail(f"at most {_MOST_PRODUCTS} products")
    products: list[Product] = []
    left_out: list[str] = []
    for entry in entries:
        vendor, name = entry.get("vendor").text(""), entry.get("product").text("")
        systems = systems_of(name)
        if not systems:
            left_out.append(f"other product: {printable(f'{vendor} {name}'.strip(), 80) or 'not named'}")
        products += [_product(entry, evolved) for evolved in systems]
    return tuple(products), tuple(left_out)


def _product(entry: Part, evolved: bool) -> Product:
    return Product(
        evolved,
        entry.get("platforms").texts(),
        tuple(_statements(entry.get("versions"))),
        entry.get("defaultStatus").text("unknown"),
    )


def _statements(versions: Part) -> Iterator[Statement]:
    """Each statement about releases; one whose parts are no text is kept as one that cannot be read."""
    for one in versions.items():
        values = one.value if isinstance(one.value, dict) else {}
        texts = {
            key: values.get(key) or "" for key in ("version", "lessThan", "lessThanOrEqual", "status", "versionType")
        }
        changes = _changes(values.get("changes"))
        if not values or changes is None or not all(isinstance(text, str) for text in texts.values()):
            yield Statement("unknown", "", unusual=f"{one.where} is of another form")
            continue
        kind = texts["versionType"].lower()
        yield Statement(
            status=texts["status"] or "unknown",
            start=texts["version"],
            before=texts["lessThan"],
            up_to=texts["lessThanOrEqual"],
            changes=changes,
            unusual="" if kind in _TYPES else f"version type {printable(kind, 20)}",
        )


def _changes(value: object) -> tuple[tuple[str, str], ...] | None:
    """Pairs of release and status; None if the value is of another form."""
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return None
    pairs = [(one.get("at"), one.get("status")) for one in value]
    texts = tuple((at, status) for at, status in pairs if isinstance(at, str) and isinstance(status, str))
    return texts if len(texts) == len(pairs) else None
