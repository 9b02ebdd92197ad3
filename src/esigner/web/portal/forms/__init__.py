"""Forms of the portal: they read what was typed; the domain says what is right or wrong."""
