"""Letters to many are put into the outbox."""
