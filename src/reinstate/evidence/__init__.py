"""The evidence bundle on disk: classify, redact, hash, write, read, verify."""
