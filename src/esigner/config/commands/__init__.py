"""Commands of the operator that start and look after processes; the other commands are in `cli`."""
