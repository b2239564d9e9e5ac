"""What people read of a run: pages, documents, exports, and the lines of the console."""
