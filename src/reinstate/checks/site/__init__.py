"""Site checks: checks that a policy defines."""
