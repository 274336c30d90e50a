"""Tables that people send: recognised by what they are, unpacked in a cage, and nothing but text when they come out."""
