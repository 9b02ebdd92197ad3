"""Letters, official documents, seals and mail."""
