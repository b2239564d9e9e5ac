"""File listings, core dumps and commits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reinstate.device.parse.files import parse_commits, parse_files
from reinstate.evidence.xml import Refusal
from tests.unit.device.replies import many, parsed, refusal


def listing(body: str) -> str:
    return f'<directory-list root-path="/var/tmp/" junos:seconds="1482888720">{body}</directory-list>'


FILE = (
    '<file-information><file-name>x.slax</file-name><file-permissions junos:format="-rwxr-xr-x">755</file-permissions>'
    "<file-owner>root</file-owner><file-size>2</file-size>"
    '<file-date junos:format="Feb 17 15:30">1392651039</file-date></file-information>'
)
FOLDER = "<file-information><file-name>.ssh</file-name><file-directory junos:format='/'/></file-information>"


def test_files_and_folders_of_a_listing():
    body = f'<directory name="/var/tmp/">{FILE}{FOLDER}<total-files>1</total-files></directory>'
    file, folder = parsed(parse_files, listing(body)).files
    assert (file.name, file.directory, file.size, file.owner) == ("x.slax", "/var/tmp/", 2, "root")
    assert file.modified == datetime(2014, 2, 17, 15, 30, 39, tzinfo=UTC)
    assert (file.permissions, file.is_directory) == ("-rwxr-xr-x", False)
    assert (folder.name, folder.is_directory, folder.size) == (".ssh", True, None)
    assert file.xpath == "/rpc-reply/directory-list/directory/file-information[1]"


def test_a_core_dump_keeps_its_whole_path_and_its_engine():
    core = FILE.replace("x.slax", "/var/tmp/rpd.core.0.gz")
    body = listing(
        f"<output>/var/crash/*core*: No such file or directory</output><directory name=''>{core}"
        "<output>/var/tmp/pics/*core*: No such file or directory</output></directory>"
    )
    (file,) = parsed(parse_files, many(fpc1=body)).files
    assert (file.name, file.engine) == ("/var/tmp/rpd.core.0.gz", "fpc1")


@pytest.mark.parametrize(
    "body",
    [
        listing("<output>\n/var/db/scripts/jet/: No such file or directory\n</output>"),
        "<output>/var/db/scripts/jet/: No such file or directory</output>",
        listing("<directory name='/var/tmp/'><total-files>0</total-files></directory>"),
        many(
            fpc0=listing("<output>/var/crash/*core*: No such file or directory</output>"),
            fpc1=listing("<output>/var/crash/*core*: No such file or directory</output>"),
        ),
    ],
)
def test_nothing_there_is_an_answer(body):
    assert parsed(parse_files, body).files == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<directory-list/>", Refusal.NO_DATA),
        ("<output/>", Refusal.NO_DATA),
        (listing("<output/>"), Refusal.NO_DATA),
        (listing("<directory name='/var/tmp/'/>"), Refusal.NO_DATA),
        (listing("<unheard-of>x</unheard-of>"), Refusal.NO_DATA),
        (listing("<output>/var/db/scripts/op/: Permission denied</output>"), Refusal.DENIED),
        ("<output>/root: Permission denied</output>", Refusal.DENIED),
        (listing(f"<directory name='/'>{FILE}</directory><output>/x: Permission denied</output>"), Refusal.DENIED),
        (
            listing("<output>/var/crash/*: No such file or directory\n/var/tmp/*: Operation not permitted\n</output>"),
            Refusal.DENIED,
        ),
        (listing("<output>error: something else</output>"), Refusal.INCOMPLETE),
        ("<output>error: something else</output>", Refusal.INCOMPLETE),
        (listing(f"<directory name='/'>{FILE}<total-files>2</total-files></directory>"), Refusal.INCOMPLETE),
        (many(fpc0=listing("<directory/>"), fpc1="<output>timeout</output>"), Refusal.ENGINE_MISSING),
    ],
)
def test_what_could_hide_a_file_is_refused(body, reason):
    assert refusal(parse_files, body) is reason


COMMITS = (
    "<commit-information><commit-history><sequence-number>0</sequence-number><user>ops</user><client>cli</client>"
    '<date-time junos:seconds="1784894400">2026-07-24 12:00:00 UTC</date-time><log>last</log></commit-history>'
    "<commit-history><sequence-number>1</sequence-number><user>root</user><client>other</client>"
    "<comment>first</comment></commit-history>%s</commit-information>"
)


def test_commits_and_the_rescue_configuration():
    history = parsed(parse_commits, COMMITS % "")
    assert [(commit.sequence, commit.user, commit.client, commit.log) for commit in history.commits] == [
        (0, "ops", "cli", "last"),
        (1, "root", "other", "first"),
    ]
    assert history.commits[0].time == datetime(2026, 7, 24, 12, tzinfo=UTC)
    assert history.commits[1].time is None
    assert not history.has_rescue_configuration
    rescue = "<rescue-configuration><date-time>x</date-time><user>root</user></rescue-configuration>"
    assert parsed(parse_commits, COMMITS % rescue).has_rescue_configuration


def test_no_commit_is_no_data():
    assert refusal(parse_commits, "<commit-information/>") is Refusal.NO_DATA
