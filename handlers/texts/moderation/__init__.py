"""Words about what is hidden and disputed."""
