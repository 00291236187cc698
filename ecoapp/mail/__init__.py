"""What we write to people: one function per message, the outbox where it waits, its delivery."""
