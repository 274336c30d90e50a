"""Pictures, documents and other long work that people asked for."""
