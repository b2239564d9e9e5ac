"""What a user of the playbooks meets, run for real against the emulated rack."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from reinstate.errors import InputError
from reinstate.lab.emulated_device import RACK_DAY
from reinstate.lab.rack import RunningRack
from reinstate.plan.requests import CATALOG
from reinstate.workflow.arguments import DecideArguments, FailOn, parse
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.verify import verify_run
from tests.integration.collected import LAB_POLICY, Judge, collect_rack, opened_by_a_play
from tests.integration.conftest import AS_OF, BIN, ROOT, Controller, Played, places

pytestmark = pytest.mark.ansible

EXPECTED = yaml.safe_load((ROOT / "src/reinstate/lab/rack/expected.yml").read_text())
UNITS = EXPECTED.get("units", EXPECTED)


def test_inspecting_the_lab_works_and_says_where_the_report_is(inspected: Played) -> None:
    assert inspected.code == 0, inspected.output
    assert "report/index.html" in inspected.output
    for unit in UNITS:
        assert unit in inspected.output
    for warning in ("DEPRECATION", "Traceback", "[WARNING]"):
        assert warning not in inspected.output


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_gets_its_expected_verdict_for_its_expected_reason(inspected: Played, unit: str) -> None:
    record, expected = inspected.records[unit], UNITS[unit]
    deciding = record["deciding"]["check"] if record["deciding"] else None
    got = {"verdict": record["verdict"], "disposition": record["disposition"], "deciding_check": deciding}
    assert got == {name: expected.get(name) for name in got}


def test_the_lab_is_judged_as_of_the_racks_own_day(inspected: Played) -> None:
    """Whatever day it is: the playbook names that day, and nobody has to."""
    assert RACK_DAY.isoformat() == AS_OF
    assert {record["as_of"] for record in inspected.records.values()} == {f"{AS_OF}T00:00:00Z"}
    stated = json.loads((inspected.run / "run.json").read_text())
    assert abs(datetime.now(UTC) - datetime.fromisoformat(stated["started"])) < timedelta(days=1)


def test_the_accounts_of_the_rack_add_up(inspected: Played) -> None:
    summary = inspected.summary
    assert summary["units"] == summary["pass"] + summary["fail"] + summary["inconclusive"]
    assert summary["units"] + summary["repeated"] == len(UNITS)
    twice = {unit: record["same_as"] for unit, record in inspected.records.items() if record["same_as"]}
    assert twice == {"ex4400-leftover-restricted": "ex4400-leftover"}, "of one chassis, the record that failed counts"
    assert summary["hosts"] == len({record["unit"]["host"] for record in inspected.records.values()})
    verified = subprocess.run([BIN / "reinstate", "verify", inspected.run], capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout
    assert verified.stdout.splitlines()[-1].startswith("sound: ")


def test_nothing_outside_the_allow_list_was_ever_sent(inspected: Played, rack: RunningRack) -> None:
    assert inspected.code == 0
    allowed = {(request.rpc, json.dumps(request.args(), sort_keys=True)) for request in CATALOG.values()}
    sent = [entry for entry in rack.requests() if entry["rpc"] != "close-session"]
    assert len(sent) > 500
    strangers = {entry["xml"] for entry in sent if re.sub(r"\s", "", entry["rpc"]) not in {rpc for rpc, _ in allowed}}
    assert not strangers
    bodies = {_canonical(request.xml()) for request in CATALOG.values()}
    assert {entry["xml"] for entry in sent if _canonical(entry["xml"]) not in bodies} == set()


def _canonical(xml: str) -> str:
    from lxml import etree

    root = etree.fromstring(xml)
    if etree.QName(root).localname == "rpc":
        root = root[0]
    for element in root.iter():
        element.tag = etree.QName(element).localname
    etree.cleanup_namespaces(root)
    return etree.tostring(root, method="c14n", with_tail=False).decode()


def test_no_secret_of_a_configuration_reaches_the_disk(inspected: Played) -> None:
    stored = b"".join(path.read_bytes() for path in inspected.run.glob("evidence/*/*.xml"))
    assert b"REDACTED" in stored
    assert not re.search(rb"\$(?:1|5|6|8|9)\$", stored)


STANDS_IN_THE_WAY = ("mx204-dead-supply", "ex4400-off", "ex4400-password")
PASSES = ("ex4400-clean", "mx204-clean", "qfx5120-rfc")


@pytest.fixture(scope="module")
def mixed(rack: RunningRack, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Devices of each verdict, inspected as the playbook stands, told by Ansible's own callback."""
    controller = Controller(tmp_path_factory.mktemp("mixed"))
    controller.write_inventory(places(rack, *STANDS_IN_THE_WAY, *PASSES))
    callback = {"ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.default", "ANSIBLE_VERBOSITY": "0"}
    return controller.play("inspect.yml", "-e", f"as_of={AS_OF}", **callback)


def test_exit_code_says_that_not_every_unit_passed(mixed: Played) -> None:
    assert mixed.code == 2
    recap = {line.split()[0]: line for line in mixed.output.splitlines() if " failed=" in line}
    for hosts, failed in ((PASSES, "failed=0"), (STANDS_IN_THE_WAY, "failed=1")):
        assert [host for host in hosts if failed not in recap[host]] == []
    assert (mixed.run / "report" / "index.html").is_file()


def test_one_task_result_per_host(mixed: Played) -> None:
    inspecting, _, _ = mixed.output.partition("PLAY [Set the exit code")
    results = re.findall(r"^(?:ok|changed|skipping|fatal|failed): \[([\w-]+)", inspecting, re.MULTILINE)
    first, *others = sorted((*STANDS_IN_THE_WAY, *PASSES))
    assert sorted(name for name in results if name != first) == others


@pytest.fixture(scope="module")
def limited(rack: RunningRack, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Two devices of the rack, of which only a failed one would be an error."""
    controller = Controller(tmp_path_factory.mktemp("limited"))
    controller.write_inventory(places(rack))
    arguments = ("-e", "fail_on=fail", "-e", f"as_of={AS_OF}")
    return controller.play("inspect.yml", "--limit", "ex4400-off,mx204-clean", *arguments)


def test_fail_on_lets_through_what_it_does_not_name(limited: Played) -> None:
    """``never`` is what the whole rack is inspected with, ``inconclusive`` is the default and tried with become."""
    assert limited.records["ex4400-off"]["verdict"] == "inconclusive"
    assert limited.code == 0, limited.output


def test_what_fail_on_may_name(tmp_path: Path) -> None:
    """Ansible refuses other values by the roles' specifications, as it does with a scope: see below."""
    stated = yaml.safe_load((ROOT / "roles/decide/meta/argument_specs.yml").read_text())
    assert stated["argument_specs"]["main"]["options"]["fail_on"]["choices"] == list(get_args(FailOn))
    with pytest.raises(InputError, match=r"fail_on.*'inconclusive', 'fail' or 'never'.*'sometimes'"):
        parse(DecideArguments, {"run": str(tmp_path), "fail_on": "sometimes"}, where="inspection_decision")


def test_limit_inspects_and_accounts_for_the_limited_hosts_alone(limited: Played) -> None:
    assert limited.summary["hosts"] == 2
    assert set(limited.records) == {"ex4400-off", "mx204-clean"}


def test_a_rack_that_is_all_off_leaves_records_and_a_red_exit(controller: Controller) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        controller.write_inventory({f"dark-{n}": {"ansible_host": "127.0.0.1", "ansible_port": port} for n in range(3)})
        played = controller.play("inspect.yml")
    assert played.code == 2
    assert played.summary["units"] == played.summary["inconclusive"] == played.summary["unreachable"] == 3
    assert played.summary["outcomes"] == {"refused": 3}


# An inventory of jump hosts alone has no host to inspect either: the same template, tried with the jump hosts.
@pytest.mark.slow
def test_an_empty_inventory_is_an_error(controller: Controller) -> None:
    controller.write_inventory({})
    played = controller.play("inspect.yml")
    assert played.code != 0
    assert "no host" in played.output


def test_check_mode_contacts_nothing_and_writes_nothing(rack: RunningRack, controller: Controller) -> None:
    controller.write_inventory(places(rack, "ex4400-clean"))
    before = len(rack.requests("ex4400-clean"))
    played = controller.play("inspect.yml", "--check", "-v")
    assert played.code == 0, played.output
    assert "get-chassis-inventory" in played.output
    assert len(rack.requests("ex4400-clean")) == before
    assert not controller.runs.exists()


CONNECTIONS = [
    "ansible.netcommon.netconf",
    "netconf",
    "network_cli",
    "ansible.netcommon.network_cli",
    "juniper.device.pyez",
]


@pytest.fixture(scope="module")
def connected(rack: RunningRack, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """One device under as many names as there are connections that an inventory may state."""
    controller = Controller(tmp_path_factory.mktemp("connections"))
    place = places(rack, "ex4400-clean")["ex4400-clean"]
    controller.write_inventory({name: {**place, "ansible_connection": name} for name in CONNECTIONS})
    return controller.play("inspect.yml", "-e", f"as_of={AS_OF}")


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_inventories_for_other_connections_work_unchanged(connected: Played, connection: str) -> None:
    assert connected.code == 0, connected.output
    assert connected.records[connection]["verdict"] == "pass"
    assert connected.manifest(connection)["outcome"]["status"] == "complete"


def test_user_and_password_from_the_command_line(rack: RunningRack, controller: Controller) -> None:
    controller.write_inventory(places(rack, "ex4400-clean"), ansible_user=None, ansible_password=None)
    secret = controller.folder / "password"
    secret.write_text("Bench-only-2026\n")
    given = controller.play(
        "inspect.yml", "-u", "inspector", "--connection-password-file", str(secret), "-e", f"as_of={AS_OF}"
    )
    assert given.code == 0, given.output


def test_user_and_password_from_the_environment(rack: RunningRack, controller: Controller) -> None:
    controller.write_inventory(places(rack, "ex4400-clean"), ansible_user=None, ansible_password=None)
    login = {"ANSIBLE_NET_USERNAME": "inspector", "ANSIBLE_NET_PASSWORD": "Bench-only-2026"}
    given = controller.play("inspect.yml", "-e", f"as_of={AS_OF}", **login)
    assert given.code == 0, given.output


def test_judging_again_gives_the_same_bytes(copied_run: Played, controller: Controller) -> None:
    before = {path.name: path.read_bytes() for path in copied_run.run.glob("records/*.json")}
    controller.write_inventory({})
    policy = ROOT / "policies/lab.yml"
    played = controller.play(
        "decide.yml",
        "-e",
        f"run={copied_run.run}",
        "-e",
        f"policy={policy}",
        "-e",
        f"as_of={AS_OF}",
        "-e",
        "fail_on=never",
    )
    assert played.code == 0, played.output
    assert {path.name: path.read_bytes() for path in copied_run.run.glob("records/*.json")} == before


def test_without_a_policy_that_is_what_is_said_first(rack: RunningRack, controller: Controller) -> None:
    controller.write_inventory(places(rack, "ex4400-clean"), policy=None)
    played = controller.play("inspect.yml", "-e", "fail_on=never", "-e", f"as_of={AS_OF}")
    assert played.code == 0, played.output
    said = [line for line in played.output.splitlines() if line and not line.startswith(("PLAY [", "TASK ["))]
    assert said[0].startswith("No policy was named: the shipped default policy applies.")
    assert "baseline.logins" in said[0]
    index = (played.run / "report" / "index.html").read_text()
    assert index.index("No policy was named") < index.index("could pass")
    record = played.records["ex4400-clean"]
    (account,) = [one for one in record["findings"] if one["check"] == "integrity.accounts"]
    assert "declare it in the policy (baseline: logins" in account["next_step"]
    assert [step["action"] for step in record["shortest_path"]["steps"]] == ["declare", "declare", "look-up", ""]
    judged = controller.play("decide.yml", "-e", f"policy={ROOT}/policies/lab.yml", "-e", f"run={played.run}")
    assert judged.code == 0, judged.output
    assert "No policy was named" not in (played.run / "report" / "index.html").read_text()


@pytest.mark.parametrize("named", [(), ("-e", "run=runs/latest")], ids=["absolute", "relative"])
def test_a_run_that_is_not_there_is_named_by_its_whole_path(controller: Controller, named: tuple[str, ...]) -> None:
    controller.write_inventory({})
    elsewhere = controller.folder / "elsewhere"
    elsewhere.mkdir()
    command = [str(BIN / "ansible-playbook"), str(ROOT / "playbooks" / "decide.yml"), *named]
    if not named:
        command += ["-e", f"reinstate_run_path={controller.folder}/runs/latest"]
    done = subprocess.run(
        command, env=controller.environment(), cwd=elsewhere, capture_output=True, text=True, timeout=60, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 2
    assert f"{elsewhere if named else controller.folder}/runs/latest: not a run folder" in said
    assert (f"relative paths start from the current folder, {elsewhere}" in said) == bool(named)


def test_judging_years_later_passes_nothing_on_stale_data(copied_run: Played) -> None:
    decide_run(DecideArguments(run=copied_run.run, policy=ROOT / "policies/lab.yml", as_of=date(2031, 1, 1)))
    assert copied_run.summary["units"] + copied_run.summary["repeated"] == len(UNITS)
    assert copied_run.summary["pass"] == 0


def test_the_console_and_the_index_say_what_is_too_old(copied_run: Played, controller: Controller) -> None:
    controller.write_inventory({})
    named = ("-e", f"run={copied_run.run}", "-e", f"policy={ROOT}/policies/lab.yml", "-e", "fail_on=never")
    played = controller.play("decide.yml", *named, "-e", "as_of=2031-01-01")
    assert played.code == 0, played.output
    notice = "Reference set part-numbers has supported no pass since "
    lines = played.output.splitlines()
    [told] = [number for number, line in enumerate(lines) if line.startswith(notice)]
    [totals] = [number for number, line in enumerate(lines) if " units on " in line]
    assert totals < told
    assert lines[told].endswith(": update the package.")
    assert notice in (copied_run.run / "report" / "index.html").read_text()


ONE_BY_ONE = ("ex4400-clean", "mx480-mixed", "qfx5120-rfc", "srx345-multibyte")


@pytest.fixture(scope="module")
def one_by_one(rack: RunningRack, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Devices that are asked one request at a time, and two hosts whose variables are of no use."""
    controller = Controller(tmp_path_factory.mktemp("one-by-one"))
    unusable = {
        "typo": {"ansible_host": "127.0.0.1", "ansible_port": "eight-thirty"},
        "undefined": {"ansible_host": "{{ no_such_variable }}"},
    }
    controller.write_inventory({**places(rack, *ONE_BY_ONE), **unusable}, reinstate_pipelined=False)
    return controller.play("inspect.yml", "-e", "fail_on=never", "-e", f"as_of={AS_OF}")


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_one_by_one_gives_the_same_records(inspected: Played, one_by_one: Played, name: str) -> None:
    assert _answers(one_by_one.records[name]) == _answers(inspected.records[name])
    statuses = [
        [(item["id"], item["status"]) for item in run.manifest(name)["items"]] for run in (one_by_one, inspected)
    ]
    assert statuses[0] == statuses[1]


def _answers(record: dict[str, Any]) -> list[tuple[str, ...]]:
    return [tuple(finding[key] for key in ("check", "subject", "result", "gravity")) for finding in record["findings"]]


def test_triage_can_fail_and_never_pass(rack: RunningRack, controller: Controller) -> None:
    controller.write_inventory(places(rack, "ex4400-clean", "ex4200-eos"))
    played = controller.play("inspect.yml", "-e", "scope=triage", "-e", "fail_on=never", "-e", f"as_of={AS_OF}")
    assert played.records["ex4200-eos"]["disposition"] == "reject"
    assert played.records["ex4400-clean"]["verdict"] == "inconclusive"
    assert len(played.manifest("ex4400-clean")["items"]) == 5


def test_a_replayed_run_gives_the_same_verdicts(inspected: Played, tmp_path: Path) -> None:
    from reinstate.lab.rack import start_rack

    names = ("ex4400-clean", "ex4400-leftover", "mx480-mixed", "srx345-cluster")
    with start_rack(replay=[inspected.run / "evidence" / name for name in names]) as replayed:
        collected = collect_rack(replayed, tmp_path / "runs")
    judge = Judge.of(LAB_POLICY)
    judged = {record.unit.name: record for record in judge.records(collected.read(judge))}
    assert {record.unit.host for record in judged.values()} == set(names)
    for unit, record in judged.items():
        was = inspected.records[unit]
        told = (record.verdict, record.disposition, record.reason)
        assert told == (was["verdict"], was["disposition"], was["reason"])


BAD_INPUT = {
    "a policy with a wrong key": ("policy={folder}/bad.yml", ["bad.yml, line 4", "stagee"]),
    "a scope that isn't one": ("scope=half", ["scope", "half"]),
    "an export that isn't one": ("reinstate_exports=xlsx,docx", ["unknown format of an export", "docx"]),
}


@pytest.mark.parametrize(("argument", "says"), BAD_INPUT.values(), ids=BAD_INPUT.keys())
def test_bad_input_gets_a_clear_sentence_before_first_contact(
    rack: RunningRack, controller: Controller, argument: str, says: list[str]
) -> None:
    """What the engine refuses, and what Ansible refuses by the role's specification."""
    controller.write_inventory(places(rack, "ex4400-clean"))
    (controller.folder / "bad.yml").write_text(
        "name: bad\nversion: 1\nstage: prepared\nstagee: prepared\nfed_supplies: 1\n"
    )
    before = len(rack.requests("ex4400-clean"))
    played = controller.play("inspect.yml", "-e", argument.format(folder=controller.folder))
    assert played.code == 2
    for words in says:
        assert words in played.output
    assert "Traceback" not in played.output
    assert len(rack.requests("ex4400-clean")) == before


REFUSED_BY_THE_ENGINE = {
    "a policy that isn't there": ({"policy": "/nowhere.yml"}, ["/nowhere.yml"]),
    "a run_id that is a path": ({"run_id": "../evil"}, ["run_id", "not a valid run id"]),
}


@pytest.mark.parametrize(("stated", "says"), REFUSED_BY_THE_ENGINE.values(), ids=REFUSED_BY_THE_ENGINE.keys())
def test_other_bad_input_opens_no_run_either(tmp_path: Path, stated: dict[str, str], says: list[str]) -> None:
    """What a play does with the engine's sentence is the same for each of them: see above."""
    with pytest.raises(InputError) as caught:
        opened_by_a_play(tmp_path / "runs", ["ex4400-clean"], **stated)
    for words in says:
        assert words in str(caught.value)
    assert not list(tmp_path.rglob("*"))


def test_a_host_with_unusable_variables_stays_in_the_accounts(one_by_one: Played) -> None:
    assert one_by_one.code == 0, one_by_one.output
    assert one_by_one.summary["units"] == len(ONE_BY_ONE) + 2
    assert one_by_one.records["ex4400-clean"]["verdict"] == "pass"
    assert "eight-thirty" in json.dumps(one_by_one.records["typo"])
    assert one_by_one.records["undefined"]["verdict"] == "inconclusive"


def test_a_serial_play_is_refused(rack: RunningRack, controller: Controller, tmp_path: Path) -> None:
    controller.write_inventory(places(rack, "ex4400-clean", "mx204-clean"))
    play = {"name": "x", "hosts": "all", "serial": 1, "gather_facts": False}
    play["tasks"] = [{"ansible.builtin.import_role": {"name": "collect"}, "run_once": True}]
    (tmp_path / "serial.yml").write_text(yaml.safe_dump([play]))
    done = controller.play(str(tmp_path / "serial.yml"), ANSIBLE_ROLES_PATH=str(ROOT / "roles"))
    assert done.code == 2
    assert "remove serial" in done.output


@pytest.mark.long
def test_an_interrupted_run_is_resumed_and_loses_nothing(rack: RunningRack, controller: Controller) -> None:
    from reinstate.lab.rack import start_rack
    from reinstate.lab.rack_plan import RackPlan

    quick = ("ex4400-clean", "mx204-clean")
    with start_rack(plan=RackPlan(only=("qfx5120-rfc",), reply_delay=2000)) as slow:
        controller.write_inventory({**places(rack, *quick), **places(slow)})
        command = controller.command("inspect.yml", "-e", "run_id=cut", "-e", f"as_of={AS_OF}")
        output = controller.folder / "output"
        with output.open("w") as stdout:
            process = subprocess.Popen(
                command,
                env=controller.environment(),
                cwd=ROOT,
                stdout=stdout,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        _wait_for(lambda: len(list(controller.runs.glob("cut/evidence/*/evidence.json"))) == 2)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(30) != 0
        said = output.read_text()
        run = controller.runs / "cut"
        assert f"Interrupted. Evidence of 2 of 3 hosts is kept in {run}." in said
        assert said.count("Interrupted.") == 1
        (goes_on,) = [line.removeprefix("To resume: ") for line in said.splitlines() if line.startswith("To resume:")]
        copied = shutil.copytree(run, controller.runs / "as-it-is")
        as_it_is = ("-e", f"run={copied}", "-e", f"policy={ROOT}/policies/lab.yml", "-e", "fail_on=never")
        judged = controller.play("decide.yml", *as_it_is)
    assert judged.code == 0, judged.output
    assert judged.summary["units"] == 3
    assert judged.records["qfx5120-rfc"]["verdict"] == "inconclusive"
    assert (verify_run(copied).changed, verify_run(copied).not_checked) == ([], [])
    asked = {name: len(rack.requests(name)) for name in quick}
    controller.write_inventory(places(rack, *quick, "qfx5120-rfc"))
    resumed = subprocess.run(
        [str(BIN / shlex.split(goes_on)[0]), *shlex.split(goes_on)[1:]],
        env=controller.environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    assert "resume=true" in goes_on
    assert "Interrupted." not in resumed.stdout
    records = (json.loads(path.read_text()) for path in (run / "records").glob("*.json"))
    assert {record["verdict"] for record in records} == {"pass"}
    assert {name: len(rack.requests(name)) for name in quick} == asked
    assert verify_run(run).status == 0


def _wait_for(condition, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)


def test_a_run_id_is_not_taken_twice(copied_run: Played) -> None:
    before = (copied_run.run / "run.json").read_bytes()
    with pytest.raises(InputError, match="resume=true"):
        opened_by_a_play(copied_run.runs, ["ex4400-clean"], run_id=copied_run.run.name)
    assert (copied_run.run / "run.json").read_bytes() == before


MODULES = ["junos_evidence", "inspection_run", "inspection_decision", "inspection_report"]


@pytest.fixture(scope="module")
def documented(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What ``ansible-doc`` prints of each module, by name."""
    controller = Controller(tmp_path_factory.mktemp("documented"))
    shown = subprocess.run(
        [BIN / "ansible-doc", "-t", "module", *MODULES],
        env=controller.environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr
    pages = re.split(r"^> MODULE (\S+).*$", shown.stdout, flags=re.MULTILINE)[1:]
    return dict(zip(pages[::2], pages[1::2], strict=True))


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_documented(documented: dict[str, str], module: str) -> None:
    assert "EXAMPLES" in documented[module]
    assert "RETURN VALUES" in documented[module]
