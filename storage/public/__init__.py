"""Lists that only public pages and feeds ask for."""
