"""Checks of integrity: what can grant access to others, or run on the device without its owner's consent."""
