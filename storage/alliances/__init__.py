"""Alliances, Agreements, coordinators, the journal, groups."""
