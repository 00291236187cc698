"""Papers that people keep: one function for each, from words to a PDF. No database, no settings."""
