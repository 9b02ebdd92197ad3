"""Speed as ratios: each row is ours against something measured in the same run. Run by `./run bench [--json]`."""
