"""Questions and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from ops_trainer.content.kinds.asked import Aspect, Recall
from ops_trainer.content.kinds.base import BaseNote, Face
from ops_trainer.content.kinds.page import Page
from ops_trainer.content.kinds.parts import Sides, Slug
from ops_trainer.content.text import Text, joined, said


class QA(BaseNote):
    """A question and its answer. `reverse`: the answer is asked about as well; `faces` are more cards of the note, by
    key."""

    kind: Literal["qa"] = "qa"
    front: Text
    back: Text
    reverse: bool = False
    faces: dict[Slug, Sides] = Field(default={})

    @property
    def title(self) -> Text:
        """The question."""
        return self.front

    def summary(self, pool: str = "") -> Text:
        """Return the answer."""
        return self.back

    def make_faces(self) -> Iterator[Face]:
        """Yield the question, the answer where that is asked about as well, and what else is asked."""
        yield "answer", self.front, said("card.qa"), self.back
        if self.reverse:
            yield "reverse", self.back, said("card.qa_reverse"), self.front
        for key, sides in self.faces.items():
            yield f"face.{key}", sides.front, said("card.qa"), sides.back

    def write(self, page: Page) -> None:
        """Write the question where it has several lines, which the heading joins; and the answer."""
        if "\n" in self.front.in_lang(page.lang).strip():
            page.text(self.front)
        page.text(self.back)
        for sides in self.faces.values():
            page.text(joined(sides.front, sides.back))

    def all_aspects(self) -> Iterator[Aspect]:
        """Yield the question."""
        yield Aspect("answer", "answer", self.front, self.back, "back", self.front)

    def recalls(self) -> Iterator[Recall]:
        """Yield the question, to be answered in one's own words; a long answer is for the learner to judge."""
        yield Recall("answer", self.front, self.back)
        for key, sides in self.faces.items():
            yield Recall(f"face.{key}", sides.front, sides.back, accepts_names=False)

    def facts(self) -> Iterator[Text]:
        """Yield the question."""
        yield self.front
