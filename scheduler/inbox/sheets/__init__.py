"""Tables that people send: recognised by what they are, unpacked in a sandbox, of which nothing but text comes out."""
