"""The outside world: for each thing, a protocol, the real ones, and a fake for tests."""
