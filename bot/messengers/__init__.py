"""The messengers, one folder each."""
