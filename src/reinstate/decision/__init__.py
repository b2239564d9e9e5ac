"""From findings to a decision: verdict, disposition, fees, next steps, and the record."""
