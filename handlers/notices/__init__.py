"""Telling those who are not at the desk: people, groups, and messages that change."""
