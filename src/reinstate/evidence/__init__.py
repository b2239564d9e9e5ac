"""The evidence bundle and the run folder on disk: classify, redact, hash, write, read, and verify replies."""
