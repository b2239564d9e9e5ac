"""Checks of integrity: what could let somebody else in, or run on the device without its owner's wish."""
