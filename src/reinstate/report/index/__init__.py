"""The index of a batch: the buyer's answer first, then what to do, where the units stand, and every unit."""
