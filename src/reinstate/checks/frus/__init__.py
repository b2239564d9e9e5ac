"""Checks of modules: whether their identity is present, consistent, and genuine."""
