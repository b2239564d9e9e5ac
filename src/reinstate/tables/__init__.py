"""Tables that people provide: read as spreadsheets and people write them, with every mistake and its line."""
