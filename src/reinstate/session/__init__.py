"""One read-only session with one device: NETCONF over SSH through Juniper PyEZ."""
