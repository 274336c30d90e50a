"""The list of alliances; an alliance's front page, Agreement, libraries and journal."""
