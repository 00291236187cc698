"""The pages of an établissement."""
