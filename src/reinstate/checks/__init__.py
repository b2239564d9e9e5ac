"""One short class per check, by domain: identity, lifecycle, software, licences, FRUs, health, integrity, ..."""
