"""Checks of identity: which product the unit is, and whether its identity is its own."""
