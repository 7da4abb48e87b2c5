"""`ops-trainer study --missed`, `--ahead`, `--find` and the like: cards of one's own choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ops_trainer.cli.frame import Frame


def search_of(picked: Mapping[str, bool], ahead: int | None, find: str | None, *, practice: bool) -> list[str] | None:
    """Return the searches that the options ask for, of which each finds some of the cards; None for the day's cards.

    `picked` says which of `trainer.custom_study.PICKS` are wanted, `ahead` within how many days cards come back; for
    practice alone it is all that was met.
    """
    from ops_trainer.trainer.custom_study import PICKS

    searches = [PICKS[name] for name, wanted in picked.items() if wanted]
    if ahead is not None:
        searches.append(f"due:{ahead}")
    if find is not None:
        searches.append(find)
    if practice and not searches:
        searches.append(PICKS["met"])
    return searches or None


def chosen_cards(frame: Frame, searches: Iterable[str], decks: Iterable[str], tags: Iterable[str]) -> list[str]:
    """Return the ids of the cards that any of the searches finds, each once. Raises as `custom_study.chosen_cards`."""
    from ops_trainer.trainer import custom_study

    named = tuple(decks)
    with frame.trainer() as trainer:
        found = [custom_study.chosen_cards(trainer, search, named, tags) for search in searches]
    return list(dict.fromkeys(card for cards in found for card in cards))
