"""The steps of an inspection, from an opened run to its report, and the commands on stored runs."""
