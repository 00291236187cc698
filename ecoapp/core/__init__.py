"""What every floor stands on: time, database, secrets, passwords. Knows nothing of the domain."""
