"""What a note gives to ask about: the question types and the generator know a note by these, not by its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ops_trainer.content.compute import Compute
from ops_trainer.content.kinds.parts import Part, Ref, Wrong
from ops_trainer.content.questions.question import Number, Option, Type
from ops_trainer.content.text import Text


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing to ask whose wrong answers other notes of the kind give.

    `face` is the card it speaks for. `pool` names the field in which other notes hold their answer to the same
    question; `rival` is the text by which one tells whether another note's answer would be right too:
    where that note says much the same, with `exact` only where it says the very same. `typed` says whether the answer
    is short enough to be written, `chosen` whether it may be asked with options. `claim` is the message that puts the
    answer as a statement about the note, empty where it can't be put so; `belongs` the message that says whose answer a
    wrong option is.
    """

    name: str
    face: str
    prompt: Text
    answer: Text
    pool: str
    rival: Text
    typed: bool = False
    claim: str = ""
    belongs: str = "question.belongs"
    exact: bool = False
    chosen: bool = True

    @property
    def of_name(self) -> bool:
        """Whether the answer is what a note is called."""
        return self.pool == "short"

    @property
    def ties_name(self) -> bool:
        """Whether a name stands on one side, so that every part of a word tells."""
        return self.of_name or bool(self.claim)


@dataclass(frozen=True, slots=True)
class KeyedParts:
    """A note's keyed parts and how they are asked for.

    `face` begins the face of each part's card (`face.key`). Together the parts are called `name` in questions and
    asked for with the message `which`, which speaks for the card `whole`. `ordered`: their order is worth knowing.
    """

    parts: Mapping[str, Part] = field(default_factory=dict)
    face: str = "part"
    name: str = "parts"
    which: str = "question.parts"
    whole: str = "meaning"
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Recall:
    """Something to be recalled in writing. `accepts_names`: the note's other names and answers are right too.

    `explanation` is said instead of why the note is right.
    """

    face: str
    prompt: Text
    answer: Text
    accepts_names: bool = True
    explanation: Text | None = None


@dataclass(frozen=True, slots=True)
class WrittenChoice:
    """A question whose options were written by hand, with why the answer is right and the note that it applies.
    `together`: the options are for people who vote together; whoever is alone answers in words."""

    face: str
    prompt: Text
    answer: Text
    wrong: tuple[Wrong, ...]
    why: Text
    about: Ref | None
    together: bool = False


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question that was written whole, as it was written: nothing is drawn or put into another order yet.

    `why` is said of its answer, `answer` is the right one in words. By type: single, multiple: `options`; true-false:
    `truth`; match: `pairs` and the `decoys` that belong to none; order: `steps`; typed: `accepted`, none for one that
    the learner judges; numeric: `number`.
    """

    face: str
    type: Type
    prompt: Text
    why: Text | None
    answer: Text
    options: tuple[Option, ...] = ()
    truth: bool | None = None
    accepted: tuple[Text, ...] = ()
    number: Number | None = None
    pairs: tuple[tuple[Text, Text], ...] = ()
    decoys: tuple[Text, ...] = ()
    steps: tuple[Text, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether only the learner can judge an answer."""
        return self.type is Type.TYPED and not self.accepted


@dataclass(frozen=True, slots=True)
class Exercise:
    """Exercises of one measure, of which one is drawn, with the card that they speak for and the rule by which they are
    worked out."""

    computes: tuple[Compute, ...]
    face: str
    rule: Text
