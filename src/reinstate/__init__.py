"""An engine that inspects Juniper devices: could a device be reinstated for support, at what cost, on what evidence?"""

__version__ = "0.1.0"
