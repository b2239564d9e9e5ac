"""Typed errors: each states what is wrong, what was expected, what was found, and how to fix it."""

from __future__ import annotations


class ReinstateError(Exception):
    """An error that a user can act on, shown as ``what - expected: x - got: y - fix: z``.

    Args:
        what: the subject and what is wrong with it, as a clause without a final period.
        expected: the form that was expected.
        actual: what was found instead.
        remedy: one action for the user.
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
            parts.append(f"got: {self.actual}")
        if self.remedy:
            parts.append(f"fix: {self.remedy}")
        return " - ".join(parts)


class InputError(ReinstateError):
    """A file or variable that a person wrote (inventory, policy, reference data, claims) is malformed."""


class EvidenceError(ReinstateError):
    """An evidence bundle or a run folder cannot be read, or does not match its recorded digests."""


class RequestNotAllowedError(ReinstateError):
    """A request that is not on the read-only allow-list was about to be sent."""


class AccountsError(ReinstateError):
    """Units and hosts of a run do not add up."""


class StorageError(ReinstateError):
    """The run folder cannot be written (full disk, no permission)."""


class RunInUseError(ReinstateError):
    """Another playbook works on the run, or may do so: nothing shows that it has ended."""
