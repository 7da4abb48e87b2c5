"""Advice on decks: style, answer leaks, near duplicates."""
