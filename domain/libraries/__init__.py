"""Rules of settlements and libraries: namesakes, membership, titles, what a registry says."""
