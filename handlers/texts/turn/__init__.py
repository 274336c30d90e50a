"""Words of every turn: menu, help, commands, dialogue, refusals."""
