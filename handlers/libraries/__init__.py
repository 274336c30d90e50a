"""Libraries: joining, leaving, the card, colleagues, appeals, the roster, namesakes."""
