"""Checks of health: whether the device and its parts work, as the device reports them on the bench."""
