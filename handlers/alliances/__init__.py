"""Founding and keeping an alliance: its card, Agreement, coordinators, journal."""
