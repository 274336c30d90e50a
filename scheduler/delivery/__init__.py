"""What goes out: the outbox is sent, one sender for each account."""
