"""An emulated rack: Juniper devices over NETCONF and SSH, made from specs or replayed from evidence."""

from reinstate.lab.plan import RackPlan
from reinstate.lab.rack import LabHost, RunningRack, find_rack, launch, start_rack, stop_rack

__all__ = ["LabHost", "RackPlan", "RunningRack", "find_rack", "launch", "start_rack", "stop_rack"]
