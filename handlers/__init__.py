"""What a person comes to do: one file per errand; all words for people in ``handlers/texts``."""
