"""A file that a person names can be anything: a clear error at once, no traceback, and nothing waits for a pipe."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reinstate.decision.policy import load_policy, reference_for
from reinstate.declared.store import Handed, declare
from reinstate.errors import InputError
from reinstate.report.jinja_environment import make_environment
from reinstate.session.dial import SessionFailure
from reinstate.session.reach import connect
from reinstate.session.settings import ConnectionSettings
from tests.integration.collected import LAB_POLICY, ROOT

_SECONDS = 5


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    def late(*_: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_terminal(path: Path) -> None:
    path.symlink_to("/dev/tty")


def a_folder(path: Path) -> None:
    path.mkdir()


def a_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(path.name)
    os.chdir(here)


def a_huge_file(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(10 * 1024**3)


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def nothing(path: Path) -> None:
    path.unlink(missing_ok=True)


def deep(path: Path) -> None:
    path.write_text("a: " + "[" * 3_000 + "]" * 3_000)


def deep_by_lines(path: Path) -> None:
    path.write_text("".join(f"{' ' * level}a:\n" for level in range(3_000)))


def a_wide_header(path: Path) -> None:
    path.write_text(",".join(f"column{number}" for number in range(20_000)) + "\n")


def a_long_heading(path: Path) -> None:
    path.write_text("a" * 200_000 + "\n")


def quotes(path: Path) -> None:
    path.write_text('"' * 200_001 + "\n")


def random_bytes(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 1000)


FILES = (
    a_pipe, a_device, a_terminal, a_folder, a_socket, a_huge_file, a_link_to_itself, nothing, deep, deep_by_lines,
    a_wide_header, a_long_heading, quotes, random_bytes,
)  # fmt: skip


def as_policy(folder: Path, path: Path) -> None:
    load_policy(path)


def as_claims(folder: Path, path: Path) -> None:
    declare(folder, None, Handed(claims=path))


def as_attestations(folder: Path, path: Path) -> None:
    declare(folder, None, Handed(attestations=path))


def naming(folder: Path, text: str) -> Path:
    shutil.copytree(LAB_POLICY.parent / "reference", folder / "reference")
    policy = folder / "own.yml"
    policy.write_text(f"{LAB_POLICY.read_text()}\n{text}\n")
    return policy


def as_table(folder: Path, path: Path) -> None:
    reference_for(load_policy(LAB_POLICY), [renamed(path, "table.yml")])


def as_table_of_a_spreadsheet(folder: Path, path: Path) -> None:
    reference_for(load_policy(LAB_POLICY), [renamed(path, "table.csv")])


def as_table_of_the_policy(folder: Path, path: Path) -> None:
    policy = naming(folder, "")
    (folder / "reference/lab-lifecycle.yml").unlink()
    renamed(path, "reference/lab-lifecycle.yml")
    reference_for(load_policy(policy))


def renamed(path: Path, name: str) -> Path:
    if path.is_symlink() or path.exists():
        path.rename(path.parent / name)
    return path.parent / name


def as_site_checks(folder: Path, path: Path) -> None:
    (folder / "checks").mkdir()
    renamed(path, "checks/own.py")
    digest = hashlib.sha256(b"").hexdigest()
    load_policy(naming(folder, f"check_folders:\n  - folder: checks\n    files: {{own.py: {digest}}}"))


USES: dict[str, Callable[[Path, Path], None]] = {
    "policy": as_policy,
    "claims": as_claims,
    "attestations": as_attestations,
    "a table": as_table,
    "a table of a spreadsheet": as_table_of_a_spreadsheet,
    "a table of the policy": as_table_of_the_policy,
    "site checks": as_site_checks,
}


@pytest.mark.parametrize("make", FILES, ids=lambda make: make.__name__)
@pytest.mark.parametrize("use", USES)
def test_a_file_that_is_none_is_a_clear_error_at_once(tmp_path: Path, use: str, make: Callable[[Path], None]) -> None:
    path = tmp_path / "named"
    make(path)
    began = time.process_time()
    with pytest.raises(InputError) as raised:
        USES[use](tmp_path, path)
    assert time.process_time() - began < _SECONDS
    assert len(str(raised.value)) < 20_000
    assert any(name in str(raised.value) for name in ("named", "table.", "lab-lifecycle.yml", "own.py"))


@pytest.mark.parametrize("make", FILES[:7], ids=lambda make: make.__name__)
def test_an_ssh_config_that_is_none_is_that_host_s_fault_at_once(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "named"
    make(path)
    with pytest.raises(SessionFailure, match="ssh_config"):
        connect(ConnectionSettings(address="192.0.2.1", ssh_config_file=path))


@pytest.mark.parametrize("make", [a_pipe, a_device, a_folder, a_link_to_itself], ids=lambda make: make.__name__)
def test_a_template_that_is_none_is_a_clear_error_at_once(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "index.html.j2")
    with pytest.raises(InputError, match="report templates"):
        make_environment([tmp_path, ROOT / "roles/report/templates"])
