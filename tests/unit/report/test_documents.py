"""Documents that a person sends: what goes in, what never does, and that nothing in them acts."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from reinstate.decision.record import Record, record_bytes
from reinstate.evidence.manifest import Manifest
from reinstate.report.collection import collection_of
from reinstate.report.documents.document import Batch
from reinstate.report.documents.reinstatement_request import ReinstatementRequest
from reinstate.report.documents.seller_reports import SellerReports
from reinstate.report.render import render_reports, write_reports
from reinstate.report.view import views
from reinstate.session.transcript import Outcome, SessionStatus, Stage, Transport

from .samples import RUN, TEMPLATES, claim, finding, record, summary_of, waiver

SERIAL = "FA3720110123"
DIGEST = "5f2c9d6e" * 8
CLONE = finding(
    "identity.clone", "fail", "blocker", hold=True, subject="mx-2", what="mx-9 has the same serial", actual="on mx-9"
)


def held(*findings: dict[str, Any], name: str = "mx-2", **told: Any) -> dict[str, Any]:
    return record(name, *(findings or (CLONE,)), verdict="fail", disposition="hold", **told)


def remediable(name: str, *findings: dict[str, Any], **told: Any) -> dict[str, Any]:
    return record(name, *findings, verdict="fail", disposition="remediate", **told)


def files(*units: dict[str, Any], claims: dict[str, Any] | None = None, **run: Any) -> dict[str, bytes]:
    summary = {**summary_of(list(units)), **({"claims": claims} if claims is not None else {})}
    return render_reports(units, {**RUN, **run}, summary, TEMPLATES)


def text(content: bytes) -> str:
    """What a page shows, on one line."""
    return " ".join(" ".join(html.document_fromstring(content.decode()).itertext()).split())


# --- which documents are called for -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "claims", "stems"),
    [
        ([record("ex-1")], None, {"reinstatement-request"}),
        ([held()], None, {"brand-protection"}),
        ([remediable("ex-1", finding("health.fans", "fail"))], None, set()),
        (
            [remediable("ex-1", finding("health.fans", "fail"), claim=claim(serial=SERIAL, seller="A"))],
            None,
            {"seller-reports", "seller-report_A"},
        ),
        # Without a name there is nobody to send it to.
        (
            [remediable("ex-1", finding("health.fans", "fail"), claim=claim(serial=SERIAL, order="4711"))],
            None,
            {"seller-reports"},
        ),
        (
            [remediable("ex-1", finding("health.fans", "fail"))],
            {"broken": "claims.csv was changed"},
            {"seller-reports"},
        ),
    ],
)
def test_a_document_is_written_where_there_is_something_to_say(
    units: list[dict[str, Any]], claims: dict[str, Any] | None, stems: set[str]
) -> None:
    told = files(*units, claims=claims)
    own = {f"{unit['unit']['name']}.html" for unit in units} | {"index.html", "work-list.html"}
    found = {
        name.removesuffix(".html").partition("~")[0] for name in told if name.endswith(".html") and name not in own
    }
    assert found == stems
    assert all(name.replace(".html", ".md") in told for name in told if name.endswith(".html") and name != "index.html")
    linked = html.document_fromstring(told["index.html"].decode()).xpath("//ul[@class='documents']//a/@href")
    assert set(linked) - {"work-list.html"} == {
        f"{stem}.html" for stem in stems if not stem.startswith("seller-report_")
    }


def test_documents_of_an_earlier_judgement_are_removed(tmp_path: Path) -> None:
    sold = claim(serial=SERIAL, seller="A", order="1")
    units = [record("ex-1", claim=sold), held()]
    write_reports(tmp_path, units, RUN, summary_of(units), TEMPLATES)
    before = {path.name for path in (tmp_path / "report").iterdir()}
    assert {"brand-protection.md", "reinstatement-request.csv", "seller-reports.html"} <= before
    units = [remediable("ex-1", finding("health.fans", "fail"))]
    write_reports(tmp_path, units, RUN, summary_of(units), TEMPLATES)
    left = {path.name for path in (tmp_path / "report").iterdir()}
    assert not [name for name in left if name.startswith(("brand", "reinstatement", "seller"))]


def test_a_unit_named_as_a_document_takes_none_of_their_places() -> None:
    names = ("brand-protection", "reinstatement-request", "seller-reports", "work-list")
    units = [held(name=name, claim=claim(serial=SERIAL, seller="A")) for name in names] + [record("ex-1")]
    told = files(*units)
    assert len({name.lower() for name in told}) == len(told)
    assert b"Report to brand protection" in told["brand-protection.html"]


def test_a_template_of_ones_own_takes_the_place_of_a_document(tmp_path: Path) -> None:
    (tmp_path / "seller-report.md.j2").write_text("{{ order.seller }} {{ order.delivered | length }}\n")
    unit = record("ex-1", claim=claim(serial=SERIAL, seller="A|B"))
    told = render_reports([unit], RUN, summary_of([unit]), [tmp_path, TEMPLATES])
    (own,) = [content for name, content in told.items() if name.startswith("seller-report_") and name.endswith(".md")]
    assert own == b"A&#124;B 1\n"


# --- the report to brand protection -----------------------------------------------------------------------------------


NOT_HELD = finding("health.fans", "fail", what="a fan is dead")
UNTOLD = finding("identity.serial-stable", "inconclusive", "blocker", hold=True, what="replies can't be compared")

CLAIMED_OTHERWISE = finding("claims.serial-agrees", "fail", "blocker", hold=True, what="it reports another serial")


@pytest.mark.parametrize(
    ("unit", "shown", "hidden"),
    [
        (
            held(CLONE, NOT_HELD, UNTOLD),
            [
                "mx-9 has the same serial",
                "Expected this",
                "Actual on mx-9",
                f"sha256 {DIGEST}",
                "/rpc-reply/chassis-inventory/chassis[1]",
                "identity.clone",
                "replies can't be compared",
                "Nothing is declared of this serial",
                "brandprotection@juniper.net",
                "not to wipe, return or resell",
                "To be filled in before it is sent",
            ],
            ["a fan is dead", "A fan is dead"],
        ),
        (held(unit={"serial_number": ""}), ["serial not known"], []),
        (
            held(claim=claim(serial=SERIAL, seller="Sold & Co", order="4711", ownership="bill 7", value=70123)),
            ["Sold & Co", "4711", "bill 7"],
            ["70,123", "Nothing is declared"],
        ),
        (
            held(claim=claim(serial=SERIAL, seller="Sold & Co", host="mx-9", rack="R1", position="U7")),
            ["declared of this serial for the place mx-9", "Where it stands is not declared"],
            ["R1", "U7"],
        ),
        (held(claim=claim(serial=SERIAL, rack="R1", position="U7")), ["Declared place: rack R1, position U7."], []),
        (
            held(declared=[{"kind": "claims", "files": ["c.csv"], "sha256": "", "rows": 0, "broken": "it was cut"}]),
            ["Can't be relied on: it was cut"],
            [],
        ),
        (held({**CLONE, "waiver": waiver("not-a-condition")}), ["Can't be waived, void by A. Owner"], []),
        (held(modules=None), ["The inventory isn't known."], []),
        (held(CLAIMED_OTHERWISE), ["For mx-2, which only what was claimed speaks against: that label and box"], []),
        (held(CLAIMED_OTHERWISE, CLONE), [], ["compared with the manifest by eye"]),
    ],
)
def test_brand_protection_is_told(unit: dict[str, Any], shown: list[str], hidden: list[str]) -> None:
    page = text(files(unit)["brand-protection.html"])
    assert [part for part in shown if part not in page] == []
    assert [part for part in hidden if part in page] == []


def test_brand_protection_is_told_of_units_on_hold_alone() -> None:
    told = files(held(), record("ex-1", unit={"serial_number": "OTHERSERIAL"}))
    for name in ("brand-protection.html", "brand-protection.md"):
        assert b"OTHERSERIAL" not in told[name]


def test_it_accuses_nobody() -> None:
    page = text(files(held(claim=claim(serial=SERIAL, seller="A")))["brand-protection.html"]).lower()
    for word in ("counterfeit", "stolen", "fraud", "fake", "thief", "criminal", "guilty"):
        assert word not in page.replace("brandprotection", "")


def _manifest(folder: Path) -> str:
    transport = Transport(kind="ssh", host_key="SHA256:key", host_key_type="ssh-ed25519")
    outcome = Outcome(SessionStatus.COMPLETE, Stage.DONE, "", 1)
    stated = Manifest("mx-2", outcome, transport, address="192.0.2.7", port=830).to_json()
    content = json.dumps(stated).encode()
    (folder / "evidence" / "mx-2").mkdir(parents=True)
    (folder / "evidence" / "mx-2" / "evidence.json").write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def test_the_chain_of_evidence_comes_from_the_manifest_that_was_judged(tmp_path: Path) -> None:
    digest = _manifest(tmp_path)
    unit = held()
    unit["evidence"]["manifest_sha256"] = digest
    told = render_reports(
        [unit], {**RUN, "sealed": {"mx-2": digest}}, summary_of([unit]), TEMPLATES, evidence=tmp_path / "evidence"
    )
    page = text(told["brand-protection.html"])
    for part in ("SHA256:key ssh-ed25519", "at 192.0.2.7 port 830 (ssh)", digest, "with which the run was sealed"):
        assert part in page
    assert hashlib.sha256(record_bytes(unit)).hexdigest() in page


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes() + b" "), "was changed after the judgement"),
        (lambda path: path.unlink(), "can't be read any more"),
    ],
)
def test_a_manifest_that_no_longer_fits_tells_nothing(tmp_path: Path, damage: Any, said: str) -> None:
    digest = _manifest(tmp_path)
    damage(tmp_path / "evidence" / "mx-2" / "evidence.json")
    told = collection_of(tmp_path / "evidence", "mx-2", digest)
    assert said in told.unknown
    assert not told.host_key


def test_a_manifest_of_another_form_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "mx-2").mkdir()
    (tmp_path / "mx-2" / "evidence.json").write_bytes(b"[]")
    told = collection_of(tmp_path, "mx-2", hashlib.sha256(b"[]").hexdigest())
    assert "isn't in the form of this version" in told.unknown


def test_a_run_without_a_seal_is_called_one() -> None:
    assert "the run's seal doesn't name it" in text(files(held())["brand-protection.html"])


# --- the request ------------------------------------------------------------------------------------------------------


def gaps(*units: dict[str, Any]) -> dict[str, list[str]]:
    values = ReinstatementRequest().values(Batch(views(units), RUN, {}))
    assert values is not None
    return {
        gap.what.partition(" (")[0].partition(":")[0]: [unit.name for unit in gap.units] for gap in values["to_fill_in"]
    }


OURS = finding("identity.entitlement", actual="registered-to-us on 2026-11-01, asked by A. Partner")
FULL = claim(
    serial=SERIAL,
    seller="Sold & Co",
    order="4711",
    value=70123,
    ownership="bill 7",
    jcpo="JCPO-9",
    end_customer="A Hospital",
    installed_at="1 Street",
    contract_level="Core Plus",
)


@pytest.mark.parametrize(
    ("unit", "asked"),
    [
        (record("ex-1", OURS, claim=FULL), {"lapse of support"}),
        (
            record("ex-1", OURS),
            {
                "lapse of support",
                "end customer",
                "address where it is installed",
                "contract level",
                "papers of ownership",
            },
        ),
        (record("ex-1", claim=FULL), {"lapse of support", "answer of the maker's records for its serial"}),
        (
            record("ex-1", {**OURS, "result": "inconclusive", "noted": True}, claim=FULL),
            {"lapse of support", "answer of the maker's records for its serial"},
        ),
        (record("ex-1", OURS, claim=FULL, unit={"model_number": ""}), {"lapse of support", "SKU"}),
        (record("ex-1", OURS, claim=FULL, unit={"serial_number": ""}), {"lapse of support", "serial number"}),
        (record("ex-1", OURS, claim=FULL, software=None), {"lapse of support", "installed release"}),
        (record("ex-1", OURS, claim=FULL, modules=None), {"lapse of support", "serials of its modules"}),
        (
            record("ex-1", OURS, claim=FULL, licenses={"complete": False, "reason": "denied", "licenses": []}),
            {"lapse of support", "licenses installed on it"},
        ),
    ],
)  # fmt: skip
def test_what_isnt_known_is_to_be_filled_in(unit: dict[str, Any], asked: set[str]) -> None:
    found = gaps(unit)
    assert found.pop("requester") == []
    assert set(found) == asked
    assert all(names == ["ex-1"] for names in found.values())
    page = text(files(unit)["reinstatement-request.html"])
    assert page.index("To be filled in") < page.index("Units")


def test_a_gap_is_asked_once_for_all_units() -> None:
    assert gaps(record("ex-1", OURS, claim=FULL), record("ex-2", OURS))["lapse of support"] == ["ex-1", "ex-2"]
    page = text(files(record("ex-1", OURS, claim=FULL), record("ex-2", OURS))["reinstatement-request.html"])
    assert "Lapse of support: since when no contract covers it: all 2 units" in page


def test_the_partner_is_told_what_was_declared_and_not_what_it_is_worth() -> None:
    told = files(record("ex-1", OURS, claim=FULL), held(name="mx-3"))
    page = text(told["reinstatement-request.html"])
    for part in ("A Hospital", "1 Street", "Core Plus", "bill 7", "JCPO-9", SERIAL, "EX4400-48T", "23.4R2-S4.11"):
        assert part in page
    for part in ("registered-to-us on 2026-11-01", "USD 1,000", "open", "P12 reinstatement", "1EDV1234567"):
        assert part in page
    for name in ("reinstatement-request.html", "reinstatement-request.md", "reinstatement-request.csv"):
        for never in (b"Sold & Co", b"Sold &amp; Co", b"4711", b"70123", b"70,123", b"mx-3"):
            assert never not in told[name]


def _module(**told: Any) -> dict[str, Any]:
    stated = dict.fromkeys(("kind", "version", "part_number", "model_number", "clei_code"), "")
    return {**stated, "place": "X 0", "description": "x", "serial_number": "", **told}


@pytest.mark.parametrize(
    ("serial", "listed"), [("ABC", True), ("", False), ("BUILTIN", False), ("builtin", False), (SERIAL.lower(), False)]
)
def test_modules_with_a_serial_of_their_own(serial: str, listed: bool) -> None:
    unit = record("ex-1", OURS, claim=FULL, modules=[_module(serial_number=serial)])
    rows = list(csv.DictReader(io.StringIO(files(unit)["reinstatement-request.csv"].decode())))
    assert [row["item"] for row in rows] == ["product", *(["module"] if listed else [])]


def test_the_spreadsheet_has_fees_once_for_each_product() -> None:
    unit = record("ex-1", OURS, claim=FULL)
    rows = list(csv.DictReader(io.StringIO(files(unit)["reinstatement-request.csv"].decode())))
    assert tuple(rows[0]) == ReinstatementRequest.columns
    assert [(row["serial_number"], row["fee_low"], row["fee_high"]) for row in rows] == [
        (SERIAL, "1000", ""),
        ("1EDV1234567", "", ""),
        ("1EDV1234567", "", ""),
    ]
    assert rows[0]["to_be_filled_in"] == "lapse of support: since when no contract covers it"
    assert rows[0]["lapse_of_support"] == ""


@pytest.mark.parametrize(("highs", "together"), [((3437, 2000), 5437), ((3437, None), None), ((None, None), None)])
def test_an_open_end_stays_open_in_the_sum(highs: tuple[int | None, ...], together: int | None) -> None:
    units = [record(f"ex-{place}") for place in range(len(highs))]
    for unit, high in zip(units, highs, strict=True):
        unit["fees"]["high"] = high
    values = ReinstatementRequest().values(Batch(views(units), RUN, {}))
    assert values is not None
    assert (values["low"], values["high"]) == (2000, together)


# --- the seller reports -----------------------------------------------------------------------------------------------


def sold(seller: str = "Sold & Co", order: str = "4711", **told: Any) -> dict[str, Any]:
    return claim(**{"serial": SERIAL, "seller": seller, "order": order, "source": "claims.csv, line 7", **told})


def of_order(told: dict[str, bytes], order: str = "4711", form: str = "html") -> str:
    """What one order's file shows."""
    found = [
        content
        for name, content in told.items()
        if name.startswith("seller-report_") and name.endswith(form) and f"_{order}~" in name
    ]
    assert len(found) == 1
    return text(found[0]) if form == "html" else found[0].decode()


def not_presented(serial: str = "LOST1", **told: Any) -> dict[str, Any]:
    named = dict.fromkeys(("host", "seller", "order", "lot", "model", "rack", "position", "source"), "")
    return {**named, "serial": serial, "seller": "Sold & Co", "order": "4711", **told}


def accounts(*missing: dict[str, Any], **told: Any) -> dict[str, Any]:
    return {"claimed": 9, "not_presented": list(missing), "not_claimed": [], **told}


NEVER = {
    "another seller": "Other Ltd",
    "another's serial": "ZZ26OTHER",
    "another's host": "mx-9",
    "its own host": "lab-host-7",
    "the declared value": "70,123",
    "the end customer": "A Hospital",
    "the address": "1 Street",
    "who attested": "A. Person",
    "the source": "claims.csv",
    "the rack": "Rack-Nine",
    "evidence": "/rpc-reply",
    "an accusation": "stolen",
    "the check": "identity.clone",
}


def test_a_seller_is_sent_nothing_of_others_or_of_the_house() -> None:
    findings = (
        {**CLONE, "subject": "lab-host-7"},
        finding("identity.listed", "fail", "blocker", hold=True, what="its serial is listed", actual="stolen, list 3"),
        finding("attested.label", "fail", "blocker", hold=True, actual="ZZ26OTHER (A. Person on 2026-11-01)"),
        finding("health.fans", "fail", subject="Fan 1", what="has failed", actual="Failed"),
        finding("health.members", "fail", what="mx-9 isn't there", actual="NotPrsnt"),
        finding("claims.serial-agrees", "fail", what="it answers at lab-host-7 and is claimed for mx-9"),
        finding("integrity.accounts", "fail", what="an account of A. Person"),
    )
    own = sold(
        value=70123, end_customer="A Hospital", installed_at="1 Street", rack="Rack-Nine", host="lab-host-7", lot="L5"
    )
    other = remediable(
        "mx-9", finding("health.fans", "fail"), claim=sold("Other Ltd", "99"), unit={"serial_number": "ZZ26OTHER"}
    )
    other["claim"]["serial"] = "ZZ26OTHER"
    told = files(held(*findings, name="lab-host-7", claim=own), other, claims=accounts())
    for form in ("html", "md"):
        page = of_order(told, form=form)
        assert "Has failed" in page or "has failed" in page
        assert SERIAL in page
        assert "L5" in page
        assert {what: word for what, word in NEVER.items() if word in page} == {}
        assert "5 further points are being settled" in page


@pytest.mark.parametrize(
    ("disposition", "said"),
    [
        ("reinstate", "Passes the inspection as it stands."),
        ("remediate", "Doesn't pass as it stands, and can be put right."),
        ("investigate", "Can't be told yet."),
        ("reject", "Not eligible for reinstatement under the maker's policy."),
        ("hold", "Set aside as it is until open questions are settled."),
    ],
)
def test_what_comes_of_a_unit_in_words_that_accuse_nobody(disposition: str, said: str) -> None:
    unit = record("ex-1", claim=sold(), disposition=disposition)
    assert said in of_order(files(unit, claims=accounts()))


SWAPPED = finding(
    "claims.serial-agrees", "fail", "blocker", hold=True, subject="ex-1", what="another serial", expected="LOST1"
)


@pytest.mark.parametrize(
    ("unit", "missing", "said"),
    [
        (record("ex-1"), not_presented(), "No unit reports this serial."),
        (
            record("ex-1", unit={"serial_number": ""}),
            not_presented(),
            "1 unit could not be read, and may be it.",
        ),
        (
            held(SWAPPED, name="ex-1"),
            not_presented(host="ex-1"),
            f"In its place a unit reports the serial {SERIAL} , model EX4400-48T",
        ),
        (held(SWAPPED, name="ex-1"), not_presented(host="ex-2"), "No unit reports this serial."),
        (held({**SWAPPED, "expected": "LOST1, LOST2"}, name="ex-1"), not_presented(host="ex-1"), "No unit reports"),
        # What stands in its place and is claimed itself is another order's.
        (
            held(SWAPPED, name="ex-1", claim=sold("Other Ltd", "99")),
            not_presented(host="ex-1"),
            "No unit reports this serial.",
        ),
    ],
)
def test_claimed_and_not_seen(unit: dict[str, Any], missing: dict[str, Any], said: str) -> None:
    page = of_order(files(unit, claims=accounts(missing)))
    assert "LOST1" in page
    assert said in page
    assert "1 unit" in page


def test_whether_units_are_missing_isnt_known_without_accounts() -> None:
    page = of_order(files(record("ex-1", claim=sold())))
    assert "Claimed and not seen can't be told" in page


def test_claims_that_cant_be_relied_on_are_called_so_in_every_file() -> None:
    told = files(record("ex-1", claim=sold()), claims={"broken": "row 3 of secret.csv was cut"})
    page = of_order(told)
    assert "Not every claim could be read" in page
    assert "Claimed and not seen can't be told" in page
    assert "secret.csv" not in page
    assert "row 3 of secret.csv was cut" in text(told["seller-reports.html"])


@pytest.mark.parametrize(
    ("host", "presented", "doubtful"),
    [("ex-1", ["ex-1"], ["ex-2"]), ("", [], ["ex-1", "ex-2"]), ("ex-9", [], ["ex-1", "ex-2"])],
)
def test_a_serial_on_two_boxes_makes_one_of_them_somebody_elses(
    host: str, presented: list[str], doubtful: list[str]
) -> None:
    units = [held({**CLONE, "subject": name}, name=name, claim=sold(host=host)) for name in ("ex-1", "ex-2")]
    values = SellerReports().values(Batch(views(units), RUN, {"claims": accounts()}))
    assert values is not None
    (order,) = values["orders"]
    assert [one.unit.name for one in order.delivered] == presented
    assert [unit.name for unit in values["doubtful"]] == doubtful
    assert [one.several for one in order.not_presented] == ([] if presented else [2])


def test_orders_have_files_of_their_own_whatever_they_are_called() -> None:
    names = [("A", "B C"), ("A B", "C"), ("a", "b c"), ("../../etc", "passwd"), ("index", ""), ("A", "B/C")]
    units = [
        record(f"ex-{place}", claim=sold(seller, order, serial=f"S{place}"), unit={"serial_number": f"S{place}"})
        for place, (seller, order) in enumerate(names)
    ]
    told = files(*units, claims=accounts())
    own = [name for name in told if name.startswith("seller-report_")]
    assert len({name.lower() for name in own}) == 2 * len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]+", name) for name in own)


def test_what_isnt_claimed_is_named_to_the_house_alone() -> None:
    units = [record("ex-1", claim=sold()), record("stranger", unit={"serial_number": "STRANGE1"})]
    told = files(*units, claims=accounts(not_claimed=["stranger"]))
    assert "stranger : EX4400-48T, serial STRANGE1" in text(told["seller-reports.html"])
    assert "STRANGE1" not in of_order(told)


# --- nothing in them acts ---------------------------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script>=cmd|'x'!A0 [a](javascript:b) ![c](http://d.example/e) `f` {{ 7*7 }} \x1b[2J\u202e"


def hostile() -> list[dict[str, Any]]:
    texts = {
        "serial": HOSTILE,
        **dict.fromkeys(("host", "seller", "order", "lot", "model", "condition", "ownership", "jcpo"), HOSTILE),
        **dict.fromkeys(("rack", "position", "end_customer", "installed_at", "contract_level", "source"), HOSTILE),
    }
    claimed = claim(
        **texts,
        further_serials=[HOSTILE],
        licenses=[HOSTILE],
        modules=[{"name": HOSTILE, "serial": "", "count": 1}],
    )
    device = dict.fromkeys(("model", "description", "part_number", "model_number", "clei_code"), HOSTILE)
    told = finding("identity.clone", "fail", "blocker", hold=True, subject=HOSTILE, what=HOSTILE, expected=HOSTILE)
    told |= {"actual": HOSTILE, "evidence": [{"item": "chassis-inventory", "xpath": HOSTILE}]}
    label = finding("attested.label", actual=HOSTILE)
    modules = [{**_module(), **dict.fromkeys(_module(), HOSTILE)}]
    parts = {"claim": claimed, "modules": modules, "software": [{"engine": "", "version": HOSTILE}]}
    declared = [{"kind": "claims", "files": [HOSTILE], "sha256": "", "rows": 1, "broken": HOSTILE}]
    return [
        held(told, label, unit={**device, "serial_number": HOSTILE}, declared=declared, **parts),
        record("ex-1", label, unit={**device, "serial_number": "A" + HOSTILE}, **parts),
    ]


def test_no_text_of_a_manifest_or_device_acts_in_a_document() -> None:
    missing = not_presented(HOSTILE, seller=HOSTILE, order=HOSTILE, model=HOSTILE, lot=HOSTILE)
    told = files(*hostile(), claims=accounts(missing, not_claimed=["ex-1"]))
    assert len([name for name in told if name.startswith("seller-report_")]) == 2
    for name, content in told.items():
        shown = content.decode()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", shown), name
        assert "49" not in re.sub(r"[0-9a-f]{10,}|&#\d+;", "", shown), name
        if name.endswith(".html"):
            page = html.document_fromstring(shown)
            assert not page.xpath("//img | //iframe | //body//script[not(contains(text(), 'use strict'))]"), name
            assert not [link for link in page.xpath("//a/@href") if re.match(r"(?i)[a-z]+:|//|/", link)], name
        if name.endswith(".md"):
            assert not re.search(r"<script|\]\(javascript|\]\(http", shown), name
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(shown)):
                assert not [cell for cell in row if re.match(r"\s*[=+\-@]", cell)], name


def test_records_of_documents_are_of_the_published_form() -> None:
    for unit in hostile():
        assert Record.model_validate(unit)
