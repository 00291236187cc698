"""The pages of a carnet."""
