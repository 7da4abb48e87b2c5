"""The journal and everything else that must last: SQLModel tables on SQLite (and PostgreSQL for a team server)."""
