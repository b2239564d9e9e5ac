"""The ``reinstate`` command, a module per group of commands."""
