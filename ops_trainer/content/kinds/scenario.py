"""Scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from ops_trainer.content.kinds.asked import WrittenChoice
from ops_trainer.content.kinds.base import Face, Fault, TermNote, wrong_faults
from ops_trainer.content.kinds.page import Page
from ops_trainer.content.kinds.parts import Ref, Wrong
from ops_trainer.content.text import Text, joined
from ops_trainer.locale import Complaint


class Scenario(TermNote):
    """A situation from work with a question that has one defensible answer. `open`: good sense would find it among
    options; those are for people who vote together and talk about it, and whoever is alone answers in words."""

    kind: Literal["scenario"] = "scenario"
    situation: Text
    question: Text
    answer: Text
    wrong: tuple[Wrong, ...] = Field(default=(), max_length=6)
    why: Text | None = None
    about: Ref | None = None
    open: bool = False

    def summary(self, pool: str = "") -> Text:
        """Return why the answer is right, or the answer."""
        return self.why or self.answer

    def make_faces(self) -> Iterator[Face]:
        """Yield the situation's question."""
        yield "answer", self.situation, self.question, self.answer

    def write(self, page: Page) -> None:
        """Write the situation, its question, the answer and the wrong ones."""
        page.text(self.situation)
        page.text(self.question)
        page.section("lesson.answer", self.answer)
        page.section("lesson.why", self.why)
        page.wrong(self.wrong)

    def choice(self) -> WrittenChoice:
        """Return the question with its options."""
        prompt = joined(self.situation, self.question)
        return WrittenChoice("answer", prompt, self.answer, self.wrong, self.summary(), self.about, self.open)

    def facts(self) -> Iterator[Text]:
        """Yield the situation."""
        yield self.situation

    def prerequisites(self) -> tuple[Ref, ...]:
        """Return the notes named, and the one that the scenario is about."""
        return (*self.after, self.about) if self.about else self.after

    def references(self) -> Iterator[Ref]:
        """Yield the notes named, also those that the options stand for."""
        yield from super().references()
        yield from (ref for ref in (self.about, *(wrong.note for wrong in self.wrong)) if ref)

    def faults(self) -> Iterator[Fault]:
        """Yield that there is nothing to choose from."""
        if not self.wrong:
            yield ("wrong",), Complaint("deck.no_wrong")
        yield from wrong_faults(self.id, self.answer, self.wrong)

    def warnings(self) -> Iterator[Complaint]:
        """Yield that it isn't said why the answer is right, that wrong options are lacking, or why they are wrong."""
        if self.why is None:
            yield Complaint("editorial.no_reason", note=self.id)
        if len(self.wrong) == 1:
            yield Complaint("editorial.one_wrong", note=self.id)
        if any(wrong.why is None for wrong in self.wrong):
            yield Complaint("editorial.no_why", note=self.id)
