"""Time and the plan: held events, series, mornings after, files."""
