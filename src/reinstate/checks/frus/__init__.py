"""Checks of modules: whether they are what they say and belong together."""
