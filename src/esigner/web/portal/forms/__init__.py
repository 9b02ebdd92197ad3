"""Forms of the portal: they read what was typed; what is right or wrong is the domain's to say."""
