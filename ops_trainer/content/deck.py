"""A deck."""

from __future__ import annotations

from ops_trainer.content.kinds import Note
from ops_trainer.content.kinds.parts import Slug
from ops_trainer.content.text import Model, Text
from ops_trainer.locale import Lang


class Deck(Model):
    """A deck as its file says it. `after` names the decks to be learnt before this one."""

    id: Slug
    title: Text
    summary: Text | None = None
    language: Lang = "zh"
    after: tuple[Slug, ...] = ()
    notes: tuple[Note, ...] = ()
