"""What the evidence says: a typed model of units and FRUs, parsed with lxml."""
