"""Checks of software: which Junos release runs, and whether it is a supported, standard one."""
