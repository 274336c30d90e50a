"""The playground under test."""
