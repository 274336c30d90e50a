"""What is hidden from everybody, and what people say against public things."""
