"""Site checks on the emulated rack: as documented, asked of the device, and under the law.

The policy here is the lab's with the checks of the page ``site-checks.md`` and some more; the run is collected as a
play collects it, by what ``run.json`` says of the plan.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from markdown_it import MarkdownIt

from reinstate.decision.record import FindingPart, Record
from reinstate.evidence.run_folder import RunFolder, seal
from reinstate.lab.rack import RunningRack
from reinstate.workflow.arguments import CollectArguments, DecideArguments, OpenArguments, parse
from reinstate.workflow.collect import collect_host
from reinstate.workflow.delegate import archive_arguments, collect_to_archive, order_of, unarmour
from reinstate.workflow.explain import explain
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.open_run import open_inspection
from tests.integration.collected import AS_OF, LAB_POLICY, ROOT, Collected, Judge
from tests.integration.conftest import Controller, places
from tests.integration.test_law import BYSTANDERS, EXAMPLES, TO_A_FILE, UNANSWERED, Bench, Loss, better, losses

HOSTS = (
    "ex4400-clean", "ex4400-leftover", "ex4400-leftover-restricted", "ex4400-twin-a", "ex4400-twin-b", "ex4400-vc",
    "mx204-clean", "mx480-mixed", "srx345-cluster", "vsrx",
)  # fmt: skip
# Beside the documented ones: each kind of expectation, on items of the first wave, the second and no plan.
MORE = """
- {id: site.release, title: a new release, rpc: software-information, xpath: //software-information/junos-version,
   expect: {version_at_least: 21.2R1}, gravity: blocker}
- {id: site.cards, title: cards are online, rpc: fpc-information, xpath: //fpc/state,
   expect: {equals: Online}, gravity: condition, unknown: noted}
- {id: site.engine, title: the engine is cool, rpc: route-engine-information, xpath: "//temperature/@celsius",
   expect: {over: any, at_most: 60}, gravity: condition}
- {id: site.users, title: nobody else is logged in, rpc: system-users-information, xpath: count(//user-entry),
   expect: {at_most: 1}, gravity: condition}
- {id: site.sessions, title: nobody is logged in, rpc: system-users-information, xpath: //user-entry,
   expect: {present: false}, gravity: condition, platforms: ["ex*", "srx*"]}
- {id: site.fans, title: there are fans, rpc: environment-information, xpath: "//environment-item[class = 'Fans']",
   expect: {present: true}, gravity: blocker}
"""
SITE_ITEMS = (
    "configuration", "poe-controller-information", "software-information", "fpc-information",
    "route-engine-information", "system-users-information", "environment-information", "chassis-inventory",
    "authorization-information",
)  # fmt: skip


def documented(beginning: str) -> str:
    """The code block of the documentation that begins so."""
    page = (ROOT / "docs" / "how-to" / "site-checks.md").read_text(encoding="utf-8")
    blocks = [token.content for token in MarkdownIt().parse(page) if token.type == "fence"]
    (found,) = [block for block in blocks if block.startswith(beginning)]
    return found


def write_policy(folder: Path) -> Path:
    """The lab's policy with the documented site checks, as a reader would paste them, and more."""
    (folder / "checks").mkdir(parents=True)
    supplies = folder / "checks" / "supplies.py"
    supplies.write_text(documented('"""Site checks of our rack'), encoding="utf-8")
    policy = yaml.safe_load(LAB_POLICY.read_text())
    tables = policy["reference"]["lifecycle_tables"]
    policy["reference"] = {"lifecycle_tables": [one | {"file": str(LAB_POLICY.parent / one["file"])} for one in tables]}
    policy |= yaml.safe_load(documented("site_checks:")) | yaml.safe_load(documented("check_folders:"))
    policy["check_folders"][0]["files"]["supplies.py"] = hashlib.sha256(supplies.read_bytes()).hexdigest()
    policy["site_checks"] += yaml.safe_load(MORE)
    policy["name"] = "site"
    path = folder / "site.yml"
    path.write_text(yaml.safe_dump(policy))
    return path


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_policy(tmp_path_factory.mktemp("policy"))


@pytest.fixture(scope="module")
def site_run(rack: RunningRack, policy: Path, tmp_path_factory: pytest.TempPathFactory) -> Collected:
    """Some hosts of the rack, collected under that policy."""
    runs = tmp_path_factory.mktemp("runs")
    folder, _ = open_inspection(OpenArguments(runs_dir=runs, hosts=list(HOSTS), batch=list(HOSTS), policy=policy))
    for name in HOSTS:
        host = rack.hosts[name]
        login = {"address": host.address, "port": host.port, "user": host.user, "password": host.password}
        collect_host(order_of(CollectArguments(host=name, run=folder.path, **login)))
    return Collected(folder, seal(folder, datetime.now(UTC)))


@pytest.fixture(scope="module")
def bench(site_run: Collected, policy: Path, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(site_run, Judge.of(policy), RunFolder(tmp_path_factory.mktemp("law"), "run"))


def results(records: tuple[Record, ...], check: str) -> dict[str, str]:
    return {
        record.unit.name: ", ".join(one.result for one in record.findings if one.check == check) for record in records
    }


def finding(record: Record, check: str) -> FindingPart:
    (found,) = [one for one in record.findings if one.check == check]
    return found


# check: the units of which it says something else than "pass"
SAID: Mapping[str, Mapping[str, str]] = {
    "site.no-snmp": {"ex4400-leftover": "fail", "ex4400-leftover-restricted": "inconclusive", "vsrx": "not_applicable"},
    "site.poe-budget": {
        **dict.fromkeys(("mx204-clean", "mx480-mixed", "vsrx"), "not_applicable"),
        **dict.fromkeys(("srx345-cluster.node0", "srx345-cluster.node1"), "not_applicable"),
    },
    "site.one-supply-model": dict.fromkeys(("srx345-cluster.node0", "srx345-cluster.node1", "vsrx"), "not_applicable"),
    "site.users": {"vsrx": "not_applicable"},
    "site.sessions": {
        **dict.fromkeys(("mx204-clean", "mx480-mixed", "vsrx"), "not_applicable"),
        **dict.fromkeys(("ex4400-clean", "ex4400-leftover", "ex4400-leftover-restricted"), "fail"),
        **dict.fromkeys(("ex4400-twin-a", "ex4400-twin-b"), "fail"),
        **dict.fromkeys((f"ex4400-vc.fpc{n}" for n in range(3)), "fail"),
        **dict.fromkeys(("srx345-cluster.node0", "srx345-cluster.node1"), "fail"),
    },
}


@pytest.mark.parametrize("check", SAID)
def test_the_rack_under_the_documented_policy(bench: Bench, check: str) -> None:
    said = results(bench.records, check)
    assert {unit: result for unit, result in said.items() if result != "pass"} == SAID[check]


def test_what_they_need_is_asked_where_they_apply(bench: Bench) -> None:
    """Items that no platform is expected to give, by what the run was opened with."""
    asked = {host: {item for item in bench.items[host] if item in SITE_ITEMS} for host in HOSTS}
    with_poe = {host for host, items in asked.items() if "poe-controller-information" in items}
    assert with_poe == {host for host in HOSTS if host.startswith("ex4400")}
    with_users = {host for host, items in asked.items() if "system-users-information" in items}
    assert with_users == set(HOSTS) - {"vsrx"}


def test_a_jump_host_asks_the_same_without_policy_or_folder(rack: RunningRack, site_run: Collected) -> None:
    """What travels there is a module's arguments, as JSON; what comes back is the bundle."""
    host = rack.hosts["ex4400-clean"]
    login = {"address": host.address, "port": host.port, "user": host.user, "password": host.password}
    arguments = CollectArguments(host="ex4400-clean", run=site_run.folder.path, **login)
    stated = json.loads(json.dumps(archive_arguments(arguments, order_of(arguments))))
    assert not [word for word in ("supplies", "snmp", "//") if word in json.dumps(stated)]
    returned = collect_to_archive(parse(CollectArguments, stated, where="the module"))
    files = json.loads(zlib.decompress(unarmour(returned["archive"])))
    assert {"poe-controller-information.xml", "system-users-information.xml"} <= set(files)


def test_members_are_judged_by_their_own_part(bench: Bench) -> None:
    by_name = {record.unit.name: record for record in bench.records}
    versions = {unit: finding(by_name[unit], "site.release").actual for unit in by_name if unit.startswith("ex4400-vc")}
    printed = {unit: {one.version for one in by_name[unit].software or ()} for unit in versions}
    assert {unit: {actual} for unit, actual in versions.items()} == printed
    assert len(versions) == 3


def test_explain_goes_down_to_the_bytes(site_run: Collected, policy: Path) -> None:
    decide_run(DecideArguments(run=site_run.folder.path, policy=policy, as_of=AS_OF.date(), fail_on="never"))
    [derivation] = explain(site_run.folder.path, "ex4400-leftover", "site.no-snmp")
    told = "\n".join(derivation.lines())
    assert not derivation.problems
    assert "delete snmp community" in told
    assert "configuration.xml" in told
    assert "/rpc-reply/configuration/snmp/community" in told
    assert "<community>" in told
    assert "severity must-fix: not determined: this check is not loaded" in told


def test_an_old_run_under_new_site_checks(collected: Collected, policy: Path) -> None:
    """What was collected is judged; what nobody asked for is inconclusive, and says so."""
    judge = Judge.of(policy)
    records = judge.records(collected.read(judge))
    (clean,) = [record for record in records if record.unit.name == "ex4400-clean"]
    assert finding(clean, "site.no-snmp").result == "pass"
    users = finding(clean, "site.users")
    assert (users.result, users.noted) == ("inconclusive", False)
    assert "system-users-information is missing from the evidence bundle" in users.message
    assert clean.verdict == "inconclusive"


def test_the_catalog_s_digest_covers_them(bench: Bench, collected: Collected) -> None:
    lab = Judge.of(LAB_POLICY)
    (shipped,) = {record.catalog.digest for record in lab.records(collected.read(lab)[:1])}
    (own,) = {record.catalog.digest for record in bench.records}
    assert own != shipped


# --- the law ---------------------------------------------------------------------------------------------------------


def worse_at_best(bench: Bench, host: str, loss: Loss) -> list[str]:
    """In which ways the host's own units came out better; a twin's other half stays beside it."""
    after = bench.after({host: loss}, BYSTANDERS[:2] if host in BYSTANDERS else ())
    return better(bench.before({host}), [record for record in after if record.unit.host == host])


def test_no_unit_is_better_for_a_lost_reply_of_a_site_check(bench: Bench) -> None:
    """Every item that a site check reads, on every host: lost on the disk, by the session, and without a mention."""
    found, damages, turns = [], itertools.cycle(TO_A_FILE), itertools.cycle(UNANSWERED)
    for host, item in itertools.product(HOSTS, SITE_ITEMS):
        if item in bench.items[host]:
            for how in (next(damages), next(turns), "item removed"):
                found += [f"{item} {how}: {said}" for said in worse_at_best(bench, host, Loss(((item, how),)))]
    assert found == []


@pytest.mark.hypothesis
def test_no_unit_is_better_for_any_losses(bench: Bench) -> None:
    @EXAMPLES
    @given(losses(bench, [*sorted(TO_A_FILE), *UNANSWERED, "item removed"], ()))
    def law(drawn: dict[str, Loss]) -> None:
        assert [said for host, loss in drawn.items() for said in worse_at_best(bench, host, loss)] == []

    law()


# --- a play ----------------------------------------------------------------------------------------------------------


@pytest.mark.ansible
def test_a_play_asks_and_judges_them(rack: RunningRack, controller: Controller, tmp_path: Path) -> None:
    policy = write_policy(tmp_path / "own")
    controller.write_inventory(places(rack, "ex4400-clean", "mx204-clean"), policy=str(policy))
    played = controller.play("inspect.yml", "-e", "fail_on=never", "-e", "as_of=2026-11-23")
    assert played.code == 0, played.output
    stated = RunFolder(played.run.parent, played.run.name).read()["plan"]["site_needs"]
    assert {"needs": ["poe-controller-information"], "uses": [], "platforms": ["ex4400*"]} in stated
    said: dict[str, Any] = {
        unit: {one["check"]: one["result"] for one in record["findings"] if one["check"].startswith("site.")}
        for unit, record in played.records.items()
    }
    assert said["ex4400-clean"]["site.poe-budget"] == "pass"
    assert said["ex4400-clean"]["site.sessions"] == "fail"
    assert said["mx204-clean"]["site.poe-budget"] == "not_applicable"
    assert said["mx204-clean"]["site.one-supply-model"] == "pass"
    page = (played.run / "report" / "ex4400-clean.html").read_text(encoding="utf-8")
    assert all(check in page for check in ("site.poe-budget", "site.sessions"))
