"""The typed model of a device: what its stored replies say, in the terms of Junos."""
