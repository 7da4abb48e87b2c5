"""What a team server keeps: members, their events, decks, assignments; on SQLite or PostgreSQL."""
