"""An emulated rack: Juniper devices over NETCONF and SSH, made from specs or replayed from evidence."""

from reinstate.lab.rack import LabHost, RunningRack, find_rack, launch, start_rack, stop_rack
from reinstate.lab.rack_plan import RackPlan

__all__ = ["LabHost", "RackPlan", "RunningRack", "find_rack", "launch", "start_rack", "stop_rack"]
