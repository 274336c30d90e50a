"""How long a test waits for what must come before it says that it did not come."""

from typing import Final

PATIENCE: Final = 60.0
"""Seconds. Nothing is measured by it: what comes late on a busy machine has come, and what never comes is red."""
