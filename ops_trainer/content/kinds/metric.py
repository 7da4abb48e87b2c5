"""Measures and models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from ops_trainer.content.compute import Compute
from ops_trainer.content.kinds.asked import Aspect, Exercise
from ops_trainer.content.kinds.base import Face, Fault, MeaningNote, equated
from ops_trainer.content.kinds.page import Page
from ops_trainer.content.text import Text, joined, said
from ops_trainer.locale import Complaint


class Metric(MeaningNote):
    """A measure or model: meaning, formula, the usual mistake, parts, and for computed ones an exercise; `exercises`
    ask for another term of the formula."""

    kind: Literal["metric"] = "metric"
    formula: Text | None = None
    unit: Text | None = None
    mistake: Text | None = None
    compute: Compute | None = None
    exercises: tuple[Compute, ...] = Field(default=(), max_length=6)

    def make_faces(self) -> Iterator[Face]:
        """Yield the term both ways, the formula, the mistake, and each part."""
        yield from self.meaning_faces()
        if self.formula is not None:
            yield "formula", self.term, said("card.formula"), self.formula
        if self.mistake is not None:
            yield "mistake", self.term, said("card.mistake"), self.mistake
        yield from self.part_faces()

    def write(self, page: Page) -> None:
        """Write the meaning, the formula, the unit, the parts and the mistake."""
        page.text(self.meaning)
        page.section("lesson.formula", self.formula)
        page.section("lesson.unit", self.unit)
        page.parts(self.parts, ordered=self.ordered)
        page.section("lesson.mistake", self.mistake)

    def all_aspects(self) -> Iterator[Aspect]:
        """Yield the meaning, the term, and the formula of the term."""
        yield from super().all_aspects()
        if (formula := self.formula) is not None:
            asked = said("question.formula", formula.langs, term=self.short)
            yield Aspect(
                "formula", "formula", asked, formula, "formula", formula,
                claim="question.claim_formula", belongs="question.works_out", chosen=not self.descriptive,
            )  # fmt: skip

    def exercise(self) -> Exercise | None:
        """Return the exercise, whose rule is the formula where there is one."""
        if self.compute is None:
            return None
        rule = self.formula or self.meaning
        return Exercise((self.compute, *self.exercises), "meaning" if self.formula is None else "formula", rule)

    def summary(self, pool: str = "") -> Text:
        """Return the measure and its meaning, or its formula."""
        if pool == "formula" and self.formula is not None:
            return equated(self.term, self.formula)
        return super().summary()

    def reason(self, aspect: Aspect | None = None) -> Text:
        """Return the measure and its meaning, and how it is worked out where that was asked for or tells more."""
        if self.formula is None or aspect is None:
            return self.summary()
        return joined(self.summary(), said("question.by_formula", self.formula.langs, what=self.formula))

    def sort(self) -> str:
        """Return the kind, models apart from the measures that can be worked out."""
        return f"{self.kind} model" if self.formula is None and self.compute is None else self.kind

    def measure(self) -> str:
        """Return the unit of the measure, or of its exercise."""
        unit = self.unit or (self.compute.unit if self.compute is not None else None)
        return unit.in_lang("en") if unit is not None else ""

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong with the exercise."""
        if self.compute is not None:
            yield from ((("compute", field), complaint) for field, complaint in self.compute.faults())
        for number, exercise in enumerate(self.exercises):
            yield from ((("exercises", number, field), complaint) for field, complaint in exercise.faults())

    def warnings(self) -> Iterator[Complaint]:
        """Yield that nothing is said but what it means."""
        if not (self.formula or self.parts or self.mistake):
            yield Complaint("editorial.no_formula", note=self.id)
