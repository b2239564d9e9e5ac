"""The check of an installation: software, runs folder, clock, policy, reference data, and one host."""
