"""One inspection from end to end: open a run, collect a host, judge the batch, write the report."""
