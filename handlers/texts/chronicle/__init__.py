"""Words of the chronicle."""
