"""Files by the thousand that nobody would write, and what the validator says of them: `./run fuzz`."""
