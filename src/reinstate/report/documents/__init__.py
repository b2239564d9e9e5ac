"""Documents of a batch: to work from, or to send."""
