"""Public things that should not be shown: hidden, disputed, restored; offices and people that misuse them."""
