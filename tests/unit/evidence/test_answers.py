"""What a warning says is missing is missing, and an answer to another question is no answer."""

from __future__ import annotations

import pytest

from reinstate.evidence.classify import classify
from reinstate.evidence.manifest import ItemStatus
from reinstate.plan.requests import Rpc
from tests.unit.evidence.test_classify import SOFTWARE, error, reply, wrapped

MISSING = (
    "Could not connect to re1",
    "could not connect to re1 : No route to host",
    "error: timeout communicating with chassis daemon",
    "output truncated",
    "Output has been truncated.",
    "member 2 not responding",
    "fpc1 is not responding",
    "No response from member1",
    "fpc2: connection timed out",
    "request timeout",
    "data for re1 is unavailable",
    "re1 is unreachable",
    "cannot reach node1",
    "communication failure with fpc3",
    "some entries were not displayed",
    "information is incomplete",
    "only the first 100 modules are listed",
    "the chassis-control subsystem is not running",
    "RPC to backup Routing Engine failed",
    "reply from re1 lost",
    "not all members answered",
    "limit reached",
    "usp_ipc_client_recv: failed to read message from ipc pipe",
)
HARMLESS = (
    "careful",
    "statistics may be old",
    "ipsec-key-management subsystem not running - not needed by configuration.",
    "this command is deprecated",
    "requires 'bgp' license",
    "configuration has been changed",
    "Rebooting re0 in 1 min",
)
FORMS = {
    "rpc-error": lambda text: error(text, "warning"),
    "in capitals": lambda text: error(text, "WARNING"),
    "xnm": lambda text: (
        f'<xnm:warning xmlns:xnm="http://xml.juniper.net/xnm/1.1/xnm"><message>\n{text}\n</message></xnm:warning>'
    ),
    "bare": lambda text: f"<warning><message>{text}</message></warning>",
    "text beside": lambda text: f"\n{text}\n",
    "output beside": lambda text: f"<output>\n{text}\n</output>",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", MISSING)
def test_what_a_warning_says_is_missing_is_missing(form: str, text: str) -> None:
    classified = classify(reply(Rpc.SOFTWARE, wrapped(SOFTWARE + FORMS[form](text))))
    assert classified.status is ItemStatus.PARTIAL
    assert text in classified.error


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", HARMLESS)
def test_other_warnings_are_harmless(form: str, text: str) -> None:
    assert classify(reply(Rpc.SOFTWARE, wrapped(SOFTWARE + FORMS[form](text)))).status is ItemStatus.OK


def test_a_warning_in_an_engines_place_and_inside_the_data_counts_as_well() -> None:
    warning = '<warning xmlns="http://xml.juniper.net/xnm/1.1/xnm"><message>output truncated</message></warning>'
    inside = SOFTWARE.replace("</software-information>", f"{warning}</software-information>")
    item = f"<multi-routing-engine-item><re-name>re0</re-name>{SOFTWARE}{warning}</multi-routing-engine-item>"
    for body in (inside, f"<multi-routing-engine-results>{item}</multi-routing-engine-results>"):
        assert classify(reply(Rpc.SOFTWARE, wrapped(body))).status is ItemStatus.PARTIAL


def test_what_a_log_says_is_its_content() -> None:
    body = "<output>sshd: connection timed out, output truncated</output>"
    assert classify(reply(Rpc.LOG_MESSAGES, wrapped(body))).status is ItemStatus.OK


def listing(path: str, directory: str, text: str = "") -> str:
    said = f"<output>{text}</output>" if text else ""
    inner = f'<directory name="{directory}"><total-files>0</total-files></directory>' if directory else ""
    return f'<directory-list root-path="{path}">{inner}{said}</directory-list>'


CONFIG = "<configuration {}><system><host-name>x</host-name></system></configuration>"
FPC = "<fpc-information{}><fpc><slot>0</slot><state>Online</state>{}</fpc></fpc-information>"
CHASSIS = "<chassis-inventory><chassis><name>Chassis</name>{}</chassis></chassis-inventory>"
TMP = "/var/tmp/"
NO_FILE = "No such file or directory"
OTHERS = {
    "another root path": (Rpc.FILES_VAR_TMP, listing("/var/run/", "")),
    "another folder inside": (Rpc.FILES_VAR_TMP, listing(TMP, "/var/run/")),
    "a folder below": (Rpc.FILES_VAR_HOME, listing("/var/home/ops/", "/var/home/ops/")),
    "another folder is absent": (Rpc.FILES_VAR_TMP, listing(TMP, "", f"/var/run/: {NO_FILE}")),
    "another folder's scripts": (Rpc.FILES_SCRIPTS_OP, listing("/var/db/scripts/event/", "")),
    "a text about another folder": (Rpc.FILES_VAR_TMP, f"<output>/var/run: {NO_FILE}</output>"),
    "core dumps of nowhere": (Rpc.CORE_DUMPS, listing("/config/", "/config/")),
    "another log": (Rpc.LOG_MESSAGES, '<file-content filename="/var/log/chassisd">x</file-content>'),
    "EEPROM contents": (Rpc.INVENTORY, CHASSIS.format("<i2c-information><i2c-id>1</i2c-id></i2c-information>")),
    "CLEI codes": (Rpc.INVENTORY, CHASSIS.format("<clei-code>X</clei-code>")),
    "no chassis": (Rpc.INVENTORY, "<chassis-inventory><license><name>x</name></license></chassis-inventory>"),
    "cards, PICs asked": (Rpc.PICS, FPC.format("", "<memory-dram-size>2048</memory-dram-size>")),
    "PICs, cards asked": (Rpc.FPCS, FPC.format(' style="pic-style"', "")),
    "the candidate": (Rpc.CONFIGURATION, CONFIG.format('changed-seconds="1"')),
    "the external medium": (
        Rpc.SNAPSHOT_INTERNAL,
        "<snapshot-information><snapshot-medium>external (/dev/da1)</snapshot-medium></snapshot-information>",
    ),
    "interfaces": (
        Rpc.OPTICS,
        "<interface-information><physical-interface><oper-status>up</oper-status></physical-interface>"
        "</interface-information>",
    ),
}
ANSWERS = {
    "the folder": (Rpc.FILES_VAR_TMP, listing(TMP, TMP)),
    "the folder without a slash": (Rpc.FILES_VAR_TMP, listing(TMP.rstrip("/"), f"{TMP.rstrip('/')}:")),
    "the folder of an engine": (Rpc.FILES_VAR_TMP, listing(TMP, f"re0:{TMP}")),
    "the folder's mount": (Rpc.FILES_CONFIG, listing("/config/", "/.mount/config/")),
    "the folder is absent": (Rpc.FILES_VAR_TMP, listing(TMP, "", f"{TMP}: {NO_FILE}")),
    "core dumps": (Rpc.CORE_DUMPS, listing("/var/crash/*core*", "/var/crash", f"/var/tmp/*core*: {NO_FILE}")),
    "the log": (Rpc.LOG_MESSAGES, '<file-content filename="/var/log/messages">x</file-content>'),
    "the inventory": (Rpc.INVENTORY, CHASSIS.format("<serial-number>X</serial-number><clei-code>X</clei-code>")),
    "EEPROM contents asked": (
        Rpc.INVENTORY_EXTENSIVE,
        CHASSIS.format("<i2c-information><i2c-id>1</i2c-id></i2c-information>"),
    ),
    "PICs of a card that is off": (Rpc.PICS, FPC.format(' style="pic-style"', "")),
    "committed": (Rpc.CONFIGURATION, CONFIG.format('commit-seconds="1" changed-seconds="1"')),
    "committed, without times": (Rpc.CONFIGURATION, CONFIG.format("")),
}  # fmt: skip


@pytest.mark.parametrize(("rpc", "body"), OTHERS.values(), ids=OTHERS.keys())
def test_an_answer_to_another_question_is_no_answer(rpc: Rpc, body: str) -> None:
    classified = classify(reply(rpc, wrapped(body)))
    assert classified.status is ItemStatus.NO_DATA
    assert classified.error.startswith("the reply answers another question: ")


@pytest.mark.parametrize(("rpc", "body"), ANSWERS.values(), ids=ANSWERS.keys())
def test_other_spellings_of_the_argument_are_an_answer(rpc: Rpc, body: str) -> None:
    assert classify(reply(rpc, wrapped(body))).status is ItemStatus.OK
