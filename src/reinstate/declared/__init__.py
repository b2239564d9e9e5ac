"""Declared inputs, besides the evidence: claims, entitlement answers, attestations."""
