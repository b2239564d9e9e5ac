"""Checks of integrity: what can grant access to others, or run on the device without the consent of its owner."""
