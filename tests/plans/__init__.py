"""Plans as people keep them, each with what a person would read in it, and how many of their rows are read so."""
