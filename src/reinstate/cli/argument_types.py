"""What several commands take in one form."""

from __future__ import annotations

import argparse
from datetime import date


def day(text: str) -> date:
    """A day in ISO 8601; argparse tells what is wrong of any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected a day such as 2027-01-31, got {text!r}") from error
