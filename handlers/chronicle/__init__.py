"""How it went: writing, correcting and reading the chronicle."""
