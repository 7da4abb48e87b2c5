"""Questions and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from ops_trainer.content.kinds.asked import Aspect, Recall, WrittenChoice
from ops_trainer.content.kinds.base import BaseNote, Face, Fault, wrong_faults
from ops_trainer.content.kinds.page import Page
from ops_trainer.content.kinds.parts import Ref, Sides, Slug, Wrong
from ops_trainer.content.sort_of_answer import sort_of_answer, sort_of_question
from ops_trainer.content.text import Text, joined, said


class QA(BaseNote):
    """A question and its answer, with wrong options where the writer gives some. `reverse`: the answer is asked about
    as well; `faces` are more cards of the note, by key."""

    kind: Literal["qa"] = "qa"
    front: Text
    back: Text
    reverse: bool = False
    faces: dict[Slug, Sides] = Field(default={})
    wrong: tuple[Wrong, ...] = Field(default=(), max_length=6)

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
        page.wrong(self.wrong)

    def all_aspects(self) -> Iterator[Aspect]:
        """Yield the question, unless its wrong options were written."""
        if not self.wrong:
            yield Aspect("answer", "answer", self.front, self.back, "back", self.front, exact=True)

    def choice(self) -> WrittenChoice | None:
        """Return the question with its options, where wrong ones were written."""
        if not self.wrong:
            return None
        return WrittenChoice("answer", self.front, self.back, self.wrong, self.back, None)

    def asks_alike(self, other: BaseNote, pool: str) -> bool:
        """Return whether the other question asks for the same sort of thing; two that don't say what they ask for,
        whether both are answered by the same sort of number, time or code."""
        if not isinstance(other, QA):
            return False
        ours, theirs = (sort_of_question(one.front.in_lang("zh")) for one in (self, other))
        if ours or theirs:
            return ours == theirs
        return bool(sort_of_answer(self.back.in_lang("zh")))

    def recalls(self) -> Iterator[Recall]:
        """Yield the question, to be answered in one's own words; a long answer is for the learner to judge."""
        yield Recall("answer", self.front, self.back)
        for key, sides in self.faces.items():
            yield Recall(f"face.{key}", sides.front, sides.back, accepts_names=False)

    def facts(self) -> Iterator[Text]:
        """Yield the question."""
        yield self.front

    def references(self) -> Iterator[Ref]:
        """Yield the notes named, also those that the wrong options stand for."""
        yield from super().references()
        yield from (wrong.note for wrong in self.wrong if wrong.note)

    def faults(self) -> Iterator[Fault]:
        """Yield the wrong options that are in another language than the answer."""
        yield from wrong_faults(self.id, self.back, self.wrong)
