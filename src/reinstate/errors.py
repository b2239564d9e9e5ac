"""Typed errors: each says what was expected, what came, and what to do."""

from __future__ import annotations


class ReinstateError(Exception):
    """Something a user can act on.

    Args:
        what: the subject and what is wrong with it, one sentence without a final stop.
        expected: what should have been there.
        actual: what was there.
        remedy: the next step for the user.
    """

    def __init__(self, what: str, *, expected: str = "", actual: str = "", remedy: str = "") -> None:
        self.what = what
        self.expected = expected
        self.actual = actual
        self.remedy = remedy
        super().__init__(self.__str__())

    def __str__(self) -> str:
        parts = [self.what]
        if self.expected:
            parts.append(f"expected: {self.expected}")
        if self.actual:
            parts.append(f"actual: {self.actual}")
        if self.remedy:
            parts.append(f"to mend it: {self.remedy}")
        return " - ".join(parts)


class InputError(ReinstateError):
    """A file or variable that a person wrote (inventory, policy, reference, claim) is malformed."""


class EvidenceError(ReinstateError):
    """An evidence bundle or run folder can't be read, or isn't what its manifest says."""


class RequestNotAllowedError(ReinstateError):
    """A request that isn't on the read-only allow-list was about to be sent."""


class AccountsError(ReinstateError):
    """Units and hosts of a run don't add up."""


class StorageError(ReinstateError):
    """The run folder can't be written (full disk, no permission)."""
