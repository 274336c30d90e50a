"""Pages of what is kept of people: the policy, and one's own consents."""
