"""Python, the packages that Reinstate needs, and Ansible."""

from __future__ import annotations

import importlib
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from reinstate.errors import InputError
from reinstate.plain_text import counted, listed, printable
from reinstate.workflow.ansible_programs import ansible_program, playbook_folder
from reinstate.workflow.doctor.lines import Line, not_determined, ok, problem, warning

_DISTRIBUTION = "reinstate"
_INSTALL = "pip install"
# What a session is made of: they can be installed and still not load.
_LOADED = ("jnpr.junos", "ncclient.manager", "lxml.etree", "paramiko")
_DEADLINE = 60
_PLAYBOOK = "ansible-playbook"
_CORE = re.compile(r"\[core (\d[\w.]*)\]")
_INTERPRETER = re.compile(r"\((/[^()]*)\)\s*$")


def python_lines() -> Iterator[Line]:
    """The version of Python, against what the package asks for."""
    running, wanted = platform.python_version(), metadata.metadata(_DISTRIBUTION)["Requires-Python"]
    if SpecifierSet(wanted or "").contains(running, prereleases=True):
        yield ok("Python", f"version {running}")
    else:
        yield problem("Python", f"version {running}; Reinstate needs {wanted}", f"install Python {wanted}")


def package_lines() -> Iterator[Line]:
    """Every package that Reinstate and its playbooks need, with its version; and whether those of a session load."""
    wanted = tuple(_wanted())
    wrong = [line for requirement in wanted if (line := _of_package(requirement)) is not None]
    yield from wrong
    if not wrong:
        yield ok("packages", f"{counted(len(wanted), 'package')} installed as required")
    broken = [line for name in _LOADED if (line := _loaded(name)) is not None]
    yield from broken
    if not broken:
        yield ok("packages", f"{listed(_LOADED)} can be imported")


def _wanted() -> Iterator[Requirement]:
    for text in metadata.requires(_DISTRIBUTION) or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": "ansible"}):
            yield requirement


def _of_package(wanted: Requirement) -> Line | None:
    """What is wrong with a package; None where nothing."""
    plain = f"{wanted.name}{wanted.specifier}"
    try:
        installed = metadata.version(wanted.name)
    except metadata.PackageNotFoundError:
        return problem("packages", f"{wanted.name} is not installed", f"{_INSTALL} '{plain}'")
    if wanted.specifier.contains(installed, prereleases=True):
        return None
    what = f"{wanted.name} {installed} is installed; Reinstate needs {wanted.specifier}"
    return problem("packages", what, f"{_INSTALL} '{plain}'")


def _loaded(name: str) -> Line | None:
    """Why a module cannot be imported; None where it can."""
    try:
        importlib.import_module(name)
    except Exception as error:  # noqa: BLE001 - a broken package can raise anything
        what = f"{name} cannot be imported: {type(error).__name__}: {error}"
        return problem("packages", what, "install the packages of Reinstate again, in a new environment")
    return None


def ansible_lines() -> Iterator[Line]:
    """Whether ``ansible-playbook`` starts, and reads Reinstate's own configuration."""
    program = ansible_program(_PLAYBOOK)
    done = subprocess.run(  # noqa: S603 - Ansible's own program
        [program, "--version"], capture_output=True, timeout=_DEADLINE, check=False, stdin=subprocess.DEVNULL
    )
    said = done.stdout.decode("utf-8", "replace").splitlines()
    if done.returncode or not said:
        cause = printable(done.stderr, 300) or f"exit status {done.returncode}"
        yield problem("Ansible", f"{program} does not start: {cause}", "correct what it states, such as LC_ALL=C.UTF-8")
        return
    yield _core(printable(said[0], 80))
    yield from _python_of(program, said)
    yield _configuration(said)


def _core(first: str) -> Line:
    """Whether the program is of a version that Reinstate runs with; ``first`` is its first line."""
    found = _CORE.search(first)
    wanted = next((one.specifier for one in _wanted() if one.name == "ansible-core"), SpecifierSet())
    if found is None:
        return not_determined("Ansible", f"no version in what ansible-playbook --version prints: {first}")
    if wanted.contains(found[1], prereleases=True):
        return ok("Ansible", f"{first} starts")
    return problem("Ansible", f"{first}; Reinstate needs {wanted}", f"{_INSTALL} 'ansible-core{wanted}'")


def _python_of(program: str, said: list[str]) -> Iterator[Line]:
    """A warning where Ansible runs in another environment, in which Reinstate may not be installed."""
    stated = next((line for line in said if line.strip().startswith("python version")), "")
    own = Path(sys.executable).parent
    found = _INTERPRETER.search(stated)
    if found is not None and Path(found[1]).parent != own:
        what = f"{program} runs with {printable(found[1], 200)}, and this command with {sys.executable}"
        yield warning("Ansible", what, f"put {own} first in PATH, or install Reinstate for the other Python as well")


def _configuration(said: list[str]) -> Line:
    stated = next((line.partition("=")[2].strip() for line in said if line.strip().startswith("config file")), "")
    try:
        own = playbook_folder().parent / "ansible.cfg"
    except InputError as error:
        return not_determined("Ansible", error.what, error.remedy)
    if stated and Path(stated).resolve() == own.resolve():
        return ok("Ansible", f"reads {own}")
    what = f"reads {stated or 'no configuration file'}, which may lack the folders of Reinstate's plugins and roles"
    named = "" if os.environ.get("ANSIBLE_CONFIG") else ", in every shell that starts a playbook"
    return warning("Ansible", what, f"export ANSIBLE_CONFIG={own}{named}")
