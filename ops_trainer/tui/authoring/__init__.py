"""Writing decks: the form of a note, a new deck, what drafts an article gave."""
