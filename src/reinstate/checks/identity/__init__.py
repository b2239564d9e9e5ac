"""Checks of identity: who the product is, and whether it is what it says."""
