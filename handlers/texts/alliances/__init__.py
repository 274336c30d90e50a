"""Words of founding and keeping an alliance."""
