"""What people declared of units beside the evidence: claims, entitlement answers, attestations."""
