"""The parser of one command, which can accept its options anywhere between its other arguments."""

from __future__ import annotations

import argparse
from typing import Any


class CommandParser(argparse.ArgumentParser):
    """A parser of a command. Where ``intermixed`` is set, ``RUN UNIT --for partner OUTPUT`` is understood as well."""

    intermixed = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As of argparse. Its intermixed form calls this again, without mixing."""
        if not self.intermixed:
            return super().parse_known_args(args, namespace)
        self.intermixed = False
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self.intermixed = True
