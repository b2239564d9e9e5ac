"""Policy, waivers, verdict, disposition, fees, the record and its JSON Schema."""
