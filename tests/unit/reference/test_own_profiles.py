"""Platform profiles of an operator's own: what they may say, and what no such profile can loosen."""

from __future__ import annotations

import re
import textwrap
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reinstate.errors import InputError
from reinstate.plan.requests import Rpc
from reinstate.reference.library import Reference
from reinstate.reference.loading import load_reference, load_shipped, profile_lists
from reinstate.reference.own_profiles import FLAGS_TO_STATE, overlap, profile_name, stated_model
from reinstate.reference.profiles import PlatformProfile

ROW: dict[str, Any] = {
    "name": "demo100",
    "family": "other",
    "models": ["demo100", "demo100-*"],
    **dict.fromkeys(FLAGS_TO_STATE, False),
    "source": "hardware guide",
}
HEAD = {"name": "own", "kind": "platform-profiles", "as_of": "2026-11-20", "source": "looked up", "max_age_days": 365}


def write(folder: Path, *rows: dict[str, Any], **head: Any) -> Path:
    path = folder / "own.yml"
    stated = {**HEAD, **head, "rows": list(rows)}
    path.write_text(yaml.safe_dump({k: v for k, v in stated.items() if v is not None}, sort_keys=False), "utf-8")
    return path


def load(folder: Path, *rows: dict[str, Any], **head: Any) -> Reference:
    return load_reference(own_profiles=[write(folder, *rows, **head)])


def own(folder: Path, **fields: Any) -> PlatformProfile:
    (profile,) = load(folder, {**ROW, **fields}).own_profiles
    return profile


def test_it_is_found_by_model_and_says_where_it_is_from(tmp_path: Path) -> None:
    reference = load(tmp_path, ROW)
    found = reference.profile_for("DEMO100-AC", "")
    assert found is not None
    assert (found.name, found.table, reference.sets["own"].rows) == ("demo100", "own", 1)
    assert load_shipped().profile_for("demo100", "") is None


def test_what_every_platform_is_asked_stays_asked(tmp_path: Path) -> None:
    everywhere = frozenset.intersection(*(one.expected for one in load_shipped().profiles if not one.virtual))
    assert Rpc.CONFIGURATION in everywhere
    assert own(tmp_path).expected == everywhere | {Rpc.INVENTORY_CLEI}
    asked = own(tmp_path, expected=["power-usage-information"], eeprom=True, vmhost=True).expected
    assert asked == everywhere | {Rpc.INVENTORY_EXTENSIVE, Rpc.VMHOST, Rpc.POWER}


def test_what_is_left_out_forgives_nothing(tmp_path: Path) -> None:
    profile = own(tmp_path)
    assert profile.settle_minutes == 10
    assert own(tmp_path, modular=True).settle_minutes == 20
    assert not profile.fans_removable, "a failed fan is more severe unless it is stated that it can be replaced"
    assert (profile.supply_slots, profile.fanless, profile.last_release) == (None, (), "")
    assert profile.identity_free == frozenset.intersection(*(one.identity_free for one in load_shipped().profiles))


def test_shipped_lists_by_name_and_globs_of_its_own(tmp_path: Path) -> None:
    shipped = load_shipped().profile_for("mx204", "")
    assert shipped is not None
    profile = own(
        tmp_path,
        bench_alarms=["fxp0", "feeds", "Management Port ? Down"],
        factory_default=["srx", "vlans vlan?x?"],
    )
    assert set(profile.bench_normal_alarms) == {*shipped.bench_normal_alarms, "Management Port ? Down"}
    assert profile.factory_default == ("vlans vlan?x?",)
    assert "security log mode" in {one.path for part in profile.defaults for one in part.statements}
    assert profile_lists() == {
        "bench_alarms": ("feeds", "qfx-management", "fxp0", "ex-management"),
        "factory_default": ("switch", "legacy-switch", "srx", "srx-legacy", "srx-branch", "nfx"),
    }


# what differs from a sound row: (key that the error names, what it says)
MISTAKES: list[tuple[dict[str, Any], str, str]] = [
    *(({flag: None}, flag, "true or false") for flag in FLAGS_TO_STATE),
    ({"virtual": True}, "virtual", "a physical product"),
    ({"virtual": False}, "virtual", "a physical product"),
    ({"virtual_serials": ["vm*"]}, "virtual_serials", "a physical product"),
    ({"unnumbered": ["*"]}, "unnumbered", "only a shipped profile"),
    ({"odm": ["mx204"]}, "odm", "entries of models"),
    ({"models": []}, "models", "at least one product model"),
    ({"models": ["*"]}, "models", "at least 3 letters or digits before any wildcard"),
    ({"models": ["jr*"]}, "models", "at least 3 letters or digits before any wildcard"),
    ({"models": ["DEMO100"]}, "models", "lower case"),
    ({"models": ["[a-z]rr200"]}, "models", "lower case"),
    ({"models": ["demo100", "mx204"]}, "models", "models that the shipped profile mx204 does not match"),
    ({"models": ["mx2*"]}, "models", "models that the shipped profile mx204 does not match"),
    ({"models": ["srx100h2"]}, "models", "models that the shipped profile srx100-240 does not match"),
    ({"models": ["vmx*"]}, "models", "models that the shipped profile vmx does not match"),
    ({"name": "mx204"}, "name", "a name that no other profile has"),
    ({"name": "DEMO 100"}, "name", "64 lowercase letters"),
    ({"family": "demo"}, "family", "one of ex, "),
    ({"family": "virtual"}, "family", "one of ex, "),
    ({"expected": ["get-all"]}, "expected", "ids of evidence items"),
    ({"expected": ["log-messages"]}, "expected", "items that only some platforms support"),
    ({"expected": ["chassis-inventory"]}, "expected", "items that only some platforms support"),
    ({"bench_alarms": ["*"]}, "bench_alarms", "the name of a list (everywhere, feeds"),
    *(
        ({"bench_alarms": [alarm]}, "bench_alarms", "or the whole text of an alarm with ? for a number")
        for alarm in (
            "feds",
            "fpc *",
            "fpc ? *",
            "management port down*",  # the beginning of other alarms
            "fpc ? major err*",
            "*link down",
            "[a-z]*[a-z]*alarm*",
            "fpc ? [a-z]ajor errors",
            "????????",
            "? ? ? ? ? ? ? ?",
            "malfunction",  # one word
            "fpc ? bad",
            "a" * 100_000,
            "long alarm " * 100_000,
        )
    ),
    ({"factory_default": ["system *"]}, "factory_default", "two whole words"),
    ({"factory_default": ["interfaces*"]}, "factory_default", "two whole words"),
    ({"fanless": ["demo*"]}, "fanless", "entries of models"),
    ({"redundant_engines": True}, "redundant_engines", "true only if modular is true"),
    ({"modular": True, "one_board": True}, "one_board", "true only if modular is false"),
    ({"cluster": True, "virtual_chassis": True}, "cluster", "true for only one of cluster and virtual_chassis"),
    ({"settle_minutes": 9}, "settle_minutes", "10 minutes or more"),
    ({"modular": True, "settle_minutes": 19}, "settle_minutes", "20 minutes or more"),
    ({"last_release": "21.4R3"}, "last_release", "a train such as"),
    ({"source": None}, "source", "missing - expected: text"),
    ({"colour": "gray"}, "colour", "one of name, family"),
]


@pytest.mark.parametrize(("fields", "key", "says"), MISTAKES)
def test_a_mistake_is_named_with_its_line_and_key(tmp_path: Path, fields: dict[str, Any], key: str, says: str) -> None:
    row = {name: value for name, value in {**ROW, **fields}.items() if value is not None}
    with pytest.raises(InputError) as refused:
        load(tmp_path, row)
    said = str(refused.value)
    assert f", key {key}: " in said
    assert says in said
    lines = (tmp_path / "own.yml").read_text().splitlines()
    line = int(said.partition("line ")[2].partition(",")[0])
    stated = f"{key}:" in lines[line - 1].replace("'", "")
    assert stated or key not in row, f"line {line} is {lines[line - 1]}"


HEADS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "hardware-lifecycle"}, "platform-profiles"),
    ({"name": "platform-profiles"}, "a name that no other set has"),
    ({"as_of": None}, "as_of"),
    ({"max_age_days": None}, "max_age_days"),
    ({"everywhere": []}, "one of name, kind"),
]


@pytest.mark.parametrize(("head", "says"), HEADS)
def test_a_head_that_cannot_be_used(tmp_path: Path, head: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        load(tmp_path, ROW, **head)


def test_no_rows_and_two_that_fit_one_model(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least one profile"):
        load(tmp_path)
    other = {**ROW, "name": "other", "models": ["demo*"]}
    with pytest.raises(InputError, match="models that the profile demo100 does not match"):
        load(tmp_path, ROW, other)
    evolved = load(tmp_path, ROW, {**other, "evolved": True})
    found = [evolved.profile_for("demo100", "", evolved=told) for told in (False, True)]
    assert [profile.name if profile else "" for profile in found] == ["demo100", "other"]


def test_a_shipped_profile_goes_first_by_whatever_name_of_the_device(tmp_path: Path) -> None:
    reference = load(tmp_path, ROW)
    found = reference.profile_for("demo100", "JNP204 [MX204]")
    assert found is not None
    assert found.name == "mx204"


def test_a_runs_copy_still_loads_after_the_product_ships_that_profile(tmp_path: Path) -> None:
    path = write(tmp_path, {**ROW, "name": "mx204", "models": ["mx204", "demo100"]})
    with pytest.raises(InputError):
        load_reference(own_profiles=[path])
    reference = load_reference(own_profiles=[path], shipped_since=True)
    found = [reference.profile_for(model, "") for model in ("mx204", "demo100")]
    assert [profile.table if profile else None for profile in found] == ["", "own"]


@given(model=st.text("jrmx204-srv", max_size=12), description=st.text("JNP204 []MX", max_size=20))
def test_no_own_profile_takes_a_product_away_from_a_shipped_one(model: str, description: str) -> None:
    shipped = load_shipped()
    greedy = PlatformProfile("greedy", "other", ("*",), table="own")
    both = Reference(profiles=shipped.profiles, own_profiles=(greedy,))
    assert both.profile_for(model, description) in (shipped.profile_for(model, description), greedy)
    if (found := shipped.profile_for(model, description)) is not None:
        assert both.profile_for(model, description) is found


_GLOBS = st.lists(st.sampled_from(["a", "b", "*", "?", "[ab]", "[b-d]"]), max_size=6).map("".join)


@given(one=_GLOBS, other=_GLOBS, text=st.text("abcd", max_size=8))
def test_globs_that_share_a_text_overlap(one: str, other: str, text: str) -> None:
    if fnmatchcase(text, one) and fnmatchcase(text, other):
        assert overlap(one, other)
    assert overlap(one, other) is overlap(other, one)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("mx204", "mx204", True),
        ("mx2*", "mx204", True),
        ("*204", "mx2*", True),
        ("mx?04", "mx[2-4]04", True),
        ("mx204", "mx304", False),
        ("mx204-*", "mx204", False),
        ("srx300", "srx3000*", False),
        ("mx[12]04", "mx[34]04", False),
    ],
)
def test_globs_that_do_and_do_not_overlap(one: str, other: str, told: bool) -> None:
    assert overlap(one, other) is told


@pytest.mark.parametrize(
    ("product", "name", "model"),
    [
        ("demo100", "demo100", "demo100"),
        ("JNP48Y8C-CHAS", "jnp48y8c-chas", "jnp48y8c-chas"),
        ("SRX 4300", "srx-4300", "srx4300"),
        ("mx*", "mx", ""),
        ("x: [y]\n#", "x-y", ""),
        ("???", "product", ""),
    ],
)
def test_a_devices_name_is_entered_only_where_it_is_plain(product: str, name: str, model: str) -> None:
    assert (profile_name(product), stated_model(product)) == (name, model)


@given(
    asked=st.builds(
        PlatformProfile,
        name=st.just("p"),
        family=st.just(""),
        models=st.tuples(st.just("demo100*")),
        evolved=st.booleans(),
        redundant_engines=st.booleans(),
        eeprom=st.booleans(),
        expected=st.frozensets(st.sampled_from(list(Rpc))),
        optional=st.frozensets(st.sampled_from(list(Rpc))),
    )
)
def test_what_a_collector_needs_of_a_profile_travels_whole(asked: PlatformProfile) -> None:
    assert PlatformProfile.of_plan(asked.plan_json()) == asked


def test_the_example_of_the_documentation_loads(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "how-to" / "own-platform.md").read_text("utf-8")
    (example,) = re.findall(r"^   name: own-profiles\n(?:   [^`].*\n)+", page, re.MULTILINE)
    path = tmp_path / "own-profiles.yml"
    path.write_text(textwrap.dedent(example), "utf-8")
    (profile,) = load_reference(own_profiles=[path]).own_profiles
    assert (profile.name, profile.table, profile.supply_slots) == ("demo100", "own-profiles", 2)
    assert Rpc.POWER in profile.expected


UNUSABLE = {
    "a glob that takes long to compare": ({"models": ["jrr" + "*a" * 2000]}, "models", "at most 64 characters"),
    "endless models": ({"models": [f"jrr{number}*" for number in range(101)]}, "models", "at most 100 product models"),
    "a number that cannot be read": ({"settle_minutes": "9" * 5000}, "settle_minutes", "a whole number from 0"),
    "no power supplies": ({"supply_slots": 0}, "supply_slots", "1 or more"),
    "a number that no record holds": ({"supply_slots": 10**20}, "supply_slots", "a whole number from 0"),
    "a port that ends the line": ({"management_port": "fxp0|no-more"}, "management_port", "an interface name"),
    "a port that acts on a terminal": ({"management_port": "fxp0\x1b[8m"}, "management_port", "an interface name"),
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize(("fields", "key", "words"), UNUSABLE.values(), ids=UNUSABLE)
def test_values_that_no_product_has_are_refused(tmp_path: Path, fields: dict[str, Any], key: str, words: str) -> None:
    with pytest.raises(InputError, match=rf"key {key}: not usable - expected: .*{words}"):
        load(tmp_path, {**ROW, **fields})


@pytest.mark.timeout(10)
def test_a_profile_cannot_contain_itself(tmp_path: Path) -> None:
    path = write(tmp_path, ROW)
    path.write_text(path.read_text().replace("rows:\n-", "rows:\n- &row\n ").replace("guide", "guide\n  note: *row"))
    with pytest.raises(InputError, match="YAML aliases are not allowed"):
        load_reference(own_profiles=[path])
