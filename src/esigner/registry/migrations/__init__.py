"""Migrations, in order, reviewed by hand."""
