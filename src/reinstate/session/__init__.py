"""Talk to one device, read-only: NETCONF over SSH through PyEZ."""
