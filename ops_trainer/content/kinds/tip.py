"""Tips."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ops_trainer.content.kinds.asked import Aspect
from ops_trainer.content.kinds.base import Face, TermNote, equated
from ops_trainer.content.kinds.page import Page
from ops_trainer.content.text import Text, joined, said


class Tip(TermNote):
    """Advice for a situation, and why it works."""

    needs_siblings = True

    kind: Literal["tip"] = "tip"
    situation: Text
    advice: Text
    why: Text | None = None

    def summary(self, pool: str = "") -> Text:
        """Return the tip and its advice."""
        return equated(self.term, self.advice)

    def make_faces(self) -> Iterator[Face]:
        """Yield the advice, and why it works."""
        yield "advice", self.situation, said("card.advice"), self.advice
        if self.why is not None:
            yield "why", self.term, said("card.why", advice=self.advice), self.why

    def write(self, page: Page) -> None:
        """Write the situation, the advice and why it works."""
        page.section("lesson.situation", self.situation)
        page.section("lesson.advice", self.advice)
        page.section("lesson.why", self.why)

    def all_aspects(self) -> Iterator[Aspect]:
        """Yield the advice for the situation, and which tip would help there."""
        asked = joined(self.situation, said("question.advice"))
        chosen = not self.descriptive
        yield Aspect("advice", "advice", asked, self.advice, "advice", self.advice, chosen=chosen)
        asked = joined(self.situation, said("question.which_tip"))
        yield Aspect("term", "advice", asked, self.term, "short", self.situation, chosen=chosen)

    def facts(self) -> Iterator[Text]:
        """Yield the situation."""
        yield self.situation

    def clues(self) -> Iterator[tuple[Text, str]]:
        """Yield the situation."""
        yield self.situation, "question.helps_of_two"

    def proof(self) -> Text | None:
        """Return why the advice works, else the example."""
        return self.why or super().proof()
