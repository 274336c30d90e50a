"""What came in: stored happenings become turns; their pictures and tables are fetched first."""
