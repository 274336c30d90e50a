"""Words of public pages and feeds."""
