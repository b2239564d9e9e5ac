"""Lifecycle tables of other programs and sites: exports that a small declared mapping turns into lifecycle rows."""

from reinstate.reference.foreign_tables.mapping import ForeignMapping, mapping_named, shipped_mappings
from reinstate.reference.foreign_tables.rows import ForeignRows, rows_of_foreign

__all__ = ["ForeignMapping", "ForeignRows", "mapping_named", "rows_of_foreign", "shipped_mappings"]
