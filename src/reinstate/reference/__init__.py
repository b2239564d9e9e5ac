"""Dated facts: platform profiles, Junos releases, hardware lifecycle, part numbers, licence SKUs, fees."""
