"""The emulated rack: Juniper devices over NETCONF and SSH, built from specs or replayed from stored evidence."""

from reinstate.lab.rack import LabHost, RunningRack, find_rack, launch, start_rack, stop_rack
from reinstate.lab.rack_plan import RackPlan

__all__ = ["LabHost", "RackPlan", "RunningRack", "find_rack", "launch", "start_rack", "stop_rack"]
