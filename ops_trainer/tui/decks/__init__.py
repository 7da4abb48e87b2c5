"""Decks in the terminal: browse, a deck, a lesson, problems."""
