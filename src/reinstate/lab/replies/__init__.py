"""The replies of an emulated device: one module for each subject, one function for each reply."""
