"""Words for those who run the program."""
