"""What a page or a document shows of a record, put in the order of its readers."""
