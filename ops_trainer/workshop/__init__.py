"""A live quiz in a room: its states and its scoring. No screen, no clock, no network."""
