"""The documents of a batch: work list, request, report to brand protection, and seller reports."""
