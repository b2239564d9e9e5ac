"""Documents of a batch that a person works by or sends to somebody."""
