"""Argument types that several commands share."""

from __future__ import annotations

import argparse
from datetime import date


def day(text: str) -> date:
    """A date in ISO 8601; argparse shows the error for any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected a date such as 2027-01-31, got {text!r}") from error
