"""The accounts: every host has a record, every record a host, every unit one verdict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.framework import Gravity, Result
from reinstate.decision.decide import decide_host
from reinstate.decision.policy import shipped_policy
from reinstate.decision.record import Record
from reinstate.decision.run_accounts import summary
from reinstate.device.model import Device, Unit
from reinstate.errors import AccountsError
from reinstate.evidence.bundle import Bundle
from reinstate.session.transcript import SessionStatus
from tests.unit.decision.examples import Condition, bundle, finding, judging

POLICY = shipped_policy()


def judged(
    host: str, *members: str, result: Result = Result.PASS, gravity: Gravity = Gravity.CONDITION
) -> list[Record]:
    units = tuple(Unit(host, f"{host}.{member}" if member else host, member) for member in members or ("",))
    basis = judging(POLICY, Condition(finding(result, gravity)))
    return list(decide_host(bundle(host=host), Device(host), None, units, basis))


def off(host: str, status: SessionStatus = SessionStatus.REFUSED) -> list[Record]:
    return list(decide_host(bundle(status, stored=False, host=host), Device(host), None, (), judging(POLICY)))


def damaged(host: str) -> list[Record]:
    return list(decide_host(Bundle(host, None, damage="gone"), Device(host), None, (), judging(POLICY)))


def test_a_batch() -> None:
    records = [
        *judged("ex-1", "fpc0", "fpc1", "fpc2"),
        *judged("mx-1", result=Result.FAIL, gravity=Gravity.BLOCKER),
        *judged("mx-2", result=Result.FAIL),
        *judged("mx-3", result=Result.INCONCLUSIVE),
        *off("srx-1"),
        *off("srx-2", SessionStatus.AUTHENTICATION),
        *damaged("srx-3"),
    ]
    counted = summary(records, ["ex-1", "mx-1", "mx-2", "mx-3", "srx-1", "srx-2", "srx-3"])
    assert counted.pop("economics")["units"] == 9
    assert counted == {
        "hosts": 7,
        "units": 9,
        "pass": 3,
        "fail": 2,
        "inconclusive": 4,
        "unreachable": 2,
        "repeated": 0,
        "waived": 0,
        "dispositions": {"hold": 0, "reject": 1, "investigate": 4, "remediate": 1, "reinstate": 3},
        "outcomes": {"complete": 4, "refused": 1, "authentication": 1, "damaged": 1},
    }


def test_a_chassis_at_two_addresses_is_counted_once() -> None:
    [one], [again] = judged("ex-1"), judged("ex-2", result=Result.FAIL)
    counted = summary([one.model_copy(update={"same_as": "ex-2"}), again], ["ex-1", "ex-2"])
    assert (counted["hosts"], counted["units"], counted["repeated"]) == (2, 1, 1)
    assert (counted["pass"], counted["fail"], counted["dispositions"]["remediate"]) == (0, 1, 1)


def test_every_host_off() -> None:
    hosts = [f"ex-{n}" for n in range(5)]
    counted = summary([record for host in hosts for record in off(host)], hosts)
    assert (counted["hosts"], counted["units"], counted["unreachable"], counted["inconclusive"]) == (5, 5, 5, 5)


def test_no_host_at_all() -> None:
    assert summary([], [])["units"] == 0


BROKEN = {
    "a host vanished": (judged("ex-1"), ["ex-1", "ex-2"], "hosts without a record.*ex-2"),
    "a record from nowhere": (judged("ex-1") + judged("ex-2"), ["ex-1"], "not in the run.*ex-2"),
    "a unit twice": (judged("ex-1") + judged("ex-1"), ["ex-1"], "more than one record.*ex-1"),
    "a host twice": (judged("ex-1"), ["ex-1", "ex-1"], "listed twice.*ex-1"),
}


@pytest.mark.parametrize(("records", "hosts", "words"), BROKEN.values(), ids=BROKEN)
def test_broken_accounts_are_an_error(records: list[Record], hosts: list[str], words: str) -> None:
    with pytest.raises(AccountsError, match=words):
        summary(records, hosts)


EXAMPLES = {verdict: judged("ex-1", result=verdict)[0] for verdict in (Result.PASS, Result.FAIL, Result.INCONCLUSIVE)}


@given(st.lists(st.sampled_from(list(EXAMPLES)), max_size=12))
def test_units_are_pass_and_fail_and_inconclusive(results: list[Result]) -> None:
    records = [_named(EXAMPLES[result], f"host-{n}") for n, result in enumerate(results)]
    counted = summary(records, [record.unit.host for record in records])
    assert counted["units"] == counted["pass"] + counted["fail"] + counted["inconclusive"] == len(results)
    assert sum(counted["dispositions"].values()) == counted["units"]
    assert sum(counted["outcomes"].values()) == counted["hosts"]


def _named(record: Record, host: str) -> Record:
    return record.model_copy(update={"unit": record.unit.model_copy(update={"host": host, "name": host})})
