#!/usr/bin/python
"""An ordinary Ansible module around PyEZ, for comparison: a new Python and a new import for every host."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pyez_requests
short_description: Send requests to a Junos device with PyEZ and keep the replies
description: What an ordinary module does, for comparison.
options:
  host: {type: str, required: true, description: Address.}
  port: {type: int, required: true, description: Port.}
  user: {type: str, required: true, description: Login.}
  password: {type: str, required: true, description: Password.}
  requests: {type: path, required: true, description: JSON list of requests.}
  folder: {type: path, required: true, description: Where to keep the replies.}
author: Reinstate maintainers
"""

import hashlib  # noqa: E402
import json  # noqa: E402
import tempfile  # noqa: E402
from pathlib import Path  # noqa: E402

from ansible.module_utils.basic import AnsibleModule  # noqa: E402


def main() -> None:
    """Send every request in one session and keep the replies with their hashes."""
    from jnpr.junos import Device  # noqa: PLC0415
    from jnpr.junos.exception import RpcError  # noqa: PLC0415
    from lxml import etree  # noqa: PLC0415

    module = AnsibleModule(
        argument_spec={
            "host": {"type": "str", "required": True},
            "port": {"type": "int", "required": True},
            "user": {"type": "str", "required": True},
            "password": {"type": "str", "required": True, "no_log": True},
            "requests": {"type": "path", "required": True},
            "folder": {"type": "path", "required": True},
        }
    )
    given = module.params
    answered = 0
    digests = []
    folder = Path(tempfile.mkdtemp(dir=given["folder"]))
    with Device(
        host=given["host"], port=given["port"], user=given["user"], passwd=given["password"], gather_facts=False
    ) as device:
        for request in json.loads(Path(given["requests"]).read_text()):
            try:
                reply = etree.tostring(device.rpc(etree.fromstring(request)))
            except RpcError:
                continue
            (folder / f"{answered}.xml").write_bytes(reply)
            digests.append(hashlib.sha256(reply).hexdigest())
            answered += 1
    module.exit_json(changed=False, answered=answered, digests=digests)


if __name__ == "__main__":
    main()
