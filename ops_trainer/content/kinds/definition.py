"""Definitions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ops_trainer.content.kinds.base import Face, MeaningNote
from ops_trainer.content.kinds.page import Page


class Definition(MeaningNote):
    """A term and what it means, with keyed parts where there is more than one thing to know."""

    kind: Literal["definition"] = "definition"

    def make_faces(self) -> Iterator[Face]:
        """Yield the term both ways, and each part."""
        yield from self.meaning_faces()
        yield from self.part_faces()

    def write(self, page: Page) -> None:
        """Write the meaning and the parts."""
        page.text(self.meaning)
        page.parts(self.parts, ordered=self.ordered)
