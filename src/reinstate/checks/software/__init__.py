"""Checks of software: which Junos OS release runs, and whether it is a supported standard release."""
