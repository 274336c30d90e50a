"""Messengers to test against: they speak the real protocols over HTTP on loopback."""
