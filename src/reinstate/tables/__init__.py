"""The one reader of tables that people provide: bytes to rows, and every error with its line and column."""
