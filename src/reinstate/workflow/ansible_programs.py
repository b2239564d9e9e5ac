"""Where Ansible's programs and Reinstate's playbooks are."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from reinstate.errors import InputError

_OWN_PLAYBOOK = "inspect.yml"


def ansible_program(name: str, remedy: str = "install ansible-core") -> str:
    """The program of this environment; else the one on the path.

    Raises:
        InputError: it is not installed; ``remedy`` says what to do.
    """
    own = Path(sys.executable).with_name(name)
    found = str(own) if own.exists() else shutil.which(name)
    if found is None:
        raise InputError(f"{name} is not installed", expected=f"{name} in PATH", actual="none", remedy=remedy)
    return found


def playbook_folder() -> Path:
    """The folder of Reinstate's playbooks: beside ANSIBLE_CONFIG, else of the checkout that this package is from.

    Raises:
        InputError: there is none.
    """
    configuration = os.environ.get("ANSIBLE_CONFIG", "")
    near = [Path(configuration).expanduser().absolute().parent] if configuration else []
    for folder in (*near, Path(__file__).resolve().parents[3]):
        if (folder / "playbooks" / _OWN_PLAYBOOK).is_file():
            return folder / "playbooks"
    raise InputError(
        "the playbooks of Reinstate are not found",
        expected=f"playbooks/{_OWN_PLAYBOOK} beside the file in ANSIBLE_CONFIG",
        actual=configuration or "ANSIBLE_CONFIG is not set",
        remedy="export ANSIBLE_CONFIG=FOLDER/ansible.cfg, with the folder of Reinstate",
    )
