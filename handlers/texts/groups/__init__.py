"""Words of binding groups."""
