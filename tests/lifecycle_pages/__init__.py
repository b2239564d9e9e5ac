"""Juniper's lifecycle pages as its site and browsers make them, and what the import gives for them."""
