"""What came in: stored updates become turns; their pictures and tables are fetched first."""
