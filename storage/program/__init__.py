"""What the program keeps of itself: leases, runs, settings, the playground."""
