"""`make bench`: what the application weighs and how fast it is, beside a bare Reflex counter."""
