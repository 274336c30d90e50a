"""Pictures that the program draws itself; no wing of its own, everybody's ground."""
