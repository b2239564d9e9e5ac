"""What people hand in: read with every mistake told, kept with the run, and never silently lost."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.declared.kinds import (
    AttestationKind,
    BenchPart,
    Claim,
    ClaimedModule,
    Declared,
    EntitlementAnswer,
    HoldEnding,
    ModelValues,
    Money,
    Stage,
)
from reinstate.declared.rows import (
    AttestationRow,
    BenchPartRow,
    ClaimRow,
    EntitlementRow,
    ExchangeRateRow,
    HoldEndRow,
    ModelValuesRow,
)
from reinstate.declared.store import Handed, claims_of_inventory, declare, read_declared
from reinstate.declared.tables import rows_of
from reinstate.errors import InputError

TODAY = date(2026, 11, 22)
CLAIMS = """\
serial,host,seller,order,model,modules,value,fed_supplies,stage,jcpo
xx0226010001,sw-1,Box Shop,4711,EX4400-48P,JPSU-550W-C-AC-AFO x2; EX4400-EM-4Y=CK1234,"1,200",2,reimaged,
XX0226010002,sw-2,Box Shop,4711,EX4400-48P,,,,,CPO-77
"""
ENTITLEMENT = """\
serial,answer,on,asked_by
XX0226010001,registered-to-us,2026-11-20,A. Partner
"""
ATTESTATIONS = """\
serial,kind,by,on,holds,reads,files
XX0226010001,label,B. Bench,2026-11-21,yes,XX0226010001,front.jpg
XX0226010001,condition,B. Bench,2026-11-21,no,,
"""


@pytest.fixture
def handed(tmp_path: Path) -> Handed:
    desk = tmp_path / "desk"
    desk.mkdir()
    for name, text in (("claims", CLAIMS), ("entitlement", ENTITLEMENT), ("attestations", ATTESTATIONS)):
        (desk / f"{name}.csv").write_text(text)
    (desk / "front.jpg").write_bytes(b"a photo")
    return Handed(desk / "claims.csv", desk / "entitlement.csv", desk / "attestations.csv")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return tmp_path / "runs" / "r1"


def test_what_is_handed_in_comes_back(handed: Handed, run: Path) -> None:
    told = read_declared(run, declare(run, {}, handed))
    first, second = told.claims.rows
    assert first == Claim(
        serial="XX0226010001",
        host="sw-1",
        seller="Box Shop",
        order="4711",
        model="EX4400-48P",
        modules=(ClaimedModule("JPSU-550W-C-AC-AFO", count=2), ClaimedModule("EX4400-EM-4Y", "CK1234")),
        value=1200,
        fed_supplies=2,
        stage=Stage.REIMAGED,
        source="claims.csv, line 2",
    )
    assert (second.jcpo, second.value, second.stage) == ("CPO-77", None, None)
    assert told.claims.of("xx0226010002") == (second,)
    assert told.claims.at("sw-1") == (first,)
    [answer] = told.entitlement.rows
    assert (answer.answer, answer.on, answer.asked_by) == (
        EntitlementAnswer.OURS,
        date(2026, 11, 20),
        "A. Partner",
    )
    label, condition = told.attestations.rows
    assert (label.kind, label.reads, label.holds) == (AttestationKind.LABEL, "XX0226010001", True)
    assert [(file.name, file.damage) for file in label.files] == [("front.jpg", "")]
    assert condition.holds is False


def test_ends_of_holds_and_parts_of_the_bench_come_back(tmp_path: Path, run: Path) -> None:
    (tmp_path / "waybill.pdf").write_bytes(b"sent back")
    (tmp_path / "ends.csv").write_text(
        "S/N,how,by,on,reason,evidence,files,box,explains,twin\n"
        "a1,Confirmed bad,A. Lead,2026-11-20,glued label,,waybill.pdf,02:00:00:00:00:0A,,\n"
        "a1,released,A. Lead,2026-11-20,the other is the copy,photo 7,,,,02:00:00:00:00:0A\n"
    )
    (tmp_path / "bench.csv").write_text("part number,serial number\n750-054758 ,cafk9001\n")
    told = read_declared(
        run, declare(run, {}, Handed(hold_ends=tmp_path / "ends.csv", bench_parts=tmp_path / "bench.csv"))
    )
    bad, released = told.hold_ends.of("A1")
    assert (bad.how, bad.box, bad.damage, [one.name for one in bad.files]) == (
        HoldEnding.CONFIRMED_BAD,
        "02:00:00:00:00:0a",
        "",
        ["waybill.pdf"],
    )
    assert (released.how, released.twin, released.source) == (HoldEnding.RELEASED, bad.box, "ends.csv, line 3")
    assert "A. Lead on 2026-11-20: the other is the copy (evidence: photo 7)" in released.told
    assert told.bench_parts.rows == (BenchPart("750-054758", "CAFK9001", "bench.csv, line 2"),)
    next((run / "declared" / "files").iterdir()).write_bytes(b"something else")
    again = read_declared(run, declare(run, {}, Handed(bench_parts=tmp_path / "bench.csv")) | _entry(run))
    assert again.hold_ends.of("A1")[0].damage


def test_values_and_rates_come_back(tmp_path: Path, run: Path) -> None:
    (tmp_path / "claims.csv").write_text(
        "serial,value,value as is,value_supported,freight,repair cost,purchase price,currency\n"
        'a1,"$2,900",400,,50 to 90,300,1500,eur\n'
    )
    (tmp_path / "values.csv").write_text(
        "SKU,value_supported,freight,on,says\n mx204 ,19000,120-150,2026-11-20,sales\n"
    )
    (tmp_path / "rates.csv").write_text("currency;rate;date;says\nEUR;1,0934;20.11.2026;ECB\n")
    handed = Handed(
        claims=tmp_path / "claims.csv",
        model_values=tmp_path / "values.csv",
        exchange_rates=tmp_path / "rates.csv",
    )
    told = read_declared(run, declare(run, {}, handed))
    [claim] = told.claims.rows
    assert claim.value == 2900
    assert claim.money == Money(
        value_as_is=400, freight=(50, 90), repair_cost=(300, 300), purchase_price=1500, currency="EUR"
    )
    [values] = told.model_values.of("MX204")
    assert values == ModelValues(
        "MX204",
        None,
        Money(value_supported=19000, freight=(120, 150)),
        date(2026, 11, 20),
        "sales",
        "values.csv, line 2",
    )
    [rate] = told.exchange_rates.of("eur")
    assert (rate.usd, rate.on, rate.says) == (Decimal("1.0934"), date(2026, 11, 20), "ECB")


def _entry(run: Path) -> dict[str, dict[str, str]]:
    """The entry of the stored table of ends."""
    [table] = (run / "declared").glob("hold_ends-*.json")
    return {"hold_ends": {"sha256": hashlib.sha256(table.read_bytes()).hexdigest(), "file": "ends.csv"}}


def test_nothing_handed_in_is_nothing_declared(run: Path) -> None:
    assert declare(run, None, Handed()) == {}
    assert read_declared(run, {}) == Declared()
    assert not run.exists()


@pytest.mark.parametrize("written", ["registered-to-us", "registered to us", " Registered  to us "])
def test_an_answer_is_read_as_people_write_it(written: str) -> None:
    [(_, row)] = rows_of(f"serial,answer,on,asked_by\nA1,{written},2026-11-20,me\n".encode(), EntitlementRow, "a.csv")
    assert row.entitlement("").answer is EntitlementAnswer.OURS


ASKED = "serial,answer,on,asked_by\nA1,registered-to-us,{},me\n"
ENDS = "serial,how,by,on,reason,evidence,explains\n{}\n"
MISTAKES = {
    "no serial": ("serial,seller\n,Box Shop\n", ClaimRow, "line 2, column serial: expected a value, got nothing"),
    "the higher amount first": (
        "serial,freight\nA1,90-50\n",
        ClaimRow,
        "line 2, column freight: expected the lowest amount first, got '90-50'; fix: exchange the two amounts",
    ),
    "values of a day to come": (
        "model,value,on\nMX204,1,2027-01-01\n",
        ModelValuesRow,
        "line 2, column on: expected a date up to today, 2026-11-22",
    ),
    "no currency": ("serial,value,currency\nA1,1,euros\n", ClaimRow, "line 2, column currency: expected"),
    "a rate of nothing": ("currency,usd,on,says\nEUR,0,2026-11-20,ECB\n", ExchangeRateRow, "column usd: expected"),
    "a rate that can be read in two ways": (
        "currency;usd;on;says\nEUR;1,085;2026-11-20;ECB\n",
        ExchangeRateRow,
        "line 2, column usd: expected",
    ),
    "a rate without its day": ("currency,usd,says\nEUR,1,ECB\n", ExchangeRateRow, "column on: expected this column"),
    "no such column": (
        "serial,color\nA1,red\n",
        ClaimRow,
        "line 1, column color: expected one of the columns serial, ",
    ),
    "a misspelt column": ("serial,ordr\nA1,4711\n", ClaimRow, "column ordr: expected one of the columns"),
    "and what was meant": ("serial,ordr\nA1,4711\n", ClaimRow, "got 'ordr'; fix: did you mean order?"),
    "column twice": ("serial,S/N\nA1,A1\n", ClaimRow, "line 1, column serial: expected each column once"),
    "no serial column": ("seller\nBox Shop\n", ClaimRow, "line 1, column serial: expected this column in the header"),
    "an empty file": ("", ClaimRow, "line 1: expected a header that names the columns serial, got an empty file"),
    "a blank file": (" \n\n", ClaimRow, "line 1: expected a header that names the columns serial, got an empty file"),
    "more cells than columns": ("serial\nA1,x\n", ClaimRow, "line 2: expected 1 cell, as the header has, got 2"),
    "fewer cells than columns": ("serial,seller\nA1\n", ClaimRow, "line 2: expected 2 cells, as the header has, got 1"),
    "a serial with a blank": ("serial\nA 1\n", ClaimRow, "line 2, column serial: expected a serial number of letters"),
    "a sharp s, which is two letters": ("serial\nAß1\n", ClaimRow, "line 2, column serial: expected a serial number"),
    "half a dollar": (
        "serial,value\nA1,2900.50\n",
        ClaimRow,
        "line 2, column value: expected a whole number of USD, got '2900.50'; fix: enter 2900 or 2901",
    ),
    "a point that can mean both": ("serial,value\nA1,1.500\n", ClaimRow, "got '1.500'; fix: enter 1500 or 1; the"),
    "another currency": ("serial,value\nA1,€1500\n", ClaimRow, "line 2, column value: expected a whole number of USD"),
    "a made-up stage": ("serial,stage\nA1,washed\n", ClaimRow, "column stage: expected 'as-received', 'prepared'"),
    "no module": ("serial,modules\nA1,==\n", ClaimRow, "line 2, column modules: expected a module as NAME, NAME=SER"),
    "a made-up answer": (
        "serial,answer,on,asked_by\nA1,yes,2026-11-20,me\n",
        EntitlementRow,
        "'unknown-to-the-maker', 'returned-or-replaced' or 'reported-stolen', got 'y",
    ),
    "a day or a month": (
        ASKED.format("03/04/2026"),
        EntitlementRow,
        "fix: enter 2026-04-03 or 2026-03-04",
    ),
    "a spreadsheet's day number": (ASKED.format("46346"), EntitlementRow, "fix: format the column as a date"),
    "a day to come": (
        ASKED.format("2026-11-24"),
        EntitlementRow,
        "line 2, column on: expected a date up to today, 2026-11-22, got '2026-11-24'",
    ),
    "a statement of a day to come": (
        "serial,kind,by,on,holds\nA1,ports,me,1 Dec 2026,yes\n",
        AttestationRow,
        "line 2, column on: expected a date up to today, 2026-11-22, got '1 Dec 2026'",
    ),
    "nobody asked": (
        "serial,answer,on,asked_by\nA1,registered-to-us,2026-11-20,\n",
        EntitlementRow,
        "line 2, column asked_by: expected a value",
    ),
    "a label that says nothing": (
        "serial,kind,by,on,holds\nA1,label,me,2026-11-20,yes\n",
        AttestationRow,
        "line 2: expected in reads, the serial number that the label shows",
    ),
    "neither yes nor no": (
        "serial,kind,by,on,holds\nA1,ports,me,2026-11-20,maybe\n",
        AttestationRow,
        "line 2, column holds: expected yes or no, got 'maybe'",
    ),
    "the thirteenth month": (
        "serial,kind,by,on,holds\nA1,ports,me,2026-13-20,yes\n",
        AttestationRow,
        "line 2, column on: expected a date as YYYY-MM-DD",
    ),
    "of no unit": (
        "kind,by,on,holds\nports,me,2026-11-20,yes\n",
        AttestationRow,
        "the serial number of the unit, for kind ports",
    ),
    "a hold that ends in a fourth way": (
        ENDS.format("A1,forgotten,me,2026-11-20,seen,letter,"),
        HoldEndRow,
        "line 2, column how: expected 'released', 'confirmed-bad' or 'closed', got 'forgotten'",
    ),
    "a hold that nobody ends": (
        ENDS.format("A1,closed,,2026-11-20,sent back,letter,"),
        HoldEndRow,
        "line 2, column by:",
    ),
    "a hold that ends on no day": (ENDS.format("A1,closed,me,,sent back,letter,"), HoldEndRow, "line 2, column on:"),
    "a hold that ends for no reason": (
        ENDS.format("A1,closed,me,2026-11-20,,letter,"),
        HoldEndRow,
        "line 2, column reason: expected a value",
    ),
    "a hold that ends without evidence": (
        ENDS.format("A1,closed,me,2026-11-20,sent back,,"),
        HoldEndRow,
        "line 2: expected evidence, or files",
    ),
    "a hold that ends tomorrow": (
        ENDS.format("A1,closed,me,2026-11-24,sent back,letter,"),
        HoldEndRow,
        "line 2, column on: expected a date up to today, 2026-11-22",
    ),
    "a release of everything": (
        ENDS.format("A1,released,me,2026-11-20,seen,letter,"),
        HoldEndRow,
        "line 2: expected for a release, what it explains: the id of the hold, the earlier run, or the twin",
    ),
    "a closing that explains": (
        ENDS.format("A1,closed,me,2026-11-20,sent back,letter,0123456789ab"),
        HoldEndRow,
        "line 2: expected explains and twin only for a release",
    ),
    "a part of the bench without its serial number": (
        "part number,S/N\n750-054758,\n",
        BenchPartRow,
        "line 2, column serial: expected a value",
    ),
    "a part of the bench by its serial number alone": ("serial\nA1\n", BenchPartRow, "column part_number"),
    "only a header": ("serial\n", ClaimRow, "no rows"),
    "bytes of no encoding": ("serial,seller\nA1,ä\udc81\n", ClaimRow, "line 2: expected text in one encoding"),
}


@pytest.mark.parametrize(("text", "form", "said"), MISTAKES.values(), ids=list(MISTAKES))
def test_mistakes_are_told_with_line_and_column(text: str, form: type, said: str) -> None:
    with pytest.raises(InputError) as refused:
        rows_of(text.encode("utf-8", "surrogateescape"), form, "claims.csv", TODAY)
    assert said in str(refused.value)


def test_a_stage_and_a_kind_are_read_as_people_write_them() -> None:
    ((_, claim),) = rows_of(b"serial,stage\nA1,As received\n", ClaimRow, "claims.csv")
    text = b"model,kind,by,on,holds\nMX204,Lifecycle confirmation,me,2026-11-20,TRUE\n"
    ((_, statement),) = rows_of(text, AttestationRow, "seen.csv", TODAY)
    assert (claim.stage, statement.kind, statement.holds) == ("as-received", "lifecycle-confirmation", True)


AS_PEOPLE_WRITE = {
    "semicolons": "serial;value;stage\nA1;1.500,00;\n",
    "tabs": "serial\tvalue\nA1\t$1,500\n",
    "a comma in quotes": 'serial,value\nA1,"1,500.00 USD"\n',
    "a separator that is stated": "sep=;\nserial;value\n\nA1;1 500\n",
    "headings for people": "S/N,Declared Value\nS/N: A1,1500\n",
    "a spreadsheet's texts": '"=""serial""",value\n"=""A1""",1500\n',
}


@pytest.mark.parametrize("text", AS_PEOPLE_WRITE.values(), ids=list(AS_PEOPLE_WRITE))
def test_a_table_as_people_write_it(text: str) -> None:
    ((_, row),) = rows_of(text.encode(), ClaimRow, "claims.csv")
    assert (row.serial, row.value) == ("A1", 1500)


@pytest.mark.parametrize("written", ["2026-11-20", "20 Nov 2026", "Nov 20, 2026", "20.11.2026", "11/20/2026"])
def test_a_day_as_people_write_it(written: str) -> None:
    text = ASKED.format(f'"{written}"')
    ((_, row),) = rows_of(text.encode(), EntitlementRow, "answers.csv", TODAY)
    assert row.on == date(2026, 11, 20)


def test_a_day_of_today_in_the_east() -> None:
    """It is tomorrow there already, as UTC counts."""
    assert rows_of(ASKED.format("2026-11-23").encode(), EntitlementRow, "answers.csv", TODAY)


@pytest.mark.timeout(10)
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "claims.csv")
    with pytest.raises(InputError, match="not a regular file"):
        declare(tmp_path / "run", {}, Handed(claims=tmp_path / "claims.csv"))


def test_headings_may_be_written_for_people() -> None:
    ((line, row),) = rows_of(b"Serial, Fed supplies ,End-Customer\nA1,2,Us\n", ClaimRow, "claims.csv")
    assert (line, row.serial, row.fed_supplies, row.end_customer) == (2, "A1", 2, "Us")


def test_the_list_of_columns_is_told_once() -> None:
    with pytest.raises(InputError) as refused:
        rows_of(b"serial,color,weight\nA1,red,7\n", ClaimRow, "claims.csv")
    assert str(refused.value).count("one of the columns") == 1
    assert "line 1, column weight: expected a known column" in str(refused.value)


def test_all_mistakes_are_told_at_once() -> None:
    text = "serial,value,stage\nA 1,x,\nB1,1,washed\n"
    with pytest.raises(InputError) as refused:
        rows_of(text.encode(), ClaimRow, "claims.csv")
    assert str(refused.value).splitlines()[0] == "claims.csv: 3 errors"
    told = [line.split(":")[0].strip() for line in str(refused.value).splitlines()[1:]]
    assert told == ["line 2, column serial", "line 2, column value", "line 3, column stage"]


def test_a_serial_is_claimed_once(tmp_path: Path, run: Path) -> None:
    (tmp_path / "claims.csv").write_text("serial,further_serials\nA1,B1\nB1,\n")
    with pytest.raises(InputError, match=r"line 3, column serial: expected one row per unit, got 'B1', as in line 2"):
        declare(run, {}, Handed(claims=tmp_path / "claims.csv"))


def test_an_attached_file_must_be_there(handed: Handed, run: Path) -> None:
    assert handed.attestations is not None
    (handed.attestations.parent / "front.jpg").unlink()
    with pytest.raises(InputError, match=r"front\.jpg cannot be read"):
        declare(run, {}, handed)


def _outside(folder: Path) -> Path:
    (folder.parent / "secret.txt").write_text("the inspector's own")
    return folder.parent / "secret.txt"


ELSEWHERE = {
    "a path upwards": lambda folder: f"../{_outside(folder).name}",
    "an absolute path": lambda folder: str(_outside(folder)),
    "a link": lambda folder: (
        ((folder / "front.jpg").unlink(), (folder / "front.jpg").symlink_to(_outside(folder))) and "front.jpg"
    ),
    "a pipe": lambda folder: ((folder / "front.jpg").unlink(), os.mkfifo(folder / "front.jpg")) and "front.jpg",
    "a folder": lambda folder: (folder / "x").mkdir() or "x",
}


@pytest.mark.parametrize("named", ELSEWHERE.values(), ids=list(ELSEWHERE))
def test_what_is_attached_lies_beside_its_table(tmp_path: Path, named: Callable[[Path], str]) -> None:
    """Sellers write such tables: nothing else of the inspector's disk is copied, and no pipe is waited for."""
    folder = tmp_path / "handed"
    folder.mkdir()
    (folder / "front.jpg").write_bytes(b"a photo")
    path = folder / "attestations.csv"
    path.write_text(f"serial,kind,by,on,holds,files\nA1,condition,B. Bench,2026-11-20,yes,{named(folder)}\n")
    with pytest.raises(InputError, match=r"cannot be read.*(out of the folder of the table|not a regular file)"):
        declare(tmp_path / "run", {}, Handed(attestations=path))
    assert not (tmp_path / "run").exists()


def test_what_cannot_be_read_back_is_not_taken(tmp_path: Path) -> None:
    """It would break the claims of the whole batch, long after it was handed in."""
    (tmp_path / "claims.csv").write_text(f"serial,modules\nA1,{'ß' * 150}\n")
    with pytest.raises(InputError, match=r"claims\.csv, line 2: the row cannot be stored"):
        declare(tmp_path / "run", {}, Handed(claims=tmp_path / "claims.csv"))
    with pytest.raises(InputError, match=r"line 2, column value: expected a whole number of USD up to"):
        rows_of(b"serial,value\nA1,99999999999999999999999999\n", ClaimRow, "claims.csv")


LONG = {
    "modules": ("modules", ";".join(["EX4400-EM-4Y"] * 3001)),
    "licenses": ("licenses", ";".join(["S-EX-A-C1-P"] * 501)),
    "serials": ("further_serials", ";".join(f"A{number}" for number in range(101))),
}


@pytest.mark.parametrize(("column", "cell"), LONG.values(), ids=list(LONG))
def test_a_list_has_an_end(column: str, cell: str) -> None:
    """Each entry may become a finding of its own: a seller's cell must not make a record that nobody can open."""
    with pytest.raises(InputError, match=rf"line 2, column {column}: expected List should have at most"):
        rows_of(f"serial,{column}\nA1,{cell}\n".encode(), ClaimRow, "claims.csv")


LEFT_OUT = {
    "a row": ("claims", "".join(CLAIMS.splitlines(keepends=True)[:2]), "the row of XX0226010002"),
    "a cell": ("claims", CLAIMS.replace("CPO-77", ""), "jcpo of XX0226010002"),
    "a module": ("claims", CLAIMS.replace("; EX4400-EM-4Y=CK1234", ""), "modules of XX0226010001"),
    "an answer": ("entitlement", ENTITLEMENT.replace("11-20", "11-21"), "the row of XX0226010001 2026-11-20"),
    "a statement": ("attestations", "".join(ATTESTATIONS.splitlines(keepends=True)[:2]), "the row of XX0226010001"),
    "a photo": ("attestations", ATTESTATIONS.replace("front.jpg", ""), "files of XX0226010001 label"),
}


@pytest.mark.parametrize(("kind", "text", "lost"), LEFT_OUT.values(), ids=list(LEFT_OUT))
def test_what_was_declared_is_not_left_out_later(handed: Handed, run: Path, kind: str, text: str, lost: str) -> None:
    stated = declare(run, {}, handed)
    path = getattr(handed, kind)
    path.write_text(text)
    with pytest.raises(InputError) as refused:
        declare(run, stated, replace(Handed(), **{kind: path}))
    assert lost in str(refused.value)


def test_what_was_declared_can_be_corrected_and_added_to(handed: Handed, run: Path) -> None:
    stated = declare(run, {}, handed)
    assert handed.claims is not None
    handed.claims.write_text(CLAIMS.replace("EX4400-48P", "EX4400-48MP") + "XX0226010003,sw-3,,,,,,,,\n")
    told = read_declared(run, declare(run, stated, Handed(claims=handed.claims)))
    assert [claim.model for claim in told.claims.rows] == ["EX4400-48MP", "EX4400-48MP", ""]
    assert told.entitlement.rows, "the other kinds stay as they were"


@given(st.data())
def test_damage_makes_the_whole_kind_unknown(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("damage")
    (folder / "claims.csv").write_text(CLAIMS)
    stated = declare(folder / "run", {}, Handed(claims=folder / "claims.csv"))
    [path] = (folder / "run" / "declared").glob("claims-*.json")
    whole = path.read_bytes()
    cut = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(data.draw(st.sampled_from([whole[:cut], whole[:cut] + b"x" + whole[cut + 1 :], b""])))
    told = read_declared(folder / "run", stated)
    if path.read_bytes() != whole:
        assert told.claims.declared
        assert told.claims.broken
        assert told.claims.rows == ()


GONE = {
    "the file is gone": lambda run, stated: (next((run / "declared").glob("entitlement-*")).unlink(), stated)[1],
    "its digest is gone": lambda run, stated: {**stated, "entitlement": {}},
    "its digest is another": lambda run, stated: {**stated, "entitlement": {"sha256": "0" * 64}},
    "it is no mapping": lambda run, stated: {**stated, "entitlement": "declared"},
}


@pytest.mark.parametrize("how", GONE.values(), ids=list(GONE))
def test_what_is_gone_is_broken_and_not_undeclared(handed: Handed, run: Path, how) -> None:  # type: ignore[no-untyped-def]
    told = read_declared(run, how(run, declare(run, {}, handed)))
    assert told.entitlement.declared
    assert "declared entitlement cannot be used" in told.entitlement.broken
    assert not told.claims.broken


@pytest.mark.parametrize("content", [{"rows": [None]}, {"rows": "x"}, {"rows": [{"serial": "A1"}], "files": []}, []])
def test_a_table_of_another_form_is_broken_though_its_digest_fits(run: Path, content: object) -> None:
    raw = json.dumps(content).encode()
    digest = hashlib.sha256(raw).hexdigest()
    (run / "declared").mkdir(parents=True)
    (run / "declared" / f"attestations-{digest[:12]}.json").write_bytes(raw)
    told = read_declared(run, {"attestations": {"sha256": digest, "file": "x.csv"}})
    assert "declared attestations cannot be used" in told.attestations.broken


OLDER = {
    "an older one": lambda first, second: first,
    "one that never named any": lambda first, second: {},
    "none that can be read": lambda first, second: "x",
}


@pytest.mark.parametrize("restored", OLDER.values(), ids=list(OLDER))
def test_an_older_run_file_does_not_undo_what_was_declared_since(  # type: ignore[no-untyped-def]
    handed: Handed, run: Path, restored
) -> None:
    first = declare(run, {}, handed)
    assert handed.entitlement is not None
    handed.entitlement.write_text(ENTITLEMENT + "XX0226010001,registered-to-another,2026-11-22,A. Partner\n")
    second = declare(run, first, Handed(entitlement=handed.entitlement))
    assert not read_declared(run, second).entitlement.broken
    assert declare(run, second, Handed(entitlement=handed.entitlement)) == second, "handing it in again changes nothing"
    told = read_declared(run, restored(first, second))
    assert told.entitlement.declared
    assert "declared entitlement cannot be used" in told.entitlement.broken


def test_a_pipe_in_a_stored_file_s_place_is_not_waited_for(handed: Handed, run: Path) -> None:
    stated = declare(run, {}, handed)
    for path in [path for path in (run / "declared").rglob("*") if path.is_file()]:
        content = path.read_bytes()
        path.unlink()
        os.mkfifo(path)
        told = read_declared(run, stated)
        assert (
            told.claims.broken
            or told.entitlement.broken
            or told.attestations.broken
            or told.attestations.rows[0].damage
        )
        path.unlink()
        path.write_bytes(content)


def test_a_changed_photo_takes_its_statement_with_it(handed: Handed, run: Path) -> None:
    stated = declare(run, {}, handed)
    [photo] = (run / "declared" / "files").iterdir()
    assert photo.suffix == ".jpg"
    photo.write_bytes(b"another photo")
    label, condition = read_declared(run, stated).attestations.rows
    assert "does not match its digest" in label.damage
    assert condition.damage == ""
    photo.unlink()
    assert "cannot be read" in read_declared(run, stated).attestations.rows[0].damage


INVENTORY = {
    "one unit": ({"serial": "a1", "model": "EX4400-48P"}, [("A1", "sw-1", "EX4400-48P")]),
    "several units": ([{"serial": "A1"}, {"serial": "B1"}], [("A1", "sw-1", ""), ("B1", "sw-1", "")]),
    "as the manifest keeps several": ({"units": [{"serial": "A1"}]}, [("A1", "sw-1", "")]),
    "a serial of digits": ({"serial": 1234567}, [("1234567", "sw-1", "")]),
    "nothing": ({}, []),
}


@pytest.mark.parametrize(("stated", "said"), INVENTORY.values(), ids=list(INVENTORY))
def test_an_inventory_claims_in_the_same_words(stated: object, said: list[tuple[str, str, str]]) -> None:
    claims = claims_of_inventory(stated, "sw-1")
    assert [(claim.serial, claim.host, claim.model) for claim in claims] == said


def test_of_one_serial_the_file_counts_at_the_host_of_the_inventory(tmp_path: Path, run: Path) -> None:
    (tmp_path / "claims.csv").write_text("serial,model\nA1,of the file\n")
    stated = declare(run, {}, Handed(claims=tmp_path / "claims.csv"))
    told = read_declared(run, stated, {"sw-1": {"serial": "A1", "model": "of the inventory"}, "sw-2": {"serial": "B1"}})
    assert [(claim.serial, claim.host, claim.model) for claim in told.claims.rows] == [
        ("A1", "sw-1", "of the file"),
        ("B1", "sw-2", ""),
    ]


def test_a_lost_claim_of_the_inventory_breaks_the_claims(run: Path) -> None:
    """It may have spoken of a box that answers at another host."""
    assert (
        "declared claims cannot be used: those of sw-1"
        in read_declared(run, {}, {"sw-2": {"serial": "A1"}}, ["sw-1"]).claims.broken
    )


def test_an_unreadable_claim_of_the_inventory_breaks_the_claims(run: Path) -> None:
    assert "the claim of sw-1 in the inventory is not valid" in read_declared(run, {}, {"sw-1": {"x": 1}}).claims.broken
