"""The dialogues about one event: planning, changing, copying, cancelling it, and the questions they share."""
