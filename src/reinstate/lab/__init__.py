"""An emulated rack: NETCONF over SSH, replaying device specs or evidence bundles, with faults."""
