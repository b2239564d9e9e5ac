"""The ``reinstate`` command, with a module for each group of commands."""
