"""What came in and what goes out: accounts, inbox, outbox, posts."""
