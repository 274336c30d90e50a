"""The VK adapter against a strict VK over HTTP."""
