"""Registries of settlements and libraries that were imported."""
