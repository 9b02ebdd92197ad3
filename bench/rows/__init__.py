"""Where the rows come from: one module a subject."""
