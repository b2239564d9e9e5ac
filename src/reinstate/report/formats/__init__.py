"""Exports of a report: the same data for spreadsheets, for other tools, and on paper."""
