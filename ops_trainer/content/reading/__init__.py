"""A deck file in, a deck or every problem with it out."""
