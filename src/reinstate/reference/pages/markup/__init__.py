"""Markup of saved pages, which is hostile input: its tables as rows of cells, and the texts beside them."""
