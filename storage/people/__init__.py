"""People, their dialogues, tokens and roles; erasure."""
