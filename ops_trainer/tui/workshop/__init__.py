"""Workshops in the terminal: hosting, playing, results."""
