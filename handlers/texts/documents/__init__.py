"""Words of documents."""
