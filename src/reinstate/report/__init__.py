"""Rendering: one Jinja environment, and the exports."""
