"""Dated facts: platform profiles, Junos releases, hardware lifecycle, part numbers, license SKUs, fees."""
