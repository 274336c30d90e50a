"""Entries of the chronicle."""
