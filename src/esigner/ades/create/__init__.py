"""Making signatures: prepare, add the value, and finish; or all in one step with a local key."""
