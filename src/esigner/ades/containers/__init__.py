"""ASiC containers (EN 319 162-1): written by `write`, read strictly by `read`."""
