"""ASiC containers (EN 319 162-1): a strict reader and a writer."""
