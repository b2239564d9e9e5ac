"""What each request is answered with: one module per subject, one function per reply."""
