"""Questions and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ops_trainer.content.kinds.asked import Aspect, Recall
from ops_trainer.content.kinds.base import BaseNote, Face
from ops_trainer.content.kinds.page import Page
from ops_trainer.content.text import Text, said


class QA(BaseNote):
    """A question and its answer."""

    kind: Literal["qa"] = "qa"
    front: Text
    back: Text

    @property
    def title(self) -> Text:
        """The question."""
        return self.front

    def summary(self, pool: str = "") -> Text:
        """Return the answer."""
        return self.back

    def faces(self) -> Iterator[Face]:
        """Yield the question."""
        yield "answer", self.front, said("card.qa"), self.back

    def write(self, page: Page) -> None:
        """Write the question where it has several lines, which the heading joins; and the answer."""
        if "\n" in self.front.in_lang(page.lang).strip():
            page.text(self.front)
        page.text(self.back)

    def all_aspects(self) -> Iterator[Aspect]:
        """Yield the question."""
        yield Aspect("answer", "answer", self.front, self.back, "back", self.front)

    def recalls(self) -> Iterator[Recall]:
        """Yield the question, to be answered in one's own words; a long answer is for the learner to judge."""
        yield Recall("answer", self.front, self.back)

    def facts(self) -> Iterator[Text]:
        """Yield the question."""
        yield self.front
