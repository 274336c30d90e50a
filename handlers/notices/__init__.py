"""Telling those who are not in this turn: people, groups, and messages that change."""
