"""Words of the playground and its example."""
