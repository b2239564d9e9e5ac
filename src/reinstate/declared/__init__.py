"""Declared inputs: claims, answers of entitlement lookups, and attestations."""
