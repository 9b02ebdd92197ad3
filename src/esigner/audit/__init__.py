"""What happened: append-only, hash-chained, and knowing nobody (ids are text)."""
