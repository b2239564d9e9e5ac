"""The read-only allow-list: every request that can be sent to a device."""
