"""How SQL is spoken here: types, connections, the write queue, paging, encryption, backup."""
