"""Plants faults where we judge, and asks the tests whether they notice. Run by `./run mutate [PATH…] [--sample N]`."""
