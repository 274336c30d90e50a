"""What people write: the only place of this room with Russian string literals."""
