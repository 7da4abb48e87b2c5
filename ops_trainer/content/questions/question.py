"""What a question is: prompt, options or accepted answers, and why."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ops_trainer.content.text import Text


class Type(enum.StrEnum):
    """The seven types of question."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true-false"
    MATCH = "match"
    ORDER = "order"
    TYPED = "typed"
    NUMERIC = "numeric"


OWN_WORDS = "words"  # the aspect of a typed question whose answer only the learner can judge


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its text, whether it is right, the note it comes from, what it really is, and what it is
    worth in per cent where that is not all or nothing."""

    text: Text
    correct: bool = False
    note: str | None = None  # deck/note
    why: Text | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """The right answer of a numeric question: `value` as shown (percent already times 100), half-width of the
    accepted band, decimals and unit."""

    value: float
    tolerance: float
    decimals: int
    unit: Text | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be asked.

    `id` is stable: `deck/note/aspect` with `@seed` behind it where numbers or options are drawn. `note` is the
    `deck/note` it asks about, `card` the card whose memory a recalled answer speaks for. By type:
    single, multiple, true-false: `options` in the order shown;
    match: `options` are the right-hand sides in the order shown, `pairs` the left-hand texts with the index of theirs;
    order: `options` in the order shown, `sequence` the indices in the right order;
    typed: `accepted` answers by language, the first the one to show; `rivals` are what other notes are called, so
    that a rival's name is known as a mix-up and not taken for a slip of the pen;
    numeric: `number`.
    """

    id: str
    note: str
    card: str
    type: Type
    prompt: Text
    explanation: Text
    options: tuple[Option, ...] = ()
    pairs: tuple[tuple[Text, int], ...] = ()
    sequence: tuple[int, ...] = ()
    accepted: tuple[Text, ...] = ()
    number: Number | None = None
    aspect: str = ""
    rivals: tuple[Option, ...] = ()

    def texts(self) -> Iterator[Text]:
        """Yield all its texts."""
        yield self.prompt
        yield self.explanation
        for option in (*self.options, *self.rivals):
            yield option.text
            if option.why is not None:
                yield option.why
        yield from (left for left, _ in self.pairs)
        yield from self.accepted

    def map(self, change: Callable[[Text], Text]) -> Question:
        """Return the same question with a change made in each of its texts."""

        def changed(options: tuple[Option, ...]) -> tuple[Option, ...]:
            return tuple(
                replace(one, text=change(one.text), why=None if one.why is None else change(one.why)) for one in options
            )

        return replace(
            self,
            prompt=change(self.prompt),
            explanation=change(self.explanation),
            options=changed(self.options),
            pairs=tuple((change(left), place) for left, place in self.pairs),
            accepted=tuple(map(change, self.accepted)),
            rivals=changed(self.rivals),
        )
