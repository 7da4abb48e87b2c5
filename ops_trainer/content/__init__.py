"""A deck file becomes notes, notes become cards and questions. Only the reader opens files."""
