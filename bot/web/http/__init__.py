"""What every address of the server stands on: connections, client addresses, rate limits, headers, caches."""
