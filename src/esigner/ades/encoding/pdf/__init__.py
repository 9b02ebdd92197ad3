"""PDF read within bounds."""
