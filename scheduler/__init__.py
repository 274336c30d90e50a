"""Time: the jobs, the reading of the inbox and the delivery of the outbox."""
