"""What residents subscribe to, and how they like to be reminded."""
