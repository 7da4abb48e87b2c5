"""A card: one thing to recall. `BaseNote.make_cards` makes a note's cards, from the faces of its kind (`kinds/`)."""

from __future__ import annotations

from dataclasses import dataclass

from ops_trainer.content.text import Text


@dataclass(frozen=True, slots=True)
class Card:
    """One prompt and one answer.

    `id` is `deck/note/face` and never changes while the deck's keys stay. `subject` is what the card is about (a
    term, a situation); `question` is what is asked of it; `back` is the answer.
    """

    deck: str
    note: str
    face: str
    subject: Text
    question: Text
    back: Text

    @property
    def id(self) -> str:
        """`deck/note/face`."""
        return f"{self.deck}/{self.note}/{self.face}"

    @property
    def note_id(self) -> str:
        """`deck/note`."""
        return f"{self.deck}/{self.note}"

    @property
    def front(self) -> Text:
        """Subject and question as one text, a line each, in the languages that both have."""
        langs = [lang for lang in self.subject.langs if self.question.has(lang)]
        return Text(**{lang: f"{getattr(self.subject, lang)}\n{getattr(self.question, lang)}" for lang in langs})
