"""Conversation: the vocabulary of every messenger and the engine that replays a dialogue. No I/O."""
