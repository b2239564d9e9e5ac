"""The policy file: what it may say, and the sentence for everything else."""

from __future__ import annotations

import contextlib
import hashlib
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.framework import Gravity, Result
from reinstate.decision.policy import Policy, load_policy, shipped_policy
from reinstate.decision.policy.waivers import Waiver
from reinstate.declared.kinds import Stage
from reinstate.errors import InputError
from reinstate.plan.requests import Rpc
from tests.unit.decision.examples import CHECKS, HEAD, finding, policy_of

WAIVER = """
waivers:
  - check: test.condition
    scope: {unit: "ex-*", subject: "PSU *"}
    owner: R. Owner
    reason: spare on the shelf
    expires: 2027-03-31
"""


def test_a_whole_policy(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "lifecycle.csv").write_text("sku\n", encoding="utf-8")
    sha256 = hashlib.sha256(b"sku\n").hexdigest()
    text = f"""
lists: {{none_held: true}}
baseline:
  logins: [inspector]
  key_fingerprints: ["SHA256:{"A" * 43}"]
  management_prefixes: [192.0.2.0/24]
  statements: ["system syslog *"]
reference: {{lifecycle_tables: [{{file: own/lifecycle.csv, sha256: {sha256}}}]}}
evidence: {{switch_on: [log-messages]}}
checks:
  disabled: {{test.hold: not sold here}}
  gravity: {{test.condition: blocker}}
  unknown_weighs: [identity.entitlement]
hosts:
  mx-1: {{fed_supplies: 2}}
  mx-2: {{stage: reimaged}}
{WAIVER}"""
    policy = policy_of(tmp_path, text)
    assert (policy.name, policy.version) == ("bench", 3)
    assert policy.digest == hashlib.sha256((tmp_path / "policy.yml").read_bytes()).hexdigest()
    assert policy.inputs.lists.none_held
    assert policy.inputs.baseline.logins == {"inspector"}
    assert policy.inputs.baseline.management_prefixes == ("192.0.2.0/24",)
    assert policy.lifecycle_tables == (tmp_path / "own" / "lifecycle.csv",)
    assert policy.switched_on == {Rpc.LOG_MESSAGES}
    assert policy.disabled_checks == {"test.hold": "not sold here"}
    assert policy.inputs_for("mx-1").fed_supplies == 2
    assert policy.inputs_for("mx-1").stage is Stage.AS_RECEIVED
    assert policy.inputs_for("mx-2").stage is Stage.REIMAGED
    assert policy.inputs_for("ex-1") == policy.inputs
    assert policy.inputs_for("mx-2").lists.none_held
    assert policy.waivers == (
        Waiver("test.condition", "R. Owner", "spare on the shelf", date(2027, 3, 31), unit="ex-*", subject="PSU *"),
    )


def test_the_shipped_policy_declares_nothing_for_its_user() -> None:
    policy = shipped_policy()
    assert policy.name == "default"
    assert not policy.inputs.lists.configured
    assert not policy.inputs.baseline.logins
    assert not policy.waivers
    assert not policy.disabled_checks


# text after the head: (line, key path, words that must be in the sentence)
MALFORMED = {
    "unknown key": ("wavers: []\n", 5, "wavers", ["unknown key", "waivers"]),
    "unknown key below": ("baseline:\n  login: [x]\n", 6, "baseline.login", ["unknown key", "logins"]),
    "unknown key in a list": (
        "waivers:\n  - check: test.condition\n    scope: {unit: x}\n    owner: a\n    reason: b\n"
        "    expires: 2027-01-01\n    forever: true\n",
        11,
        "waivers[0].forever",
        ["unknown key", "expires"],
    ),
    "unknown key of a host": ("hosts:\n  mx-1:\n    fed: 2\n", 7, "hosts.mx-1.fed", ["fed_supplies"]),
    "wrong type": ("baseline:\n  logins: inspector\n", 6, "baseline.logins", ["expected: a list", "got: 'inspector'"]),
    "a number is no text": ("baseline:\n  logins: [7]\n", 6, "baseline.logins[0]", ["a text, in quotes", "got: 7"]),
    "yes is no true": ("lists: {none_held: 'yes'}\n", 5, "lists.none_held", ["true or false", "got: 'yes'"]),
    "lists say nothing": ("lists: {}\n", 5, "lists", ["none_held: true, or at least one entry"]),
    "lists say both": (
        f"lists:\n  none_held: true\n  files:\n    - {{file: a.csv, sha256: {'a' * 64}}}\n",
        5,
        "lists",
        ["either none_held: true, or"],
    ),
    "a list without its digest": ("lists:\n  files:\n    - file: a.csv\n", 7, "lists.files[0].sha256", ["sha256sum"]),
    "not a fingerprint": (
        "baseline:\n  key_fingerprints:\n    - SHA256:short\n",
        7,
        "baseline.key_fingerprints[0]",
        ["ssh-keygen -l", "SHA256:short"],
    ),
    "not a network": (
        "baseline:\n  management_prefixes: [192.0.2.1/24]\n",
        6,
        "baseline.management_prefixes[0]",
        ["192.0.2.0/24", "host bits set"],
    ),
    "not an optional item": (
        "evidence:\n  switch_on: [configuration]\n",
        6,
        "evidence.switch_on[0]",
        ["log-messages", "'configuration'"],
    ),
    "no such table": (
        f"reference:\n  lifecycle_tables:\n    - file: nowhere.csv\n      sha256: {'a' * 64}\n",
        7,
        "reference.lifecycle_tables[0].file",
        ["cannot be read", "nowhere.csv (No such file"],
    ),
    "a table that lost a row": (
        f"reference:\n  lifecycle_tables:\n    - file: policy.yml\n      sha256: {'a' * 64}\n",
        8,
        "reference.lifecycle_tables[0].sha256",
        ["does not match its digest", "a" * 64, "enter its new sha256"],
    ),
    "no such file of profiles": (
        f"reference:\n  platform_profiles:\n    - file: nowhere.yml\n      sha256: {'a' * 64}\n",
        7,
        "reference.platform_profiles[0].file",
        ["No such file", "nowhere.yml"],
    ),
    "profiles that were changed": (
        f"reference:\n  platform_profiles:\n    - file: policy.yml\n      sha256: {'a' * 64}\n",
        8,
        "reference.platform_profiles[0].sha256",
        ["does not match its digest", "a" * 64, "enter its new sha256"],
    ),
    "profiles that aren't pinned": (
        "reference:\n  platform_profiles:\n    - file: policy.yml\n",
        7,
        "reference.platform_profiles[0].sha256",
        ["sha256"],
    ),
    "no such check": (
        "checks:\n  disabled:\n    test.conditions: why\n",
        7,
        "checks.disabled.test.conditions",
        ["unknown check", "did you mean test.condition"],
    ),
    "a check is left out without a reason": (
        "checks:\n  disabled:\n    test.condition: ''\n",
        7,
        "checks.disabled.test.condition",
        ["a text that is not empty"],
    ),
    "a gravity that isn't stricter": (
        "checks:\n  gravity:\n    test.blocker: condition\n",
        7,
        "checks.gravity.test.blocker",
        ["not stricter", "a gravity above blocker"],
    ),
    "a waiver of a blocker": (
        WAIVER.replace("test.condition", "test.blocker"),
        7,
        "waivers[0].check",
        ["cannot be waived", "test.blocker, gravity blocker"],
    ),
    "a waiver of a hold": (
        WAIVER.replace("test.condition", "test.hold"),
        7,
        "waivers[0].check",
        ["cannot be waived", "puts the unit on hold"],
    ),
    "a waiver of mere advice": (
        WAIVER.replace("test.condition", "test.advice"),
        7,
        "waivers[0].check",
        ["cannot be waived", "gravity advice"],
    ),
    "a waiver of everything": (
        WAIVER.replace('unit: "ex-*", ', ""),
        8,
        "waivers[0].scope",
        ["unit or serial"],
    ),
    "a waiver without end": (
        WAIVER.replace("    expires: 2027-03-31\n", ""),
        7,
        "waivers[0].expires",
        ["missing", "2027-03-31"],
    ),
    "a waiver until some day": (
        WAIVER.replace("2027-03-31", "soon"),
        11,
        "waivers[0].expires",
        ["date", "'soon'"],
    ),
    "a key twice": ("hosts: {}\nlists: {none_held: true}\nhosts: {}\n", 7, "hosts", ["repeated key", "line 5"]),
    "not YAML": ("lists: {none_held: true\n", 6, "not YAML", []),
    "three thousand levels": ("lists: " + "[" * 3000 + "\n", 5, "nested too deep", ["at most 20 levels"]),
}


@pytest.mark.parametrize(("text", "line", "key", "words"), MALFORMED.values(), ids=MALFORMED)
def test_malformed(tmp_path: Path, text: str, line: int, key: str, words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        policy_of(tmp_path, text)
    sentence = str(caught.value)
    assert sentence.startswith(f"{tmp_path / 'policy.yml'}, line {line}")
    for word in (key, *words):
        assert word in sentence
    assert caught.value.expected
    assert caught.value.actual


@pytest.mark.parametrize("missing", ["name", "version", "stage", "fed_supplies"])
def test_what_was_declared_and_removed_is_missed(tmp_path: Path, missing: str) -> None:
    head = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(missing))
    with pytest.raises(InputError, match=f"line 1, key {missing}: missing"):
        policy_of(tmp_path, head=head)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "a mapping of keys"),
        (b"- name\n", "a mapping of keys"),
        (b"name: \xff\n", "UTF-8"),
        (b"name: !!python/object:os.system {}\n", "YAML"),
        (b"name: a\n---\nname: b\n", "another document"),
        (b"name: " + b"x" * 1024 * 1024, "too large"),
        (
            b"a: &a [x, x, x, x, x, x, x, x, x, x]\n"
            + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b", ".join([b"*%c" % (97 + n)] * 10)) for n in range(8)),
            "too many keys",
        ),
        (b"a: &a [*a]\n", "too deep"),
    ],
    ids=[
        "empty",
        "list",
        "not UTF-8",
        "objects",
        "two documents",
        "too large",
        "aliases that explode",
        "an alias of itself",
    ],
)
def test_no_policy_at_all(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "policy.yml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        load_policy(path, CHECKS)


def test_a_policy_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.yml: cannot be read - expected: a YAML file - got: No such file"):
        load_policy(tmp_path / "absent.yml", CHECKS)


@given(st.binary(max_size=60))
def test_any_bytes_give_a_policy_or_an_input_error(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    path = tmp_path_factory.mktemp("noise") / "policy.yml"
    path.write_bytes(HEAD.encode() + noise)
    with contextlib.suppress(InputError):
        assert load_policy(path, CHECKS).name == "bench"


def test_several_complaints_name_their_lines(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        policy_of(tmp_path, "wavers: []\nbaselines: {}\nhost: {}\n")
    first, *lines = str(caught.value).splitlines()
    assert first == f"{tmp_path / 'policy.yml'}: 3 errors"
    assert [line.partition(" - ")[0] for line in lines] == [
        "  line 5, key wavers: unknown key",
        "  line 6, key baselines: unknown key",
        "  line 7, key host: unknown key",
    ]
    assert [line.partition(" - fix: ")[2] for line in lines] == [
        "did you mean waivers?",
        "did you mean baseline?",
        "did you mean hosts?",
    ]


def test_of_endless_mistakes_the_first_twenty_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 24, key odd19: unknown key") as caught:
        policy_of(tmp_path, "".join(f"odd{number}: 1\n" for number in range(25)))
    assert str(caught.value).splitlines()[-1] == "  and 5 more"


def test_a_value_in_the_place_of_keys_names_the_keys(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"expected: a mapping of file, sha256 - got: 'table\.yml'"):
        policy_of(tmp_path, "reference:\n  lifecycle_tables: [table.yml]\n")


LISTED = "serial,says,since\npx0123456789,stolen (lot 14),2026-03-01\nAB1,own reject,\n"


def _with_list(folder: Path, content: str | None, digest: str | None = None) -> Policy:
    if content is not None:
        (folder / "stolen.csv").write_text(content, encoding="utf-8")
    digest = digest or hashlib.sha256((content or "").encode()).hexdigest()
    return policy_of(folder, f"lists:\n  files:\n    - {{file: stolen.csv, sha256: '{digest}'}}\n")


def test_lists_of_serials(tmp_path: Path) -> None:
    policy = _with_list(tmp_path, LISTED)
    assert policy.inputs.lists.listed == {"PX0123456789": "stolen (lot 14)", "AB1": "own reject"}
    assert not policy.inputs.lists.broken
    assert [name for name, _ in policy.list_digests] == ["stolen.csv"]


WRITTEN_BY_PEOPLE = {
    "a spreadsheet's text": 'serial,says\n"=""ZD1""",x\n',
    "a label's words": "serial,says\nS/N ZD1,x\n",
    "a label's words with a colon": "serial,says\nSN: ZD1,x\n",
    "an invisible blank": "serial,says\nZ\u200bD1\u00a0,x\n",
    "a heading for people": "Serial Number;Says\nzd1;x\n",
    "UTF-16, as Excel calls Unicode text": "\ufeffserial\tsays\nzd1\tx\n",
}


@pytest.mark.parametrize("content", WRITTEN_BY_PEOPLE.values(), ids=WRITTEN_BY_PEOPLE)
def test_a_list_as_people_write_it(tmp_path: Path, content: str) -> None:
    raw = content.encode("utf-16-le" if content.startswith("\ufeff") else "utf-8")
    (tmp_path / "stolen.csv").write_bytes(raw)
    lists = _with_list(tmp_path, None, hashlib.sha256(raw).hexdigest()).inputs.lists
    assert (lists.listed, lists.broken) == ({"ZD1": "x"}, "")


@pytest.mark.timeout(10)
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "stolen.csv")
    assert "not a regular file" in _with_list(tmp_path, None, "0" * 64).inputs.lists.broken
    os.mkfifo(tmp_path / "pipe.yml")
    with pytest.raises(InputError, match=r"pipe\.yml: cannot be read.*not a regular file"):
        load_policy(tmp_path / "pipe.yml", CHECKS)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("key", ["lifecycle_tables", "price_lists", "platform_profiles"])
def test_a_table_that_never_ends_is_refused(tmp_path: Path, key: str) -> None:
    os.mkfifo(tmp_path / "pipe.yml")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "loop.yml").symlink_to(tmp_path / "loop.yml")
    for name in ("pipe.yml", "zero.csv", "loop.yml", "\\0.yml"):
        stated = f'reference:\n  {key}:\n    - {{file: "{name}", sha256: {"a" * 64}}}\n'
        with pytest.raises(InputError, match=rf"key reference\.{key}\[0\]\.file: the table cannot be read"):
            policy_of(tmp_path, stated)


BROKEN = {
    "missing": (None, None, "cannot be read"),
    "cut off at a row": (LISTED.splitlines(keepends=True)[0], hashlib.sha256(LISTED.encode()).hexdigest(), "sha256"),
    "without its columns": ("serial\nAB1\n", None, "line 1, column says: expected this column"),
    "a row without its reason": (
        "serial,says\nAB1,\n",
        None,
        "line 2, column says: expected the reason why the serial number is listed",
    ),
    "a short row": ("serial,says\nAB1\n", None, "line 2: expected 2 cells, as the header has, got 1"),
    "quotes that don't close": ('serial,says\nAB1,"stolen\n', None, "line 2: expected a closing quote"),
    "a quote that swallows a row": (
        'serial,says\nAB1,"stolen\nAB2,stolen"\n',
        None,
        "line 2, column says: expected one row in lines 2 to 3",
    ),
    "a quote that swallows a serial": ('serial,says\nAB1,"stolen\nAB2"\n', None, "one row in lines 2 to 3"),
    "a blank within a serial": ("serial,says\nAB1,x\nZD44 2211,x\n", None, "line 3, column serial: expected a serial"),
    "a Cyrillic letter": ("serial,says\nAB1,x\n\u04102,x\n", None, "line 3, column serial: expected a serial"),
    "a joiner, which shows no more than nothing": ("serial,says\nZD\u200d1,x\n", None, "line 2, column serial"),
    "a word": ("serial,says\nnone,stolen\n", None, "line 2, column serial: expected a serial number, which has"),
    "an alphabet of its own": ("serial,says\nZD1\u041e,stolen\n", None, "line 2, column serial: expected a serial"),
    "no yes and no": ("serial,says,exact\nZD1,stolen,sure\n", None, "line 2, column exact: expected yes or no"),
    "no serial": ("serial,says\n,stolen\n", None, "line 2, column serial: expected a serial number"),
    "two mistakes": ("serial,says\n,stolen\nAB 1,x\n", None, "got nothing; fix: correct the serial number; 1 more"),
    "only a header": ("serial,says\n", None, "line 1: expected at least one row, got only the header"),
    "rows of separators": ("serial,says\n,\n,\n", None, "line 1: expected at least one row"),
    "no header": ("", None, "line 1: expected a header that names the columns serial, says"),
}


@pytest.mark.parametrize(("content", "digest", "words"), BROKEN.values(), ids=BROKEN)
def test_a_list_that_lost_something_is_broken(
    tmp_path: Path, content: str | None, digest: str | None, words: str
) -> None:
    lists = _with_list(tmp_path, content, digest).inputs.lists
    assert words in lists.broken
    assert "stolen.csv" in lists.broken
    assert lists.configured


def test_one_list_without_rows_makes_all_lists_unusable(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("serial,says\n", encoding="utf-8")
    (tmp_path / "stolen.csv").write_text(LISTED, encoding="utf-8")
    files = "".join(
        f"    - {{file: {name}, sha256: '{hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()}'}}\n"
        for name in ("stolen.csv", "empty.csv")
    )
    lists = policy_of(tmp_path, f"lists:\n  files:\n{files}").inputs.lists
    assert lists.broken.startswith("empty.csv: line 1: expected at least one row")


STRICTER = {
    "a condition becomes a blocker": (finding(check="test.condition"), Gravity.BLOCKER, False),
    "a graver finding stays": (finding(Result.FAIL, Gravity.BLOCKER, check="test.advice"), Gravity.BLOCKER, False),
    "what can't be told is as grave": (
        finding(Result.INCONCLUSIVE, check="test.condition"),
        Gravity.BLOCKER,
        False,
    ),
    "an open point weighs": (
        finding(Result.INCONCLUSIVE, Gravity.BLOCKER, check="identity.entitlement", noted=True),
        Gravity.BLOCKER,
        False,
    ),
    "another open point doesn't": (
        finding(Result.INCONCLUSIVE, Gravity.ADVICE, check="test.hold", noted=True),
        Gravity.ADVICE,
        True,
    ),
    "a pass stays a pass": (finding(Result.PASS, Gravity.CONDITION, check="test.condition"), Gravity.CONDITION, False),
}


@pytest.mark.parametrize(("given_finding", "gravity", "noted"), STRICTER.values(), ids=STRICTER)
def test_a_policy_makes_findings_stricter_only(
    tmp_path: Path, given_finding: object, gravity: Gravity, noted: bool
) -> None:
    text = (
        "checks:\n  gravity: {test.condition: blocker, test.advice: condition}\n"
        "  unknown_weighs: [identity.entitlement]\n"
    )
    applied = policy_of(tmp_path, text).applied_to(given_finding)  # type: ignore[arg-type]
    assert (applied.gravity, applied.noted) == (gravity, noted)
