"""The joint plan: events, series, months, the poster of what is on; ``talks`` are the dialogues about one event."""
