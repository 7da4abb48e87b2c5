"""One session of study: a card at a time, each grade on disk before the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops_trainer.content.card import Card
from ops_trainer.memory.day import stamp
from ops_trainer.memory.events import CardState, Event, Kind, Rating, Source
from ops_trainer.memory.queue import SessionQueue
from ops_trainer.store import candidates, decks
from ops_trainer.trainer.plan import asked, left_of, minutes_of, plan
from ops_trainer.trainer.views import Progress, Summary

if TYPE_CHECKING:
    from ops_trainer.trainer.context import Context


TWO = (Rating.AGAIN, Rating.GOOD)
AHEAD = 30  # cards read at once, so that the next one is there before it is asked for


@dataclass(frozen=True, slots=True)
class Done:
    """Something done in the session that can be taken back."""

    event: Event
    was_new: bool
    kept: bool = True  # whether it stands in the journal


class Session:
    """Study over some decks (all when none is named), over some tags, or over just the `cards` given, due or not, in
    their order. In `practice` grades are not written: the schedule stays as it is, and a missed card comes again.

    `card` is the card shown, None when the session is done. Everything that is done is written before the method
    returns, so that nothing is lost whenever the program ends.
    """

    def __init__(
        self,
        context: Context,
        deck_ids: tuple[str, ...],
        new_limit: int,
        review_limit: int,
        cards: Sequence[str] | None = None,
        tags: tuple[str, ...] = (),
        *,
        practice: bool = False,
    ) -> None:
        self.practice = practice
        self._context = context
        self._decks = deck_ids
        self._tags = tags
        self._queue = SessionQueue(plan(context, deck_ids, new_limit, review_limit, tags) if cards is None else cards)
        self._done: list[Done] = []
        self._read_ahead: dict[str, Card] = {}
        self._states: dict[str, CardState] = {}
        self._shown: Card | None = None
        self._state = CardState("")
        self._shown_at = 0
        self.show()

    @property
    def card(self) -> Card | None:
        """Return the card shown, None when the session is done."""
        return self._shown

    @property
    def state(self) -> CardState:
        """Return the memory of the card shown."""
        return self._state

    @property
    def is_new(self) -> bool:
        """Return whether the card shown has not been met before."""
        return self._state.reps == 0

    @property
    def is_again(self) -> bool:
        """Return whether the card shown was missed before and comes again."""
        return self._state.missed

    @property
    def flagged(self) -> str | None:
        """Return the remark of the flag on the card shown ("" when none was given), None when it has no flag."""
        return self._state.flag

    @property
    def can_undo(self) -> bool:
        """Return whether there is a step to take back."""
        return bool(self._done)

    @property
    def progress(self) -> Progress:
        """Return how far the session is."""
        graded = sum(done.event.kind == Kind.REVIEW for done in self._done)
        return Progress(self._queue.done, len(self._queue), self._queue.again, graded)

    def previews(self) -> dict[Rating, int]:
        """Return the days until the card shown comes back, by rating that has a button; 0 means again in this
        session."""
        buttons = TWO if self._context.settings.buttons == 2 else tuple(Rating)
        return self._context.scheduler.preview(self._state, self._context.day(), buttons)

    def grade(self, rating: Rating, took_ms: int | None = None) -> None:
        """Write how well the card shown was recalled, and show the next one. On disk before this returns.

        `took_ms` is counted from when the card was shown where it isn't given. Raises Complaint when it can't be
        written (the card is shown still), IndexError when the session is done.
        """
        card = self._card_or_raise()
        if took_ms is None:
            took_ms = max(stamp(self._context.clock())[0] - self._shown_at, 0)
        event = self._context.new_event(Kind.REVIEW, card.id, rating=rating, took_ms=took_ms, source=Source.STUDY)
        if self.practice:
            self._done.append(Done(event, was_new=False, kept=False))
        else:
            self._record(event)
        if rating == Rating.AGAIN:
            self._queue.missed()
        else:
            self._queue.recalled()
        self.show()

    def rest(self) -> None:
        """Use a pause, such as while the card shown is read: what need not be done within a grade is done now."""
        self._context.database.rest()

    def bury(self) -> None:
        """Put the card shown aside until tomorrow. Raises as `grade`."""
        self._put_aside(Kind.BURY)

    def suspend(self) -> None:
        """Put the card shown aside until it is resumed. Raises as `grade`."""
        self._put_aside(Kind.SUSPEND)

    def flag(self, remark: str = "") -> None:
        """Mark the card shown, with a remark. Raises as `grade`."""
        self._mark(self._context.new_event(Kind.FLAG, self._card_or_raise().id, data={"remark": remark}))

    def unflag(self) -> None:
        """Take the mark off the card shown. Raises as `grade`."""
        self._mark(self._context.new_event(Kind.UNFLAG, self._card_or_raise().id))

    def undo(self) -> str | None:
        """Take the latest step back; return the id of its card, which is shown again, None when there is nothing to
        undo.

        Raises Complaint when it can't be written; nothing has changed then.
        """
        if not self._done:
            return None
        event = self._done[-1].event
        if self._done[-1].kept:
            undo = self._context.new_event(Kind.UNDO, event.card, undoes=event.id)
            self._states |= self._context.journal.append_events([undo])
        self._done.pop()
        self._queue.undo()
        self.show()
        return event.card

    def extend(self, new: int = 0, review: int = 0) -> int:
        """Go on beyond today's limits with so many more cards; return how many came."""
        before = len(self._queue)
        self._queue.extend(plan(self._context, self._decks, new, review, self._tags))
        self.show()
        return len(self._queue) - before

    def reread(self) -> None:
        """Read the cards anew, after their deck was edited."""
        self._read_ahead = {}
        self.show()

    def summary(self) -> Summary:
        """Return the session's figures as it stands, and what tomorrow will ask."""
        graded = [done for done in self._done if done.event.kind == Kind.REVIEW]
        first: dict[str, Event] = {}
        for done in graded:
            first.setdefault(done.event.card, done.event)
        missed = Counter(done.event.card for done in graded if done.event.rating == Rating.AGAIN)
        scope = self._context.scope(self._decks, self._tags)
        tomorrow = asked(self._context, (), scope.day + 1)
        with self._context.database.reading() as connection:
            overdue = candidates.count_due(connection, scope)
            new = candidates.count_new(connection, scope, 50)
        return Summary(
            graded=len(graded),
            cards=len(first),
            recalled_first=sum(event.rating != Rating.AGAIN for event in first.values()),
            introduced=sum(done.was_new for done in graded),
            took_ms=sum(done.event.took_ms or 0 for done in graded),
            hardest=tuple(card for card, _ in missed.most_common(5)),
            tomorrow=tomorrow.reviews,
            tomorrow_new=tomorrow.new,
            tomorrow_minutes=minutes_of(tomorrow.seconds),
            more_new=new,
            more_due=overdue,
        )

    def _card_or_raise(self) -> Card:
        if self._shown is None:
            raise IndexError("the session is done")
        return self._shown

    def _put_aside(self, kind: Kind) -> None:
        self._record(self._context.new_event(kind, self._card_or_raise().id))
        self._queue.recalled()
        self.show()

    def _mark(self, event: Event) -> None:
        self._states |= self._context.journal.append_events([event])
        self._state = self._states.get(event.card, self._state)

    def _record(self, event: Event) -> None:
        self._states |= self._context.journal.append_events([event])
        self._done.append(Done(event, was_new=event.kind == Kind.REVIEW and self._state.reps == 0))

    def show(self) -> None:
        """Show the head of the queue; cards that went out of use meanwhile are passed over."""
        self._shown = None
        while (head := self._queue.next_card) is not None:
            if head not in self._read_ahead:
                with self._context.database.reading() as connection:
                    self._read_ahead = decks.cards_by_id(connection, self._queue.first(AHEAD))
                    self._states |= self._context.journal.states(connection, self._read_ahead)
            self._shown = self._read_ahead.get(head)
            if self._shown is not None:
                self._state = self._states[head]
                break
            self._queue.drop()
        self._shown_at = stamp(self._context.clock())[0]


def start(
    context: Context,
    deck_ids: tuple[str, ...],
    new_limit: int | None,
    review_limit: int | None,
    tags: tuple[str, ...] = (),
) -> Session:
    """Return a session within what today's limits and assignments leave, or within the limits given."""
    if new_limit is None or review_limit is None:
        left = left_of(context, deck_ids, context.day(), tags)
        new_limit = left.new_limit if new_limit is None else new_limit
        review_limit = left.review_limit if review_limit is None else review_limit
    return Session(context, deck_ids, new_limit, review_limit, tags=tags)
