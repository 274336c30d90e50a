"""Official schemas of the messengers: what a request may look like."""
