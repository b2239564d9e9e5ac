"""What may be asked of a device: the read-only allow-list, request by request."""
