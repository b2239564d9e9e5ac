"""One short class per check, by domain: identity, lifecycle, software, licenses, FRUs, health, integrity, ..."""
