"""Roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from ops_trainer.content.kinds.asked import Aspect, KeyedParts
from ops_trainer.content.kinds.base import Face, TermNote, equated
from ops_trainer.content.kinds.page import Page
from ops_trainer.content.kinds.parts import Part, Slug
from ops_trainer.content.text import Text, joined, said
from ops_trainer.locale import Complaint


class Role(TermNote):
    """A role in operations: its mission and its keyed duties."""

    # A duty with a question of its own answers that; any other is asked for the role that has it.
    kind: Literal["role"] = "role"
    mission: Text
    duties: dict[Slug, Part] = Field(default={}, min_length=0)

    def summary(self, pool: str = "") -> Text:
        """Return the role and its mission."""
        return equated(self.term, self.mission)

    def make_faces(self) -> Iterator[Face]:
        """Yield the mission both ways, and each duty."""
        yield "mission", self.term, said("card.mission"), self.mission
        yield "term", self.mission, said("card.which_role"), self.term
        for key, duty in self.duties.items():
            if duty.ask is None:
                yield f"duty.{key}", duty.text, said("card.whose_duty"), self.term
            else:
                yield f"duty.{key}", self.term, duty.ask, duty.text

    def write(self, page: Page) -> None:
        """Write the mission and the duties."""
        page.text(self.mission)
        page.heading("lesson.duties")
        page.parts(self.duties)

    def all_aspects(self) -> Iterator[Aspect]:
        """Yield the mission of the role, the role of the mission, and the role of each duty."""
        asked = said("question.mission", self.mission.langs, term=self.term)
        chosen = not self.descriptive
        yield Aspect(
            "mission", "mission", asked, self.mission, "mission", self.mission, claim="question.claim", chosen=chosen
        )
        asked = joined(self.mission, said("question.which_role"))
        yield Aspect("term", "term", asked, self.term, "short", self.mission, typed=True, chosen=chosen)
        for key, duty in self.duties.items():
            if duty.ask is None:
                asked = joined(duty.text, said("question.whose_duty"))
                yield Aspect(
                    f"duty.{key}", f"duty.{key}", asked, self.term, "short", duty.text,
                    typed=self.descriptive, chosen=chosen,
                )  # fmt: skip

    def keyed(self) -> KeyedParts:
        """Return the duties."""
        return KeyedParts(self.duties, "duty", "duties", "question.duties", "mission")

    def facts(self) -> Iterator[Text]:
        """Yield the mission and the duties."""
        yield self.mission
        yield from (duty.text for duty in self.duties.values())

    def clues(self) -> Iterator[tuple[Text, str]]:
        """Yield the mission, and the duties that are not too bare because they answer a question of their own."""
        yield self.mission, "question.which_of_two"
        yield from ((duty.text, "question.whose_of_two") for duty in self.duties.values() if duty.ask is None)

    def reason(self, aspect: Aspect | None = None) -> Text:
        """Return the role and its mission, with the duty that was asked about."""
        if aspect is None or not aspect.face.startswith("duty."):
            return self.summary()
        return joined(self.summary(), said("question.duty_is", aspect.rival.langs, what=aspect.rival))

    def exclusive(self) -> Mapping[str, Text]:
        """Return the duties."""
        return {f"duty.{key}": duty.text for key, duty in self.duties.items()}

    def warnings(self) -> Iterator[Complaint]:
        """Yield that duties are lacking."""
        if not self.duties:
            yield Complaint("editorial.no_duties", note=self.id)
