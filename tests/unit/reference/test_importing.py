"""Importing what an operator filled in: a checked table, or every complaint with its line."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest

from reinstate.cli.main import main
from reinstate.decision.policy import load_policy
from reinstate.device.version import JunosVersion
from reinstate.errors import InputError
from reinstate.reference.importing import KINDS, LIST_COLUMNS, Head, Imported, import_table
from reinstate.reference.library import LicenseClass, LifecycleState, Reference, ReleaseState
from reinstate.reference.loading import load_reference

DAY = date(2026, 11, 22)
HEAD = Head("own", date(2026, 11, 20), "the maker's pages, looked up by Ada", 90)


def imported(folder: Path, text: str, kind: str, name: str = "filled.csv") -> Imported:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return import_table(path, KINDS[kind], HEAD, DAY)


def loaded(folder: Path, found: Imported, kind: str) -> Reference:
    """What a policy loads that names the table."""
    assert not found.complaints
    table = folder / "own.yml"
    table.write_bytes(found.content)
    return load_reference([], [table]) if kind == "price-list" else load_reference([table])


LIFECYCLES = """\
sku,announced,last_order,end_of_support,looked_up,confidence,note
MX204,,,,2026-11-20,,none announced
EX4400-*,,,,2026-11-20,,
ACX5448,,2019-06-30,2024-06-30,,B,
"""


def test_a_table_of_lifecycles(tmp_path: Path) -> None:
    found = imported(tmp_path, LIFECYCLES, "hardware-lifecycle")
    assert (found.rows, found.left_open) == (3, 0)
    reference = loaded(tmp_path, found, "hardware-lifecycle")
    assert reference.lifecycle(["mx204"], DAY).state is LifecycleState.SUPPORTED
    assert reference.lifecycle(["ex4400-48p"], DAY).state is LifecycleState.SUPPORTED
    assert reference.lifecycle(["acx5448"], DAY).state is LifecycleState.ENDED
    assert (reference.sets["own"].as_of, reference.sets["own"].rows) == (date(2026, 11, 20), 3)


def test_a_spreadsheets_semicolons_and_byte_order_mark(tmp_path: Path) -> None:
    text = "\ufeff" + LIFECYCLES.replace(",", ";")
    assert imported(tmp_path, text, "hardware-lifecycle").rows == 3


def test_prices_and_days_as_people_write_them(tmp_path: Path) -> None:
    text = 'Product;Clause;USD;As of\nACX2200;P11;"1.500,00 USD";1. Nov. 2026\nACX2200;P12;$1,250.00;01/11/2026\n'
    complaints = imported(tmp_path, text, "price-list").complaints
    assert ["line 3, column as_of" in str(one) for one in complaints] == [True]
    found = imported(tmp_path, text.replace("01/11/2026", "13/11/2026"), "price-list")
    reference = loaded(tmp_path, found, "price-list")
    figures = [reference.price(clause, ["acx2200"], DAY).current[0] for clause in ("P11", "P12")]
    assert [(one.usd, one.as_of) for one in figures] == [(1500, date(2026, 11, 1)), (1250, date(2026, 11, 13))]


def test_yaml_rows(tmp_path: Path) -> None:
    text = "rows:\n  - {sku: MX204, looked_up: 2026-11-20}\n  - {sku: MX304, looked_up: '2026-11-20'}\n"
    found = imported(tmp_path, text, "hardware-lifecycle", "filled.yml")
    assert loaded(tmp_path, found, "hardware-lifecycle").lifecycle(["MX304"], DAY).state is LifecycleState.SUPPORTED


def test_a_table_of_releases(tmp_path: Path) -> None:
    text = (
        "release,evolved,end_of_engineering,end_of_support\n"
        "26.4,,2031-12-20,2032-06-20\n24.2,true,2029-07-19,2030-01-19\n"
    )
    reference = loaded(tmp_path, imported(tmp_path, text, "junos-releases"), "junos-releases")
    assert reference.release(JunosVersion("26.4R1"), "mx204", DAY).state is ReleaseState.ENGINEERING
    assert reference.release(JunosVersion("24.2R2-EVO"), "acx7100-48l", DAY).state is ReleaseState.ENGINEERING


def test_a_price_list(tmp_path: Path) -> None:
    text = "product,clause,sku,usd,as_of,source\nACX2200,P11,SVC-INSPECT-2,1000,2026-11-01,quote 7\n"
    reference = loaded(tmp_path, imported(tmp_path, text, "price-list"), "price-list")
    (row,) = reference.price("P11", ["acx2200"], DAY).current
    assert (row.usd, row.sku, row.as_of, row.source) == (1000, "SVC-INSPECT-2", date(2026, 11, 1), "quote 7")


LISTED = ",".join(
    [*LIST_COLUMNS, "announced", "last_order", "end_of_engineering", "end_of_support", "looked_up", "note"]
)


def listed(kind: str, name: str, filled: str = ",,,,,") -> str:
    """One line of the list of unknowns, its last six cells filled in so."""
    return f"{kind},{name},blocker,3,5,ex-1,no row,look it up,{filled}\n"


def test_the_list_of_unknowns_as_it_was_filled_in(tmp_path: Path) -> None:
    text = (
        f"{LISTED}\n"
        + listed("hardware-lifecycle", "MX204", ",,,,2026-11-20,")
        + listed("hardware-lifecycle", "JNP10003-RE1", ",,,,,asked Bob")
        + listed("junos-releases", "24.2-EVO", ",,2029-07-19,2030-01-19,,")
        + listed("junos-releases", "26.4", ",,2031-12-20,2032-06-20,,")
        + listed("part-numbers", "750-000001")
    )
    found = imported(tmp_path, text, "hardware-lifecycle")
    assert (found.rows, found.left_open) == (1, 1)
    assert loaded(tmp_path, found, "hardware-lifecycle").lifecycle(["MX204"], DAY).state is LifecycleState.SUPPORTED
    reference = loaded(tmp_path, imported(tmp_path, text, "junos-releases"), "junos-releases")
    assert reference.releases.train_supported("24.2-EVO", DAY)
    assert reference.releases.train_supported("26.4", DAY)


def test_license_classes_of_an_operators_table(tmp_path: Path) -> None:
    text = (
        "kind,name,class,note\n"
        "license-skus,(NCKT)S-ODD,factory-given,the partner says so\n"
        "license-features,odd-feature,perpetual,\n"
        "license-skus,S-OPEN,,\n"
    )
    found = imported(tmp_path, text, "license-skus")
    assert (found.rows, found.left_open) == (2, 1)
    reference = loaded(tmp_path, found, "license-skus")
    silent = {"order_type": "", "license_type": "", "name": "", "validity": "", "dated": False}
    assert reference.license_class(sku="(nckt)s-odd", **silent) is LicenseClass.FACTORY_GIVEN  # type: ignore[arg-type]
    assert reference.feature_class("Odd-Feature") is LicenseClass.PERPETUAL
    # A key without a SKU is known by its features, if all of them are of one class.
    for features, told in ((["odd-feature"], LicenseClass.PERPETUAL), (["odd-feature", "other"], LicenseClass.UNKNOWN)):
        assert reference.license_class(sku="", features=features, **silent) is told  # type: ignore[arg-type]
    # What the shipped rules know stays as it is.
    assert reference.license_class(sku="QFX5K-C1-AFL", **silent) is LicenseClass.PERPETUAL  # type: ignore[arg-type]


def test_two_license_classes_for_one_sku_are_unknown(tmp_path: Path) -> None:
    head = "kind: license-skus\nas_of: 2026-11-01\nsource: partner\nmax_age_days: 365\nrows:\n"
    paths = []
    for name, told in (("one", "trial"), ("two", "factory-given")):
        path = tmp_path / f"{name}.yml"
        path.write_text(f"name: {name}\n{head}  - {{sku: S-ODD, class: {told}}}\n", encoding="utf-8")
        paths.append(path)
    assert load_reference(paths).licenses.operator_skus == {"s-odd": LicenseClass.UNKNOWN}


WRONG_LIFECYCLES = """\
sku,announced,last_order,end_of_support,looked_up,lookd_up
MX204,,,soon,20 Nov,
MX304,,,,,
*,,,,2026-11-20,
EX4400-24T,,2026-01-01,2025-01-01,,
EX4400-24P,,
MX10003,,,,2026-11-20,
mx10003,,,,2026-11-20,
MX480,,,,2026-11-20,x
"""

# name: (kind, file name, text, one part of each complaint, in order)
WRONG: dict[str, tuple[str, str, str, list[str]]] = {
    "every line of a CSV": (
        "hardware-lifecycle",
        "filled.csv",
        WRONG_LIFECYCLES,
        [
            "line 1, column lookd_up: unknown column - expected: one of sku, announced",
            "line 2, column end_of_support: not usable - expected: a date as YYYY-MM-DD, or such as 27 Nov 20",
            "line 2, column looked_up: not usable - expected: a date as YYYY-MM-DD, or such as 27 N",
            "line 3, column looked_up",
            "line 4, column sku: not usable - expected: a SKU, or a glob that begins",
            "line 5, column end_of_support: not usable - expected: announced, last_order, and end_of_support in",
            "line 6: not usable - expected: 6 cells, as the header has - got: 3",
            "line 8, column sku: repeated - expected: one row for each sku - got: MX10003",
        ],
    ),
    "every row of a YAML file": (
        "junos-releases",
        "filled.yml",
        "rows:\n  - {release: 24.2, end_of_support: 2030-01-19}\n  - no row\n"
        "  - {release: '24.4X', end_of_engineering: 2029-01-01, end_of_support: 2030-01-01}\n",
        ["line 2, key release: not usable - expected: text, in quotes", "line 3, key rows", "line 4, key release"],
    ),
    "a price list": (
        "price-list",
        "filled.csv",
        "product,clause,sku,usd,as_of\nACX2200,P11,,1000.50,\nACX2200,P15,,1,\nACX2200,P12,,,\n",
        [
            "line 2, column usd",
            "line 3, column clause: not usable - expected: one of P11, P12, P13, P14",
            "line 4, column usd",
        ],
    ),
    "licenses": (
        "license-skus",
        "filled.csv",
        "sku,feature,class\nS-ODD,bgp,trial\nS-ODD,,unknown\n,,trial\nS-ODD,,free\n",
        [
            "line 2, column sku: not usable - expected: either a SKU or a feature - got: S-ODD and bgp",
            "line 3, column class",
            "line 4, column sku: missing",
            "line 5, column class",
        ],
    ),
    "an empty file": (
        "hardware-lifecycle",
        "filled.csv",
        "",
        ["line 1: not usable - expected: a header that names the columns sku, announced"],
    ),
    "a day to come": (
        "hardware-lifecycle",
        "filled.csv",
        "sku,announced,looked_up\nMX204,,2026-11-23\nMX304,,24 Nov 2026\nMX480,2027-01-01,\n",
        ["line 3, column looked_up: not usable - expected: a date up to today (2026-11-22) - got: 24 Nov 2026"],
    ),
    "a price of a day to come": (
        "price-list",
        "filled.csv",
        "product,clause,usd,as_of\nMX204,P11,1000,2027-01-01\n",
        ["line 2, column as_of: not usable - expected: a date up to today"],
    ),
    "a quote that doesn't close": (
        "hardware-lifecycle",
        "filled.csv",
        'sku,looked_up\nMX204,soon\nMX304,"2026\n',
        ["line 2, column looked_up", "line 3: not usable - expected: a closing quote"],
    ),
    "a device that calls itself a wildcard": (
        "hardware-lifecycle",
        "filled.csv",
        f"{LISTED}\n" + listed("hardware-lifecycle", "MX2*", ",,,,2026-11-20,"),
        ["line 2, column name: not usable - expected: a name of at most 128 letters, "],
    ),
}


@pytest.mark.parametrize(("kind", "name", "text", "says"), WRONG.values(), ids=WRONG)
def test_every_complaint_at_once(tmp_path: Path, kind: str, name: str, text: str, says: list[str]) -> None:
    found = imported(tmp_path, text, kind, name)
    told = [str(complaint) for complaint in found.complaints]
    assert len(told) == len(says), told
    for complaint, part in zip(told, says, strict=True):
        assert f"{name}, {part}" in complaint
    assert found.content == b""


UNREADABLE = {
    "nothing filled in": (
        f"{LISTED}\n" + listed("hardware-lifecycle", "MX204"),
        "at least one row with sku or name and the result of the lookup - got: 1 line not filled in",
    ),
    "another kind alone": (f"{LISTED}\n" + listed("part-numbers", "750-1"), "is filled in"),
}


@pytest.mark.parametrize(("text", "says"), UNREADABLE.values(), ids=UNREADABLE)
def test_nothing_to_import(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        imported(tmp_path, text, "hardware-lifecycle")


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("hardware-lifecycle", "sku or name"),
        ("junos-releases", "release or name"),
        ("license-skus", "sku or feature or name"),
        ("price-list", "product or name"),
    ],
)
def test_nothing_to_import_names_the_columns_of_the_file(kind: str, columns: str) -> None:
    assert KINDS[kind].named_in == columns


@pytest.mark.parametrize("name", ["fees", "../own", "", "OWN TABLE"])
def test_a_table_has_a_name_of_its_own(tmp_path: Path, name: str) -> None:
    (tmp_path / "filled.csv").write_text(LIFECYCLES, encoding="utf-8")
    with pytest.raises(InputError, match=r"table name .*: not allowed"):
        import_table(tmp_path / "filled.csv", KINDS["hardware-lifecycle"], Head(name, DAY, "a test", 90))


def test_the_command_writes_nothing_where_anything_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled, table = tmp_path / "filled.csv", tmp_path / "own.yml"
    filled.write_text(WRONG_LIFECYCLES, encoding="utf-8")
    arguments = ["reference", "import", str(filled), "--kind", "hardware-lifecycle", "--output", str(table)]
    assert main(arguments) == 2
    assert "8 to correct; nothing was written" in capsys.readouterr().err
    assert not table.exists()
    filled.write_text(LIFECYCLES, encoding="utf-8")
    assert main(arguments) == 0
    whole = table.read_bytes()
    assert main(arguments) == 2, "an earlier table isn't overwritten"
    assert "a file that exists" in capsys.readouterr().err
    assert table.read_bytes() == whole
    assert main([*arguments[:4], "parts", *arguments[5:]]) == 2


POLICY = "name: mine\nversion: 1\nstage: as-received\nfed_supplies: 1\nlists: {none_held: true}\n"
NO_PINS = "pins: {fees: " + "a" * 64 + "}"
OTHER = f"{{file: tables/other.yml, sha256: {hashlib.sha256(b'').hexdigest()}}}"


@pytest.mark.parametrize(
    ("reference", "where"),
    [
        ("", "at the end of"),
        ("reference:\n", "in place of line 6"),
        ("reference: {}\n", "in place of line 6"),
        (f"reference:\n    {NO_PINS}\n", "after line 6"),
        (f"reference: {{{NO_PINS}}}\n", "within the braces of line 6"),
        (f"reference:\n  {NO_PINS}\n  lifecycle_tables:\n", "in place of line 8"),
        ("reference:\n  lifecycle_tables: []\n", "in place of line 7"),
        (f"reference:\n  lifecycle_tables: [{OTHER}]\n", "within the brackets of line 7"),
        (f"reference:\n  lifecycle_tables:\n  - {OTHER}\nbaseline: {{}}\n", "after line 7"),
        (f"reference:\n  lifecycle_tables:  # own\n      # one\n      - {OTHER}\n", "after line 7"),
    ],
)
@pytest.mark.parametrize("folder", ["tables", ".", "policies/rows of mine"])
def test_what_is_printed_for_a_policy_can_be_pasted_as_it_is(
    tmp_path: Path, reference: str, where: str, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "policies" / "tables").mkdir(parents=True)
    (tmp_path / folder).mkdir(exist_ok=True)
    policy, table = tmp_path / "policies" / "mine.yml", tmp_path / folder / "own.yml"
    policy.write_text(POLICY + reference, encoding="utf-8")
    (tmp_path / "policies" / "tables" / "other.yml").touch()
    (tmp_path / "filled.csv").write_text(LIFECYCLES, encoding="utf-8")
    arguments = [str(tmp_path / "filled.csv"), "--kind", "hardware-lifecycle", "--output", str(table)]
    assert main(["reference", "import", *arguments, "--policy", str(policy)]) == 0
    told = capsys.readouterr().out
    assert f"Paste {where}" in told
    policy.write_text(_pasted(policy.read_text(encoding="utf-8"), told), encoding="utf-8")
    named = load_policy(policy).lifecycle_tables
    assert table.resolve() in named
    assert len(named) == 1 + ("other.yml" in reference)


NO_COLLECTIONS = (
    ("reference: x\n", "in place of line 6 "),
    ("reference: [x]\n", "in place of line 6 "),
    ("reference:\n  lifecycle_tables: x.yml\n", "in place of line 7 "),
    ("reference:\n  lifecycle_tables: {file: x.yml}\n", "in place of line 7 "),
)


@pytest.mark.parametrize(("reference", "where"), NO_COLLECTIONS)
def test_a_policy_with_a_value_of_another_kind_is_told_the_place(
    tmp_path: Path, reference: str, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.yml").write_text(POLICY + reference, encoding="utf-8")
    (tmp_path / "filled.csv").write_text(LIFECYCLES, encoding="utf-8")
    arguments = [str(tmp_path / "filled.csv"), "--kind", "hardware-lifecycle", "--output", str(tmp_path / "own.yml")]
    assert main(["reference", "import", *arguments, "--policy", str(tmp_path / "mine.yml")]) == 0
    assert where in capsys.readouterr().out


def _pasted(policy: str, told: str) -> str:
    """The policy after somebody did what the command printed."""
    sentence, _, lines = told.partition(":\n\n")
    before = policy.splitlines(keepends=True)
    at = int(match[1]) if (match := re.search(r"line (\d+) of ", sentence)) else len(before)
    if "within the" in sentence:
        closing = "}" if "braces" in sentence else "]"
        head, _, tail = before[at - 1].rpartition(closing)
        before[at - 1] = f"{head}, {lines.strip()}{closing}{tail}"
        return "".join(before)
    kept = before[: at - 1] if "in place of" in sentence else before[:at]
    return "".join([*kept, lines, *before[at:]])


def test_without_a_policy_the_lines_fit_into_one_in_the_tables_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "filled.csv").write_text(LIFECYCLES, encoding="utf-8")
    arguments = [str(tmp_path / "filled.csv"), "--kind", "hardware-lifecycle", "--output", str(tmp_path / "own.yml")]
    assert main(["reference", "import", *arguments]) == 0
    told = capsys.readouterr().out
    assert f"into a policy in {tmp_path.resolve()}" in told
    (tmp_path / "mine.yml").write_text(POLICY + told.partition(":\n\n")[2], encoding="utf-8")
    assert load_policy(tmp_path / "mine.yml").lifecycle_tables == (tmp_path / "own.yml",)


def test_a_policy_that_is_not_there_leaves_nothing_written(tmp_path: Path) -> None:
    (tmp_path / "filled.csv").write_text(LIFECYCLES, encoding="utf-8")
    arguments = [str(tmp_path / "filled.csv"), "--kind", "hardware-lifecycle", "--output", str(tmp_path / "own.yml")]
    assert main(["reference", "import", *arguments, "--policy", str(tmp_path / "nowhere.yml")]) == 2
    assert not (tmp_path / "own.yml").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show"], ["hardware-lifecycle  2026-11-22", "pinned", "platform-profiles"]),
        (["show", "--as-of", "2031-01-01"], ["pinned, out of date"]),
        (["show", "fees", "--policy", "strict"], ["pinned by the policy, current"]),
        (["pins"], ["reference:\n  pins:\n    advisories: ", "\n    fees: "]),
    ],
)
def test_showing(arguments: list[str], says: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    days = [] if "--as-of" in arguments or arguments == ["pins"] else ["--as-of", "2026-11-23"]
    assert main(["reference", *arguments, *days]) == 0
    told = capsys.readouterr().out
    for part in says:
        assert part in told


def test_showing_a_set_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "show", "fee"]) == 2
    assert "no such reference set" in capsys.readouterr().err


BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
ALIASES = {
    "a billion values": (BOMB + "rows: *a9\n", 2),
    "a list in itself": ("rows: &a [*a]\n", 1),
    "a row in itself": ("rows:\n  - &a\n    sku: EX1\n    note: *a\n", 4),
    "merged keys": ("one: &a {sku: EX1}\nrows:\n  - <<: *a\n    looked_up: 2026-11-01\n", 3),
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize(("text", "line"), ALIASES.values(), ids=ALIASES)
def test_aliases_are_refused_before_they_multiply(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(InputError, match=rf"filled\.yml, line {line}: YAML aliases are not allowed"):
        imported(tmp_path, text, "hardware-lifecycle", "filled.yml")


def test_a_fee_of_nothing_is_an_amount(tmp_path: Path) -> None:
    text = "product,clause,usd,as_of,source\nEX4400-48P,P11,0,2026-11-01,quote\n"
    found = imported(tmp_path, text, "price-list")
    assert loaded(tmp_path, found, "price-list").price("P11", ["EX4400-48P"], DAY).figures == (0,)


@pytest.mark.parametrize("usd", ["1000000000001", "9" * 40, "9" * 5000])
def test_an_amount_that_no_device_costs_is_refused(tmp_path: Path, usd: str) -> None:
    found = imported(tmp_path, f"product,clause,usd,as_of,source\nEX1,P11,{usd},2026-11-01,quote\n", "price-list")
    (complaint,) = found.complaints
    assert "line 2, column usd: not usable" in str(complaint)
    assert not found.content


# (the row, what the error must say)
WRONG_ALIASES = [
    ("EX 4300 48T,,EX4300-48T,", "column looked_up: missing - expected: the day on which a person confirmed the alias"),
    ("EX 4300 48T,2029-03-31,EX4300-48T,2026-11-20", "nothing in a row with alias_of"),
    ("EX4300*,,EX4300-48T,2026-11-20", "another SKU than the name in sku, both without wildcards"),
    ("EX 4300 48T,,EX4300*,2026-11-20", "another SKU than the name in sku, both without wildcards"),
    ("ex4300-48t,,EX4300-48T,2026-11-20", "another SKU than the name in sku, both without wildcards"),
    ("EX 4300 48T,,EX4300-48T,2026-11-25", "expected: a date up to today"),
]


@pytest.mark.parametrize(("row", "says"), WRONG_ALIASES)
def test_an_alias_that_states_more_or_less_than_an_alias(tmp_path: Path, row: str, says: str) -> None:
    found = imported(tmp_path, f"sku,end_of_support,alias_of,looked_up\n{row}\n", "hardware-lifecycle")
    (complaint,) = found.complaints
    assert says in str(complaint)


def test_an_accepted_proposal_takes_effect_and_a_proposal_alone_does_not(tmp_path: Path) -> None:
    header = "kind,name,proposal,looked_up,alias_of\n"
    line = "hardware-lifecycle,EX 4300 48T,same spelling as SKU EX4300-48T,{},{}\n"
    with pytest.raises(InputError, match="is filled in"):
        imported(tmp_path, header + line.format("", ""), "hardware-lifecycle")
    assert load_reference().lifecycle(["EX 4300 48T"], DAY).state is LifecycleState.UNKNOWN
    found = imported(tmp_path, header + line.format("2026-11-20", "EX4300-48T"), "hardware-lifecycle")
    answer = loaded(tmp_path, found, "hardware-lifecycle").lifecycle(["EX 4300 48T"], DAY)
    assert (answer.state, answer.supportable_until) == (LifecycleState.END_OF_LIFE, date(2029, 3, 31))
    assert [row.sku for row in answer.rows] == ["EX4300-48T"]
