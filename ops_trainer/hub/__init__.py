"""The team server's door: the same journal, many learners."""
