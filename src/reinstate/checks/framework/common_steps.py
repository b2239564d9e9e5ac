"""Next steps that several checks give, so that one situation is told in the same words wherever it is met."""

from __future__ import annotations

from typing import Final

COLLECT_AGAIN: Final = "collect the host again"
ADD_A_PROFILE: Final = "add a platform profile for the family, or correct the product's name"
LOG_IN_TO_SEE_ALL: Final = "log in with the permissions maintenance, secret and view-configuration"
COLLECT_SLOWLY: Final = "collect the host again, request by request and with longer deadlines"
KEEP_AND_REPORT: Final = (
    "keep it, isolate it, don't wipe, return or resell it; report it to brandprotection@juniper.net (P30)"
)
DO_NOT_PAY: Final = "don't pay for an inspection: the product is not eligible; see Juniper Certified Pre-Owned (P29)"
LOOK_AT_MODULE: Final = (
    "take the module out, compare its label with what it says, and ask the seller where it comes from"
)
# What look-ups in the maker's records are about: one sitting serves all units of a batch.
MAKERS_RECORDS: Final = "entitlement of serials"
