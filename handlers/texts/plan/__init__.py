"""Words of the joint plan."""
