"""The wizard, one page a step."""
