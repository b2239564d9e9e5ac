"""Remedies that several checks give, so that one situation is told in the same words wherever it is met."""

from __future__ import annotations

from typing import Final

from reinstate.checks.framework.answers import Action, Remedy

COLLECT_AGAIN: Final = Remedy(Action.COLLECT, "collect the host again")
ADD_A_PROFILE: Final = Remedy(Action.LOOK_UP, "add a platform profile for the family, or correct the product's name")
LOG_IN_TO_SEE_ALL: Final = Remedy(
    Action.COLLECT, "log in with the permissions maintenance, secret and view-configuration", "login"
)
COLLECT_SLOWLY: Final = Remedy(
    Action.COLLECT, "collect the host again, request by request and with longer deadlines", "time"
)
KEEP_AND_REPORT: Final = Remedy(
    Action.REPORT,
    "keep it, isolate it, don't wipe, return or resell it; report it to brandprotection@juniper.net (P30)",
)
DO_NOT_PAY: Final = Remedy(
    Action.STOP, "don't pay for an inspection: the product is not eligible; see Juniper Certified Pre-Owned (P29)"
)
LOOK_AT_MODULE: Final = Remedy(
    Action.LOOK, "take the module out, compare its label with what it says, and ask the seller where it comes from"
)

# What look-ups in the maker's records are about: one sitting serves all units of a batch.
MAKERS_RECORDS: Final = "entitlement of serials"
