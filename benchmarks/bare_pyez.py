"""What a user would write by hand: PyEZ as installed, a thread pool, one request after another.

usage: bare_pyez.py INVENTORY REQUESTS WORKERS
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml
from jnpr.junos import Device
from jnpr.junos.exception import RpcError
from lxml import etree


def ask(place: dict[str, Any], login: tuple[str, str], requests: list[str]) -> int:
    """Send every request to one device; how many were answered."""
    answered = 0
    user, password = login
    with Device(
        host=place["ansible_host"], port=place["ansible_port"], user=user, passwd=password, gather_facts=False
    ) as device:
        device.timeout = 120
        for request in requests:
            try:
                device.rpc(etree.fromstring(request))
            except RpcError:
                continue
            answered += 1
    return answered


def main() -> None:
    """Ask every host of the inventory and print the number of answers."""
    inventory, requests, workers = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text()), int(sys.argv[3])
    hosts = yaml.safe_load(inventory.read_text())["all"]["children"]["rack"]["hosts"]
    variables = yaml.safe_load((inventory.parent / "group_vars" / "all.yml").read_text())
    login = (variables["ansible_user"], variables["ansible_password"])
    with ThreadPoolExecutor(workers) as pool:
        answers = list(pool.map(lambda place: ask(place, login, requests), hosts.values()))
    print(json.dumps({"hosts": len(answers), "answers": sum(answers)}))


if __name__ == "__main__":
    main()
