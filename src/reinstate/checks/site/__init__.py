"""Site checks: questions of a policy's own."""
