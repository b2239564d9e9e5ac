"""What people declare, as they hand it in: with the run, from the inventory, and later, when an answer has come."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reinstate.cli.main import main
from reinstate.errors import InputError
from reinstate.lab.rack import RunningRack
from reinstate.lab.scenarios import expected_units
from tests.integration.collected import opened_by_a_play
from tests.integration.conftest import AS_OF, ROOT, Controller, Played, places

pytestmark = pytest.mark.ansible

DECLARED = ROOT / "policies" / "declared"
WITH_THE_RUN = (
    "-e",
    f"claims={DECLARED / 'lab-claims.csv'}",
    "-e",
    f"attestations={DECLARED / 'lab-attestations.csv'}",
    "-e",
    f"as_of={AS_OF}",
    "-e",
    "fail_on=never",
)
SERIAL = "ZD4422110011"  # of ex4400-clean


@pytest.fixture(scope="module")
def claimed(rack: RunningRack, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Five devices of the rack, with what is declared of all."""
    controller = Controller(tmp_path_factory.mktemp("claimed"))
    names = ("ex4400-clean", "qfx5120-optics", "qfx5120-rfc", "srx345-multibyte", "mx204-clean")
    controller.write_inventory(places(rack, *names))
    return controller.play("inspect.yml", *WITH_THE_RUN)


def test_results_with_claims_are_those_of_the_scenarios(claimed: Played) -> None:
    scenarios = {unit.unit: unit.with_declared or unit for unit in expected_units()}
    for name, record in claimed.records.items():
        stated = (record["verdict"], record["disposition"], (record["deciding"] or {}).get("check", ""))
        expected = scenarios[name]
        assert stated == (expected.verdict, expected.disposition, expected.deciding_check), name


@pytest.fixture
def claimed_before(claimed: Played, controller: Controller) -> Played:
    """A copy of that run, to be judged again."""
    run = controller.runs / claimed.run.name
    shutil.copytree(claimed.run, run)
    (controller.runs / "latest").symlink_to(run.name)
    controller.write_inventory({})
    return Played(0, "", controller.runs)


def told(played: Played) -> dict[str, tuple[str, str]]:
    return {name: (record["disposition"], record["reason"]) for name, record in played.records.items()}


def test_claims_and_statements_are_handed_in_with_the_run(claimed: Played) -> None:
    assert claimed.code == 0, claimed.output
    assert told(claimed) == {
        "ex4400-clean": ("reinstate", "all-passed"),
        "qfx5120-optics": ("remediate", "claims.serial-agrees"),
        "qfx5120-rfc": ("remediate", "claims.serial-agrees"),
        "srx345-multibyte": ("reject", "attested.condition"),
        "mx204-clean": ("reinstate", "all-passed"),
    }
    record = claimed.records["ex4400-clean"]
    assert (record["claim"]["order"], record["economy"]["declared_value"]) == ("FN-1007", 2900)
    assert {one["kind"]: one["rows"] for one in record["declared"]} == {"claims": 24, "attestations": 3}
    claims = claimed.summary["claims"]
    assert claims["claimed"] == 24
    assert "CZ2214AF0777" in {one["serial"] for one in claims["not_presented"]}
    assert claims["not_claimed"] == []
    documents = {path.name for path in (claimed.run / "report").glob("*.html")}
    assert {"work-list.html", "reinstatement-request.html", "seller-reports.html"} <= documents
    assert main(["verify", str(claimed.run)]) == 0


def test_an_answer_that_comes_later_is_judged_without_a_device(
    claimed_before: Played, controller: Controller, tmp_path: Path
) -> None:
    answers = tmp_path / "answers.csv"
    rows = [
        f"{record['unit']['serial_number']},registered-to-us,{AS_OF},me" for record in claimed_before.records.values()
    ]
    one_of_another = [row.replace(f"{SERIAL},registered-to-us", f"{SERIAL},registered-to-another") for row in rows]
    answers.write_text("\n".join(["serial,answer,on,asked_by", *one_of_another]))
    run = ("-e", f"run={claimed_before.run}", "-e", "fail_on=never", "-e", f"as_of={AS_OF}")
    later = controller.play("decide.yml", *run, "-e", f"entitlement={answers}")
    assert later.code == 0, later.output
    assert told(later)["ex4400-clean"] == ("hold", "identity.entitlement")
    assert told(later)["mx204-clean"] == ("reinstate", "all-passed")

    answers.write_text("\n".join(["serial,answer,on,asked_by", *rows[1:]]))
    refused = controller.play("decide.yml", *run, "-e", f"entitlement={answers}")
    assert refused.code != 0
    assert "an earlier declaration of this run is missing" in refused.output
    assert told(refused)["ex4400-clean"] == ("hold", "identity.entitlement")


def test_values_and_rates_are_handed_in_later(claimed_before: Played, controller: Controller, tmp_path: Path) -> None:
    (tmp_path / "values.csv").write_text("model,value_as_is,freight,currency\nEX4400-24T,400,50-60,EUR\n")
    (tmp_path / "rates.csv").write_text("currency,usd,on,says\nEUR,1.1,2026-11-20,ECB\n")
    declared = ("-e", f"model_values={tmp_path / 'values.csv'}", "-e", f"exchange_rates={tmp_path / 'rates.csv'}")
    run = ("-e", f"run={claimed_before.run}", "-e", f"as_of={AS_OF}", "-e", "fail_on=never")
    played = controller.play("decide.yml", *run, *declared)
    assert played.code == 0, played.output
    economy = played.records["ex4400-clean"]["economy"]
    assert (economy["value_as_is"]["usd"], economy["gain"]) == (440, 2900 - 440)
    assert (economy["cost"]["freight"]["low"], economy["cost"]["freight"]["high"]) == (55, 66)
    assert "1 EUR = USD 1.1 on 2026-11-20 (ECB)" in economy["cost"]["freight"]["source"]
    assert economy["worth"] == "depends"
    sheet = (played.run / "report" / "serials-to-look-up.txt").read_text().splitlines()
    assert SERIAL in sheet


def test_an_inventory_claims_by_its_variables(rack: RunningRack, controller: Controller) -> None:
    hosts = places(rack, "ex4400-clean", "mx204-clean", "srx345-multibyte")
    hosts["ex4400-clean"]["reinstate_claim"] = {"serial": SERIAL.lower(), "model": "EX4400-24T", "value": 100}
    hosts["mx204-clean"]["reinstate_claim"] = {"serial": "DK999", "seller": "{{ 'Box' }} Shop"}
    hosts["srx345-multibyte"]["reinstate_claim"] = {"serial": "CZ2214AF0533", "color": "gray"}
    controller.write_inventory(hosts)
    played = controller.play("inspect.yml", "-e", f"as_of={AS_OF}", "-e", "fail_on=never")
    assert played.code == 0, played.output
    assert told(played) == {
        "ex4400-clean": ("reinstate", "all-passed"),
        "mx204-clean": ("hold", "claims.serial-agrees"),
        "srx345-multibyte": ("investigate", "session.outcome"),
    }
    clean = played.records["ex4400-clean"]
    assert (clean["claim"]["source"], clean["economy"]["worth"]) == ("inventory of ex4400-clean", "no")
    assert played.manifest("ex4400-clean")["claim"]["model"] == "EX4400-24T"
    assert "color" in played.records["srx345-multibyte"]["deciding"]["message"]


def test_a_claim_for_a_host_that_isnt_there_accuses_nobody(rack: RunningRack, controller: Controller) -> None:
    """A slip in the host is told with its line; hosts that -l leaves out are known all the same."""
    controller.write_inventory(places(rack, "ex4400-clean", "mx204-clean"))
    claims = controller.folder / "claims.csv"
    claims.write_text(f"serial,host\n{SERIAL},ex4400-claen\nDK777,mx204-clean\n")
    arguments = ("-e", f"claims={claims}", "-e", f"as_of={AS_OF}", "-e", "fail_on=never", "--limit", "ex4400-clean")
    played = controller.play("inspect.yml", *arguments)
    assert played.code == 0, played.output
    slip = "claims.csv, line 2, column host: no host ex4400-claen in this inventory - fix: did you mean ex4400-clean?"
    assert slip in played.output
    assert "line 3, column host" not in played.output
    assert "Claims: 1 not found, 1 for a host that is not in the inventory" in played.output
    assert told(played) == {"ex4400-clean": ("reinstate", "all-passed")}
    assert "claims.csv, line 2, column host: ex4400-claen" in (played.run / "report" / "index.html").read_text()
    assert main(["verify", str(played.run)]) == 0


def test_mistakes_are_told_before_a_run_is_opened(tmp_path: Path) -> None:
    """What a play does with the sentence is the same as with a policy that has a mistake."""
    claims = tmp_path / "claims.csv"
    claims.write_text("serial,value\nA 1,1\nB1,much\n")
    with pytest.raises(InputError) as caught:
        opened_by_a_play(tmp_path / "runs", ["ex4400-clean"], claims=str(claims))
    for said in ("2 errors", "line 2, column serial", "line 3, column value"):
        assert said in str(caught.value)
    assert list(tmp_path.iterdir()) == [claims]
