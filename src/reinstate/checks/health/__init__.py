"""Checks of health: whether the device works, as far as it can tell of itself on a bench."""
