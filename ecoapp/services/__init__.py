"""Use cases, one module a noun. They take a session, never commit, return views, raise refusals."""
