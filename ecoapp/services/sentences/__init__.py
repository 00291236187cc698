"""The sentences of all refusals, one module for each part of the service."""
