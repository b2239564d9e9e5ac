"""Reinstate: could this Juniper device be reinstated for support, what stands in the way, what would it cost?"""

__version__ = "0.1.0"
