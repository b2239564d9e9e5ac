"""Site checks in a policy: what may be said, what a folder of checks must hold, and the sentence for all else."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from reinstate.checks.catalog import make_checks
from reinstate.checks.framework import Action, Check, Gravity
from reinstate.checks.framework.evidence_plan import SiteNeeds, site_needs
from reinstate.checks.site.checks import PolicyCheck
from reinstate.decision.policy import Policy, load_policy
from reinstate.device.model import FoundValue, Search
from reinstate.errors import InputError
from reinstate.plan.requests import Rpc
from tests.unit.decision.examples import CHECKS, HEAD, judging, policy_of

STATED = """site_checks:
  - id: site.no-snmp
    title: No SNMP community is configured
    why: It lets a former owner read the device.
    rpc: configuration
    xpath: /configuration/snmp/community
    expect: {present: false}
    gravity: condition
    unknown: noted
    next_step: delete snmp community
    action: configure
    clauses: [P22]
    platforms: ["ex*", "qfx*"]
"""
SHORT = """site_checks:
  - {id: site.cards, title: cards are online, rpc: fpc-information, xpath: //fpc/state, expect: {equals: Online}, \
gravity: blocker}
"""


def the_check(policy: Policy, check: str) -> Check:
    (found,) = [one for one in policy.catalog if one.id == check]
    return found


def test_a_whole_site_check(tmp_path: Path) -> None:
    check = the_check(policy_of(tmp_path, STATED), "site.no-snmp")
    assert check.title == "No SNMP community is configured"
    assert check.rationale == "It lets a former owner read the device."
    assert check.evidence.needs == (Rpc.CONFIGURATION,)
    assert check.evidence.searches == (Search(Rpc.CONFIGURATION, "/configuration/snmp/community"),)
    assert check.severity.gravity is Gravity.CONDITION
    assert check.severity.unknown_is_noted
    assert (check.remedy.text, check.remedy.action) == ("delete snmp community", Action.CONFIGURE)
    assert check.clauses == ("P22",)
    assert check.applies_to.names == ("ex*", "qfx*")
    assert "maintenance" in check.evidence.permissions


def test_the_least_that_a_site_check_states(tmp_path: Path) -> None:
    check = the_check(policy_of(tmp_path, SHORT), "site.cards")
    assert check.severity.gravity is Gravity.BLOCKER
    assert not check.severity.unknown_is_noted
    assert (check.rationale, check.remedy.text, check.remedy.action) == ("", "", Action.NONE)
    assert (check.clauses, check.applies_to.names, check.evidence.permissions) == ((), (), ())


EQUALS = [
    ("{equals: '  In   use '}", ["In use"]),
    ("{equals: 5}", ["5"]),
    ("{one_of: [' In  use', 5]}", ["In use", "5"]),
]


@pytest.mark.parametrize(("expect", "fitting"), EQUALS)
def test_texts_are_folded_as_what_a_device_says_is(tmp_path: Path, expect: str, fitting: list[str]) -> None:
    check = the_check(policy_of(tmp_path, STATED.replace("{present: false}", expect)), "site.no-snmp")
    assert isinstance(check, PolicyCheck)
    assert [text for text in ("In use", "5", "6") if check.expectation.fits(FoundValue(text, "/x"))] == fitting


def test_they_stand_behind_the_product_s_own(tmp_path: Path) -> None:
    path = tmp_path / "policy.yml"
    path.write_text(HEAD + SHORT, encoding="utf-8")
    ids = [check.id for check in load_policy(path).catalog]
    assert ids == [*(check.id for check in make_checks()), "site.cards"]


def test_a_policy_without_any_has_the_product_s_catalog(tmp_path: Path) -> None:
    assert policy_of(tmp_path).catalog == CHECKS


def test_the_policy_speaks_of_them_as_of_any_other(tmp_path: Path) -> None:
    policy = policy_of(
        tmp_path,
        STATED
        + SHORT.removeprefix("site_checks:\n")
        + "checks:\n  disabled: {site.cards: not now}\n  gravity: {site.no-snmp: blocker}\n"
        "  unknown_weighs: [site.no-snmp]\n",
    )
    assert "site.cards" not in [check.id for check in policy.enabled_checks]
    assert policy.gravity == {"site.no-snmp": Gravity.BLOCKER}
    assert site_needs(policy.enabled_checks) == (SiteNeeds((Rpc.CONFIGURATION,), (), ("ex*", "qfx*")),)


def test_a_condition_of_the_site_can_be_waived_and_a_blocker_cannot(tmp_path: Path) -> None:
    waiver = "waivers:\n  - {check: %s, scope: {unit: x}, owner: a, reason: b, expires: 2027-01-01}\n"
    assert policy_of(tmp_path, STATED + waiver % "site.no-snmp").waivers
    with pytest.raises(
        InputError,
        match=r"waivers\[0\]\.check: findings of this check cannot be waived .* site\.cards, gravity blocker",
    ):
        policy_of(tmp_path, SHORT + waiver % "site.cards")


def test_the_catalog_s_digest_covers_them(tmp_path: Path) -> None:
    digests = set()
    for text in ("", STATED, STATED.replace("condition", "blocker"), STATED.replace("No SNMP", "Not one SNMP")):
        digests.add(judging_of(policy_of(tmp_path, text)))
    assert len(digests) == 4


def judging_of(policy: Policy) -> str:
    return judging(policy, *policy.catalog).catalog.digest


def changed(old: str, new: str) -> str:
    assert old in STATED
    return STATED.replace(old, new)


def expecting(expect: str) -> str:
    return changed("{present: false}", expect)


# text: (line, key path, words that must be in the sentence)
MALFORMED = {
    "another domain": (changed("site.no-snmp", "own.no-snmp"), 6, "site_checks[0].id", ["site", "own.no-snmp"]),
    "capitals": (changed("site.no-snmp", "site.NoSnmp"), 6, "site_checks[0].id", ["site.NoSnmp"]),
    "an id twice": (
        STATED + STATED.removeprefix("site_checks:\n"),
        18,
        "site_checks[1].id",
        ["already in use", "site.no-snmp"],
    ),
    "no title": (changed("    title: No SNMP community is configured\n", ""), 6, "site_checks[0].title", ["missing"]),
    "an unknown key": (changed("why:", "because:"), 8, "site_checks[0].because", ["unknown key", "xpath"]),
    "no item": (changed("rpc: configuration", "rpc: get-config"), 9, "site_checks[0].rpc", ["fpc-information"]),
    "an item that few devices are asked for": (
        changed("rpc: configuration", "rpc: software-information-all-nodes"),
        9,
        "site_checks[0].rpc",
        ["two Routing Engines"],
    ),
    "no XPath": (
        changed("/configuration/snmp/community", "'/configuration['"),
        10,
        "site_checks[0].xpath",
        ["XPath 1.0"],
    ),
    "an XPath that reads a file": (
        changed("/configuration/snmp/community", "document('/etc/passwd')"),
        10,
        "site_checks[0].xpath",
        ["only the functions", "not document"],
    ),
    "an XPath with a prefix": (
        changed("/configuration/snmp/community", "//junos:style"),
        10,
        "site_checks[0].xpath",
        ["without a prefix"],
    ),
    "an XPath that makes a text of nothing": (
        changed("/configuration/snmp/community", "string(//community)"),
        10,
        "site_checks[0].xpath",
        ["finds or counts elements"],
    ),
    "nothing expected": (expecting("{}"), 11, "site_checks[0].expect", ["at least one of equals"]),
    "presence beside a value": (
        expecting("{present: true, equals: a}"),
        11,
        "site_checks[0].expect",
        ["either present, or"],
    ),
    "presence over any": (expecting("{present: true, over: any}"), 11, "site_checks[0].expect", ["either present, or"]),
    "an unknown expectation": (expecting("{like: a}"), 11, "site_checks[0].expect.like", ["unknown key", "matches"]),
    "no pattern": (
        expecting("{matches: '('}"),
        11,
        "site_checks[0].expect.matches",
        ["regular expression", "unclosed"],
    ),
    "a pattern that looks around": (
        expecting("{matches: '(?=a)'}"),
        11,
        "site_checks[0].expect.matches",
        ["look-around"],
    ),
    "no number": (expecting("{at_least: many}"), 11, "site_checks[0].expect.at_least", ["a number", "'many'"]),
    "true is no number": (expecting("{at_least: true}"), 11, "site_checks[0].expect.at_least", ["a number"]),
    "an endless number": (expecting("{at_least: .inf}"), 11, "site_checks[0].expect.at_least", ["a finite number"]),
    "an empty range": (
        expecting("{at_least: 5, at_most: 4}"),
        11,
        "site_checks[0].expect",
        ["at_least no higher than at_most"],
    ),
    "a part of a number": (expecting("{equals: 5.5}"), 11, "site_checks[0].expect.equals", ["a text, in quotes"]),
    "no version": (expecting("{version_at_least: newest}"), 11, "site_checks[0].expect.version_at_least", ["23.4R2"]),
    "one of none": (expecting("{one_of: []}"), 11, "site_checks[0].expect.one_of", ["at least 1 entry"]),
    "no gravity": (changed("gravity: condition", "gravity: bad"), 12, "site_checks[0].gravity", ["'blocker'"]),
    "an unknown unknown": (changed("noted", "passes"), 13, "site_checks[0].unknown", ["'weighs'"]),
    "a step of no kind": (
        changed("    action: configure\n", ""),
        6,
        "site_checks[0]",
        ["next_step together with action"],
    ),
    "another kind of step": (changed("action: configure", "action: pray"), 15, "site_checks[0].action", ["zeroize"]),
    "no clause": (changed("[P22]", "[22]"), 16, "site_checks[0].clauses[0]", ["22"]),
    "an unknown check of the site": (
        STATED + "checks:\n  disabled: {site.no-snpm: why}\n",
        19,
        "checks.disabled.site.no-snpm",
        ["did you mean site.no-snmp"],
    ),
}


@pytest.mark.parametrize(("text", "line", "key", "words"), MALFORMED.values(), ids=MALFORMED)
def test_malformed(tmp_path: Path, text: str, line: int, key: str, words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        policy_of(tmp_path, text)
    sentence = str(caught.value)
    assert sentence.startswith(f"{tmp_path / 'policy.yml'}, line {line}, key {key}: "), sentence
    for word in words:
        assert word in sentence
    assert caught.value.expected
    assert caught.value.actual


# --- a folder of checks ----------------------------------------------------------------------------------------------

PYTHON = '''from __future__ import annotations

from dataclasses import dataclass

from reinstate.checks.framework import Check, Evidence, Gravity, Platforms, Severity
from reinstate.device.model import Search
from reinstate.plan.requests import Rpc


@dataclass(frozen=True)
class Kept:
    value: str


class Own(Check):
    """It is as we want it."""

    id = "site.own"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.POE,), uses=(Rpc.POWER,), searches=(Search(Rpc.POE, "//maximum-power"),))
    applies_to = Platforms(("ex*",))

    def judge(self, case):
        yield self.passed(case.unit.name, "it is")


CHECKS = (Own,)
'''


def with_folder(folder: Path, text: str | None = PYTHON, digest: str = "", more: str = "") -> Policy:
    checks = folder / "checks"
    checks.mkdir(exist_ok=True)
    if text is not None:
        (checks / "own.py").write_text(text, encoding="utf-8")
    digest = digest or hashlib.sha256((text or "").encode()).hexdigest()
    return policy_of(folder, f"check_folders:\n  - folder: checks\n    files:\n      own.py: '{digest}'\n{more}")


def test_a_check_in_a_folder(tmp_path: Path) -> None:
    before = list(sys.path)
    policy = with_folder(tmp_path)
    check = the_check(policy, "site.own")
    assert isinstance(check, Check)
    assert type(check).__module__.startswith("reinstate_site_checks_")
    assert site_needs(policy.enabled_checks) == (SiteNeeds((Rpc.POE,), (Rpc.POWER,), ("ex*",)),)
    assert sys.path == before
    assert not list((tmp_path / "checks").glob("__pycache__"))


def test_folder_and_policy_together(tmp_path: Path) -> None:
    policy = with_folder(tmp_path, more=STATED + "checks:\n  disabled: {site.own: not now}\n")
    assert [check.id for check in policy.catalog[len(CHECKS) :]] == ["site.no-snmp", "site.own"]
    assert "site.own" not in [check.id for check in policy.enabled_checks]


def python(old: str, new: str) -> str:
    assert old in PYTHON
    return PYTHON.replace(old, new)


# file: words that must be in the sentence
WRONG = {
    "not Python": ("class", ["cannot be imported", "SyntaxError", "line 1"]),
    "it raises": ("x = 1\n1 / 0\n", ["cannot be imported", "ZeroDivisionError", "line 2"]),
    "it leaves": ("raise SystemExit(0)\n", ["cannot be imported", "SystemExit", "line 1"]),
    "another file of the folder": ("import own_helper\n", ["cannot be imported", "own_helper"]),
    "no CHECKS": ("x = 1\n", ["contains no checks", "CHECKS = None"]),
    "a list": (python("(Own,)", "[Own]"), ["contains no checks", "a tuple of classes"]),
    "no class": (python("(Own,)", "(Kept('x'),)"), ["Kept is not a check", "derived from Check"]),
    "another class": (python("(Own,)", "(Kept,)"), ["Kept is not a check"]),
    "without judge": (python("def judge", "def judges"), ["Own is not a check", "with judge"]),
    "another domain": (python("site.own", "health.own"), ["Own has no valid id", "'health.own'"]),
    "without an id": (python('    id = "site.own"\n', ""), ["Own has no valid id", "None"]),
    "without a title": (python('    """It is as we want it."""\n', ""), ["site.own has no title"]),
    "without gravity": (python("Gravity.CONDITION", "'bad'"), ["site.own has no gravity"]),
    "without severity": (
        python("    severity = Severity(Gravity.CONDITION)\n", ""),
        ["site.own has no severity", "severity = Severity(...)"],
    ),
    "a title by itself": (
        python("    severity =", "    title = 'It is ours'\n    severity ="),
        ["cannot be imported", "Own: title is no attribute", "within the docstring"],
    ),
    "a need by itself": (
        python("    severity =", "    uses = (Rpc.POWER,)\n    severity ="),
        ["cannot be imported", "Own: uses is no attribute", "within evidence"],
    ),
    "a step as a text": (
        python("    severity =", "    remedy = 'look'\n    severity ="),
        ["site.own has no remedy", "remedy = Remedy(...)"],
    ),
    "unknown needs": (python("needs=(Rpc.POE,)", "needs=('poe',)"), ["site.own has no valid needs", "'poe'"]),
    "needs of two engines": (
        python("needs=(Rpc.POE,)", "needs=(Rpc.POE, Rpc.SOFTWARE_ALL_NODES)"),
        ["two Routing Engines", "software-information-all-nodes"],
    ),
    "it searches what it doesn't need": (python("Search(Rpc.POE", "Search(Rpc.TPM"), ["tpm-status in needs"]),
    "an XPath that can't be used": (python("//maximum-power", "//a["), ["XPath that cannot be used", "//a["]),
    "platforms as a text": (python('("ex*",)', '"ex*"'), ["no valid platforms"]),
    "it rests on what nobody declares": (
        python("uses=(Rpc.POWER,)", "declared=('photos',)"),
        ["names an unknown declared input", "attestations", "photos"],
    ),
    "it judges no product": (python('Platforms(("ex*",))', "Platforms(virtual=True)"), ["applies to virtual devices"]),
    "it wants arguments": (
        python("    def judge", "    def __init__(self, x):\n        pass\n\n    def judge"),
        ["cannot be created"],
    ),
    "the same id twice": (python("(Own,)", "(Own, Own)"), ["the check id is already in use", "site.own"]),
}


@pytest.mark.parametrize(("text", "words"), WRONG.values(), ids=WRONG)
def test_a_file_that_cannot_be_used(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        with_folder(tmp_path, text)
    sentence = str(caught.value)
    assert sentence.startswith(f"{tmp_path / 'policy.yml'}, line 8, key check_folders[0].files.own.py: "), sentence
    for word in words:
        assert word in sentence


def test_a_file_that_changed_is_not_run(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    text = f"open({str(marker)!r}, 'w')\n{PYTHON}"
    with pytest.raises(InputError, match=r"own\.py: does not match its digest"):
        with_folder(tmp_path, text, digest="a" * 64)
    assert not marker.exists()


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"files\.own\.py: .*own\.py: cannot be read .* No such file"):
        with_folder(tmp_path, None)


def test_a_file_that_nobody_named(tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "forgotten.py").write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 7, key check_folders\[0\]\.files: .* are not named .* forgotten\.py"):
        with_folder(tmp_path)


@pytest.mark.parametrize("name", ["../own.py", "own", "sub/own.py", ".own.py"])
def test_a_name_that_is_no_file_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"line 8, key check_folders\[0\]\.files"):
        policy_of(tmp_path, f"check_folders:\n  - folder: checks\n    files:\n      {name}: '{'a' * 64}'\n")
