"""A record as its readers look at it: in the index, on its page, in a document."""
