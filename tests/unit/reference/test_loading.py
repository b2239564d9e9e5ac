"""Reading reference files: the shipped ones, an operator's own, and ones that are malformed."""

from __future__ import annotations

import dataclasses
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from reinstate.device.version import JunosVersion
from reinstate.errors import InputError
from reinstate.reference import loading
from reinstate.reference.library import LifecycleState, Reference, ReleaseState
from reinstate.reference.loading import load_reference, load_shipped

DAY = date(2026, 11, 22)
DATA = Path(loading.__file__).parent / "data"
SETS = {
    "advisories",
    "lifecycle-pages",
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
}

HEAD = """\
name: our-look-ups
as_of: 2026-11-01
source: the maker's page, looked up by Ada
max_age_days: 90
"""


def _write(folder: Path, text: str, name: str = "table.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_sets(shipped: Reference) -> None:
    assert set(shipped.sets) == SETS
    for name, info in shipped.sets.items():
        files = [DATA / f"{name}.yml", DATA / f"{name}.csv"]
        assert info.digest == sha256(b"".join(file.read_bytes() for file in files if file.exists())).hexdigest()
        assert info.name == name
        assert info.source
        assert not info.stale(DAY)


def test_every_data_file_belongs_to_a_set() -> None:
    assert {file.stem for file in DATA.iterdir()} == SETS


# What Junos itself has in its factory default.
OF_JUNOS = ("https://redirect.juniper.net", "https://ae1.juniper.net/junos/key_retrieval")


def test_data_files_hold_no_addresses_but_those_in_statements_of_the_factory_default() -> None:
    for file in DATA.iterdir():
        for line in file.read_text(encoding="utf-8").splitlines():
            of_junos = file.stem == "platform-profiles" and line.startswith('        - "system ')
            left = line
            for address in OF_JUNOS if of_junos else ():
                left = left.replace(address, "")
            assert "://" not in left, (file, line)


def test_loaded_once_and_frozen() -> None:
    assert load_shipped() is load_shipped()
    assert load_reference() is load_shipped()
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_shipped().profiles = ()  # type: ignore[misc]


def test_an_operators_yaml(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        HEAD
        + """\
rows:
  - {sku: "ex4400-*", looked_up: 2026-11-02, note: none announced}
  - {sku: MX204-HW-BASE, announced: "2026-09-01", last_order: 2027-03-01, end_of_support: 2032-03-01}
  - {sku: ACX5448, end_of_support: 2024-06-30, confidence: C}
""",
    )
    reference = load_reference([path])
    look_up = reference.lifecycle(["ex4400-48p"], DAY)
    assert look_up.state is LifecycleState.SUPPORTED
    assert look_up.rows[0].looked_up == date(2026, 11, 2)
    assert look_up.rows[0].table == "our-look-ups"
    assert not look_up.rows[0].fictional
    assert reference.lifecycle(["ex4400-48p"], date(2027, 2, 1)).state is LifecycleState.UNKNOWN
    assert reference.lifecycle(["mx204-hw-base"], DAY).state is LifecycleState.END_OF_LIFE
    assert reference.lifecycle(["mx204-hw-base"], date(2026, 8, 31)).state is LifecycleState.SUPPORTED
    assert reference.lifecycle(["acx5448"], DAY).state is LifecycleState.DOUBTFUL
    info = reference.sets["our-look-ups"]
    assert (info.as_of, info.max_age_days) == (date(2026, 11, 1), 90)
    assert info.digest == sha256(path.read_bytes()).hexdigest()
    # The shipped reference isn't touched, and still knows what it knew.
    assert "our-look-ups" not in load_shipped().sets
    assert load_shipped().lifecycle(["ex4400-48p"], DAY).state is LifecycleState.UNKNOWN
    assert reference.lifecycle(["ex4200-48t"], DAY).state is LifecycleState.ENDED


def test_rows_of_a_fictional_table_say_so(tmp_path: Path) -> None:
    path = _write(tmp_path, HEAD + "fictional: true\nrows:\n  - {sku: EX4400-24T, looked_up: 2026-11-20}\n")
    assert load_reference([path]).lifecycle(["ex4400-24t"], DAY).rows[0].fictional


def test_an_operators_csv(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        "sku,announced,last_order,end_of_support,looked_up,note\n"
        "EX4400-*,,,,2026-11-02,none announced\n"
        "ACX5448,,2019-06-30,2024-06-30,2026-10-01,\n",
        "look-ups.csv",
    )
    reference = load_reference([path])
    assert reference.lifecycle(["ex4400-48p"], DAY).state is LifecycleState.SUPPORTED
    assert reference.lifecycle(["acx5448"], DAY).state is LifecycleState.ENDED
    assert reference.sets["look-ups"].as_of == date(2026, 11, 2)


def test_an_operators_release_dates(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        HEAD
        + """\
kind: junos-releases
rows:
  - {release: "24.2", evolved: true, end_of_engineering: 2029-07-19, end_of_support: 2030-01-19}
  - {release: "26.4", end_of_engineering: 2031-12-20, end_of_support: 2032-06-20}
""",
    )
    reference = load_reference([path])
    assert reference.release(JunosVersion("24.2R2-EVO"), "ptx10001-36mr", DAY).state is ReleaseState.ENGINEERING
    assert reference.release(JunosVersion("24.4R1-EVO"), "ptx10001-36mr", DAY).state is ReleaseState.UNKNOWN
    assert reference.release(JunosVersion("26.4R1"), "mx204", DAY).state is ReleaseState.ENGINEERING
    assert "our-look-ups" in reference.release(JunosVersion("26.4R1"), "mx204", DAY).source
    assert reference.release(JunosVersion("27.2R1"), "mx204", DAY).state is ReleaseState.UNKNOWN
    assert [train for train in reference.releases.trains if train.endswith("-EVO")] == ["24.2-EVO"]


def test_release_dates_that_contradict_the_shipped_ones(tmp_path: Path) -> None:
    """An operator can't make an ended train a supported one; the same dates are no contradiction."""
    path = _write(
        tmp_path,
        HEAD
        + """\
kind: junos-releases
rows:
  - {release: "22.4", end_of_engineering: 2029-12-22, end_of_support: 2030-06-22}
  - {release: "23.4", end_of_engineering: 2028-12-26, end_of_support: 2029-06-26}
""",
    )
    reference = load_reference([path])
    answer = reference.release(JunosVersion("22.4R3"), "mx204", DAY)
    assert answer.state is ReleaseState.UNKNOWN
    assert "the tables state different dates for 22.4" in answer.reason
    assert reference.releases.train_supported("22.4", DAY) is None
    assert reference.release(JunosVersion("23.4R2"), "mx204", DAY).state is ReleaseState.ENGINEERING


def test_two_tables_of_an_operator_add_up(tmp_path: Path) -> None:
    first = _write(tmp_path, HEAD + "rows:\n  - {sku: EX4400-24T, looked_up: 2026-11-20}\n", "a.yml")
    second = _write(
        tmp_path,
        HEAD.replace("our-look-ups", "more") + "rows:\n  - {sku: EX4400-24T, end_of_support: 2026-01-01}\n",
        "b.yml",
    )
    reference = load_reference([first, second])
    assert reference.lifecycle(["ex4400-24t"], DAY).state is LifecycleState.CONFLICTING
    with pytest.raises(InputError, match=r"a name that no other set has.*our-look-ups"):
        load_reference([first, first])


ROW = "rows:\n  - sku: EX4400-24T\n    "

# name: (text of the file, what the error must say)
MALFORMED = {
    "no YAML": (HEAD + "rows: [", ["line 6", "not YAML"]),
    "no mapping": ("- a\n", ["line 1", "name, as_of, source, max_age_days, and rows", "['a']"]),
    "empty": ("", ["line 1", "nothing"]),
    "no name": (
        HEAD.replace("name: our-look-ups\n", "") + "rows: []\n",
        ["key name: missing", "expected: text", "nothing", "enter a value for name"],
    ),
    "a shipped name": (HEAD.replace("our-look-ups", "fees") + "rows: []\n", ["line 1, key name", "fees"]),
    "no age": (HEAD.replace("90", "0") + "rows: []\n", ["line 4, key max_age_days", "1 or more", "0"]),
    "a word for an age": (
        HEAD.replace("90", "ninety") + "rows: []\n",
        ["line 4, key max_age_days", "whole number", "ninety"],
    ),
    "a bad day": (
        HEAD.replace("2026-11-01", "'2026-02-30'") + "rows: []\n",
        ["line 2, key as_of", "YYYY-MM-DD", "2026-02-30"],
    ),
    "an American day": (
        HEAD.replace("2026-11-01", "11/01/2026") + "rows: []\n",
        ["line 2, key as_of", "YYYY-MM-DD", "11/01/2026"],
    ),
    "a time": (HEAD.replace("2026-11-01", "2026-11-01T10:00:00Z") + "rows: []\n", ["line 2, key as_of", "YYYY-MM-DD"]),
    "a mistyped head": (
        HEAD + "max-age: 3\nrows: []\n",
        ["line 5, key max-age: unknown key", "one of name, kind", "did you mean max_age_days?"],
    ),
    "an unknown kind": (
        HEAD + "kind: parts\nrows: []\n",
        ["line 5, key kind", "hardware-lifecycle, junos-releases, license-skus, or advisories", "parts"],
    ),
    "rows that are no list": (HEAD + "rows: none\n", ["line 5, key rows", "a list", "none"]),
    "a row that is no mapping": (HEAD + "rows:\n  - EX4400-24T\n", ["line 6", "a mapping", "EX4400-24T"]),
    "a mistyped key": (
        HEAD + ROW + "lookedup: 2026-11-01\n",
        ["line 7, key lookedup: unknown key", "did you mean looked_up?"],
    ),
    "no SKU": (HEAD + "rows:\n  - looked_up: 2026-11-01\n", ["line 6, key sku: missing", "expected: text", "nothing"]),
    "a row that says nothing": (HEAD + ROW + "note: hm\n", ["line 6, key looked_up", "end_of_support"]),
    "a day of a row": (HEAD + ROW + "end_of_support: soon\n", ["line 7, key end_of_support", "YYYY-MM-DD", "soon"]),
    "days out of order": (
        HEAD + ROW + "last_order: 2026-01-01\n    end_of_support: 2025-01-01\n",
        ["line 8, key end_of_support", "chronological order", "2025-01-01"],
    ),
    "a confidence": (
        HEAD + ROW + "confidence: D\n    looked_up: 2026-11-01\n",
        ["line 7, key confidence", "A, B, or C", "D"],
    ),
    "a glob for everything": (
        HEAD + "rows:\n  - {sku: '*', looked_up: 2026-11-01}\n",
        ["line 6, key sku", "3 letters"],
    ),
    "a glob for nearly everything": (
        HEAD + "rows:\n  - {sku: 'E?*', looked_up: 2026-11-01}\n",
        ["line 6, key sku", "3 letters"],
    ),
    "a flag": (
        HEAD + "fictional: perhaps\nrows:\n  - {sku: EX4400-24T, looked_up: 2026-11-01}\n",
        ["line 5, key fictional", "yes or no"],
    ),
    "a release that is a number": (
        HEAD + "kind: junos-releases\nrows:\n  - {release: 24.2, end_of_support: 2030-01-19}\n",
        ["line 7, key release", "in quotes", "24.2"],
    ),
    "a release without dates": (
        HEAD + "kind: junos-releases\nrows:\n  - {release: '24.2', end_of_support: 2030-01-19}\n",
        ["line 7, key end_of_engineering", "YYYY-MM-DD", "nothing"],
    ),
    "a key twice": (
        HEAD + ROW + "end_of_support: 2024-01-01\n    end_of_support: 2030-01-01\n",
        ["line 8, key end_of_support: repeated", "each key once", "keep one of them"],
    ),
    "a hundred levels and more": (
        HEAD + f"rows: {'[' * 3000}\n",
        ["line 5: nested too deeply", "at most 100 levels", "level 101"],
    ),
    "a head twice": (HEAD + "as_of: 2026-11-20\nrows: []\n", ["line 5, key as_of", "each key once"]),
    "control characters": (HEAD + ROW + 'confidence: "\\e[31mA"\n    looked_up: 2026-11-01\n', ["?[31mA"]),
}


@pytest.mark.parametrize(("text", "says"), MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_yaml(tmp_path: Path, text: str, says: list[str]) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(InputError) as error:
        load_reference([path])
    message = str(error.value)
    assert str(path) in message
    for part in says:
        assert part in message
    assert message.isprintable()


COLUMNS = "sku,announced,last_order,end_of_support,looked_up,note\n"
MALFORMED_CSV = {
    "empty": ("", ["line 1: expected a header that names the columns sku, got an empty file"]),
    "no rows": (COLUMNS, ["at least one row"]),
    "a column twice": ("sku,sku\n", ["line 1, column sku: expected each column once"]),
    "a mistyped column": (
        "sku,lookdup,note\nA,2026-11-01,\n",
        ["line 1, column lookdup: expected one of the columns sku", "did you mean looked_up?"],
    ),
    "a value too few": (
        COLUMNS + "EX4400-24T,,,,2026-11-01,\nEX4400-24P,,,2026-11-01,\n",
        ["line 3: expected 6 cells, as the header has, got 5"],
    ),
    "not looked up": (COLUMNS + "EX4400-24T,,,2024-01-01,,\n", ["line 2, column looked_up", "YYYY-MM-DD"]),
    "a day": (
        COLUMNS + "EX4400-24T,,,01/02/2024,2026-11-01,\n",
        ["line 2, column end_of_support", "01/02/2024", "enter 2024-02-01 or 2024-01-02"],
    ),
    "an open quote": (COLUMNS + 'EX4400-24T,,,,2026-11-01,"\n', ["line 2: expected a closing quote"]),
    "two mistakes": (
        COLUMNS + "EX4400-24T,,,,2026-11-01\nEX4400-24P,,,2026-11-01,\n",
        ["2 errors", "line 2: expected 6 cells", "line 3: expected 6 cells"],
    ),
}


@pytest.mark.parametrize(("text", "says"), MALFORMED_CSV.values(), ids=MALFORMED_CSV.keys())
def test_malformed_csv(tmp_path: Path, text: str, says: list[str]) -> None:
    with pytest.raises(InputError) as error:
        load_reference([_write(tmp_path, text, "table.csv")])
    for part in ("table.csv", *says):
        assert part in str(error.value)


def test_a_file_that_cant_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.yml: cannot be read"):
        load_reference([tmp_path / "absent.yml"])
    (tmp_path / "latin.yml").write_bytes(HEAD.encode() + b"note: caf\xe9\nrows: []\n")
    with pytest.raises(InputError, match=r"latin\.yml, line 5: not UTF-8 .*save the file as UTF-8"):
        load_reference([tmp_path / "latin.yml"])


def test_a_spreadsheets_csv(tmp_path: Path) -> None:
    """With a byte order mark, and lines that end as on Windows."""
    path = tmp_path / "sheet.csv"
    path.write_bytes(b"\xef\xbb\xbf" + b"sku,looked_up\r\nEX4400-24T,2026-11-01\r\n")
    assert load_reference([path]).lifecycle(["ex4400-24t"], DAY).state is LifecycleState.SUPPORTED
