"""Tables that people provide: read as spreadsheets and people write them, every mistake named with its line."""
