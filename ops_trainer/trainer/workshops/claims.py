"""Misses of a workshop carried home: their cards become due in the learner's own trainer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ops_trainer.locale import Complaint
from ops_trainer.memory.events import Kind, Source, uuid7
from ops_trainer.store import decks as deck_rows

if TYPE_CHECKING:
    from ops_trainer.memory.events import Event
    from ops_trainer.trainer.context import Context


def _plain(text: str) -> str:
    """Return a text from afar as it may be shown in terminals: without what steers one."""
    return "".join(char for char in text if char.isprintable())


Plain = Annotated[str, AfterValidator(_plain)]


@dataclass(frozen=True, slots=True)
class Claimed:
    """What came of it: cards that are due now, cards that an earlier claim brought already, cards in no deck here."""

    workshop: str
    title: str
    player: str
    due: tuple[str, ...]
    again: tuple[str, ...]
    unknown: tuple[str, ...]


class _Miss(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    run: int = Field(ge=1, le=1000)
    question: Plain = Field(max_length=400)
    type: str = Field(max_length=40)
    card: str = Field(max_length=300, pattern=r"^[a-z0-9-]+/[a-z0-9-]+/[a-z0-9.-]+$")
    score: float = Field(ge=0, le=1)
    at: int = Field(ge=0, lt=1 << 48)
    sure: bool | None = None
    taken_for: list[Annotated[Plain, Field(max_length=160)]] = Field(default=[], max_length=50)


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    workshop: Plain = Field(max_length=80)
    title: Plain = Field(max_length=300)
    player: Plain = Field(max_length=80)
    misses: list[_Miss] = Field(max_length=500)


def claim(context: Context, raw: dict[str, Any]) -> Claimed:
    """Bring the cards of a claim document back today. Raises Complaint for a document that is none."""
    document = _read(raw)
    by_card = _by_card(document)
    with context.database.reading() as connection:
        unknown = {card for card in by_card if deck_rows.card(connection, card) is None}
        wanted = {card: _event(context, document, found) for card, found in by_card.items() if card not in unknown}
        again = {card for card, event in wanted.items() if _is_there(connection, event.id)}
    context.journal.append_events([event for card, event in wanted.items() if card not in again])
    context.forget()
    return Claimed(
        document.workshop,
        document.title,
        document.player,
        tuple(card for card in wanted if card not in again),
        tuple(card for card in wanted if card in again),
        tuple(card for card in by_card if card in unknown),
    )


def events_of(context: Context, raw: dict[str, Any]) -> list[Event]:
    """Return the events of a claim document, whatever decks are in use here: what a host sends to a team.

    Raises Complaint for a document that is none.
    """
    document = _read(raw)
    return [_event(context, document, found) for found in _by_card(document).values()]


def _read(raw: dict[str, Any]) -> _Document:
    try:
        return _Document.model_validate(raw)
    except ValidationError as error:
        raise Complaint("workshop.bad_claim") from error


def _by_card(document: _Document) -> dict[str, list[_Miss]]:
    found: dict[str, list[_Miss]] = {}
    for miss in document.misses:
        found.setdefault(miss.card, []).append(miss)
    return found


def _event(context: Context, document: _Document, found: list[_Miss]) -> Event:
    """Return one event for a card. Its id follows from the claim alone, so that the same claim never counts twice,
    whether it comes by hand or from a team's server."""
    first = found[0]
    data: dict[str, object] = {
        "workshop": document.workshop,
        "questions": [miss.question for miss in found],
        "score": min(miss.score for miss in found),
    }
    taken = list(dict.fromkeys(note for miss in found for note in miss.taken_for))
    if taken:
        data["chosen"] = taken
    if any(miss.sure is not None for miss in found):
        data["sure"] = any(miss.sure for miss in found)
    made = context.new_event(Kind.BRING_BACK, first.card, source=Source.WORKSHOP, data=data)
    what = "\0".join((document.workshop, document.player, first.card))
    return replace(made, id=uuid7(first.at, hashlib.sha256(what.encode()).digest()[:10]))


def _is_there(connection: Any, event_id: str) -> bool:
    return connection.execute("SELECT 1 FROM event WHERE id = ?", (event_id,)).fetchone() is not None
