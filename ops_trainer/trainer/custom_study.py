"""Study of one's own choice: what a search finds, such as today's misses or what is due soon, due or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer

MOST = 10_000  # cards of one session
AHEAD = 3  # days that "due soon" looks ahead

PICKS: Mapping[str, str] = MappingProxyType(
    {
        "missed": "is:missed-today",
        "flagged": "is:flagged",
        "leeches": "is:leech",
        "ahead": f"due:{AHEAD} -is:due",
        "met": "-is:new",
    }
)
"""What is offered by name, and the search behind it; `met` is all that was met, as before an exam."""


def chosen_cards(trainer: Trainer, query: str, decks: Iterable[str] = (), tags: Iterable[str] = ()) -> list[str]:
    """Return the ids of the cards that a search finds in some decks (all when none is named) and, where tags are
    given, with one of them; those suspended stay out. Where the search asks for what is due, the soonest come first,
    else they come in the order of learning.

    Raises Complaint for a deck, tag or condition that there is none of.
    """
    within = set(trainer.check_decks(decks))
    order = "due" if "due:" in query else "learning"
    searches = [f'{query} tag:"{tag}"' for tag in tags] or [query]
    found = [trainer.search(f"{one} -is:suspended", order=order, limit=MOST).lines for one in searches]
    ids = (line.card.id for lines in found for line in lines if not within or line.card.deck in within)
    return list(dict.fromkeys(ids))


def counts(trainer: Trainer, decks: Iterable[str] = ()) -> dict[str, list[str]]:
    """Return the cards of each of `PICKS`, by its name."""
    named = tuple(decks)
    return {name: chosen_cards(trainer, query, named) for name, query in PICKS.items()}
