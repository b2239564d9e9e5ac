"""Remedies that several checks share, so that one situation has one wording wherever it is met."""

from __future__ import annotations

from typing import Final

from reinstate.checks.framework.answers import Action, Remedy

COLLECT_AGAIN: Final = Remedy(Action.COLLECT, "collect evidence again")
COLLECT_OR_READ: Final = Remedy(
    Action.COLLECT, "collect evidence again; if the result is the same, read the value on the console"
)
ADD_A_PROFILE: Final = Remedy(
    Action.LOOK_UP,
    "add a platform profile for the family; reinstate reference unknown RUN --profiles row.yml writes the row to add",
)
LOG_IN_TO_SEE_ALL: Final = Remedy(
    Action.COLLECT,
    "collect evidence again with a login that has the permissions view-configuration, secret, and maintenance",
    "login",
)
COLLECT_SLOWLY: Final = Remedy(
    Action.COLLECT,
    "collect evidence again one request at a time (reinstate_pipelined: false) "
    "and with longer deadlines (reinstate_reply_deadline_factor)",
    "time",
)
# One change of the policy settles the login, address, and key that the inspection itself uses.
DECLARE_THE_BENCH: Final = Remedy(
    Action.DECLARE,
    "if it belongs to the bench, declare it in the policy "
    "(baseline: logins, management_prefixes, key_fingerprints); if not, zeroize after you save a copy of this run",
    "bench baseline",
)
KEEP_AND_REPORT: Final = Remedy(
    Action.REPORT,
    "keep and isolate the unit; do not wipe, return, or resell it; report it to brandprotection@juniper.net (P30)",
)
DO_NOT_PAY: Final = Remedy(
    Action.STOP,
    "do not pay for a product inspection; the product is not eligible; see Juniper Certified Pre-Owned (P29)",
)
LOOK_AT_MODULE: Final = Remedy(
    Action.LOOK, "remove the module and compare its label with the reported identity; ask the seller for its origin"
)
ZEROIZE: Final = Remedy(
    Action.ZEROIZE,
    "after you save a copy of this run, run request system zeroize; inspect again with stage: prepared",
)
REINSTALL: Final = Remedy(
    Action.INSTALL,
    "after you save a copy of this run, reinstall Junos from Juniper's media and zeroize; "
    "inspect again with stage: reimaged",
)
DECLARE_OR_ZEROIZE: Final = Remedy(
    Action.ZEROIZE, "if it belongs to the bench, declare it in the policy (baseline); if not, zeroize"
)

# What lookups in Juniper's entitlement records are about: one sitting serves all units of a batch.
MAKERS_RECORDS: Final = "entitlement of serials"

# Where a saved page lists a product or release, and says something of it that the import does not know.
UNREAD = "the imported page says something of the dates of this {part} that nobody has read"
READ_NOTES = (
    "import the page again, which shows each note with its rows; where a note leaves the dates as they are, say so "
    "(reinstate reference import PAGE --read-notes confirmed-by NAME)"
)
