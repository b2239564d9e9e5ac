"""Juniper's own lifecycle pages as people save them: what each states, row by row."""
