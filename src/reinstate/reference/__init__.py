"""Dated facts with their sources: profiles, releases, hardware lifecycle, part numbers, license SKUs, and fees."""
