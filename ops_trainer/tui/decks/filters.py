"""What the browser's list is narrowed to, and how that is called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.tui.decks.browse_rows import STANDINGS
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.trainer.views import DeckLine

FLAGS = {True: "browse.flagged", False: "browse.not_flagged"}
LABELS = {
    "deck": ("browse.key_deck", "browse.tip_deck"),
    "kind": ("browse.key_kind", "browse.tip_kind"),
    "standing": ("browse.key_standing", "browse.tip_standing"),
    "flagged": ("browse.key_flagged", "browse.tip_flagged"),
}
"""What each filter is called, and how it is asked for."""


@dataclass(frozen=True, slots=True)
class Filters:
    """None narrows nothing."""

    deck: str | None = None
    kind: str | None = None
    standing: str | None = None
    flagged: bool | None = None


def choices(name: str, decks: Iterable[DeckLine], say: Say, lang: Lang) -> dict[Any, str]:
    """The values of a filter, and what each is called; None first, for all."""
    values: dict[Any, str] = {None: say("browse.all")}
    if name == "deck":
        return values | {line.id: spaced(line.title.in_lang(lang)) for line in decks}
    named: dict[Any, str] = {}
    if name == "kind":
        from ops_trainer.content.kinds import KINDS

        named = {kind: f"browse.kind_{kind}" for kind in KINDS}
    else:
        named.update(STANDINGS if name == "standing" else FLAGS)
    return values | {value: say(says) for value, says in named.items()}
