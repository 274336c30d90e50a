"""Libraries, librarians, appeals."""
