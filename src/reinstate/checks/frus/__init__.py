"""Checks of modules (FRUs): whether their identity is present, consistent, and genuine."""
