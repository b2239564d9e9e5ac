"""The checks, one short class for each, by domain."""
