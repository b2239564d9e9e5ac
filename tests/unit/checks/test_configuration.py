"""Reading the committed configuration: fingerprints of keys, and globs over statements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.configuration import as_printed, fits, is_factory, key_fingerprint
from tests.unit.checks.builders import a_case, a_profile
from tests.unit.checks.integrity.evidence import FINGERPRINT, KEY, statement


def test_fingerprint_is_the_one_that_openssh_prints() -> None:
    """As ``ssh-keygen -lf`` prints it for that key."""
    assert key_fingerprint(statement(f"system > root-authentication > ssh-ed25519[{KEY}]")) == FINGERPRINT


GLOBS = (
    ("interfaces interface[ge-0/0/0] unit[0] family inet", "interfaces interface*", True),
    ("interfaces interface[ge-0/0/0] unit[0]", "interfaces interface? unit?", True),
    ("interfaces interface[ge-0/0/0] unit[0]", "interfaces interface unit", True),
    ("system ntp server[192.0.2.1]", "system ntp server[192.0.2.1]", True),
    ("system ntp server[192.0.2.1]", "system ntp server[192.0.2.2]", False),
    ("system ntp server[192.0.2.1]", "system ntp", False),
    ("groups[old] system ntp server[192.0.2.1]", "system ntp server*", True),
    ("protocols rstp interface[all]", "protocols rst[p]*", False),
)


@pytest.mark.parametrize(("path", "glob", "expected"), GLOBS)
def test_globs(path: str, glob: str, *, expected: bool) -> None:
    assert fits(tuple(path.split(" ")), [glob]) is expected


PRINTED = (
    ("snmp > community[public] > authorization = read-only", "snmp community public authorization read-only"),
    ("system > name-server[192.0.2.1]", "system name-server 192.0.2.1"),
    ("groups[old] > system > login > user[ops] > class = operator", "system login user ops class operator"),
)


@pytest.mark.parametrize(("stated", "printed"), PRINTED)
def test_a_statement_as_junos_prints_it(stated: str, printed: str) -> None:
    assert as_printed(statement(stated)) == printed


@given(st.text(), st.text())
def test_a_path_fits_itself_whatever_a_device_calls_its_things(name: str, key: str) -> None:
    """Brackets, dots and other pattern signs in a device's names are plain text to a glob, save for ``*`` and ``?``."""
    path = ("system", f"{name.replace('[', '')}[{key}]")
    assert fits(path, [" ".join(path)])


NEVER_FACTORY = (
    "system > login > user[ops] > class",
    f"system > login > user[ops] > authentication > ssh-ed25519[{KEY}]",
    f"system > root-authentication > ssh-ed25519[{KEY}]",
    "system > scripts > op > file[x.slax]",
    "snmp > community[public]",
    "event-options > policy[x] > then",
    "groups[old] > system > login > user[ops] > class",
    "system > syslog > host[192.0.2.9] > any",
)


@pytest.mark.parametrize("path", NEVER_FACTORY)
def test_no_profile_declares_what_the_previous_owner_left_as_factory_default(path: str) -> None:
    globs = ("system login*", "system root-authentication*", "system scripts*", "snmp com*", "event-options pol*")
    assert not is_factory(statement(path), a_case(profile=a_profile(factory_default=(*globs, "system syslog*"))))
    assert is_factory(
        statement("system > syslog > file[messages] > any"),
        a_case(profile=a_profile(factory_default=("system syslog*",))),
    )
