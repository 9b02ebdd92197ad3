"""XAdES (EN 319 132-1) from templates that are canonical by construction."""
