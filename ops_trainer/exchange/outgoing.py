"""What goes out: decks with their notes, in one language, as questions or cards; and what a format can't hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ops_trainer.content.kinds.asked import WrittenQuestion
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.media import in_words, shows
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.question import OWN_WORDS, Option, Question, Type
from ops_trainer.content.questions.types import of
from ops_trainer.content.text import Text
from ops_trainer.exchange.parcel import Losses
from ops_trainer.locale import Lang, say


@dataclass(frozen=True, slots=True)
class PastReview:
    """An answer that goes along: the card's id, UTC in milliseconds, 1 to 4, milliseconds that it took, and the days
    until the card was due after it."""

    card: str
    at: int
    rating: int
    took_ms: int
    days: int


@dataclass
class Outgoing:
    """Decks to be written in a foreign format. `notes` are all of them by `deck/note` in their order, `titles` what the
    decks are called, `media` the files by deck and name; `at` is now, UTC in milliseconds."""

    title: str
    lang: Lang
    notes: Mapping[str, BaseNote]
    titles: Mapping[str, Text]
    seed: int = 0
    at: int = 0
    media: Mapping[tuple[str, str], Path] = field(default_factory=dict)
    reviews: list[PastReview] = field(default_factory=list)
    losses: Losses = field(default_factory=Losses)

    @cached_property
    def generator(self) -> Generator:
        """What makes questions of the notes."""
        return Generator(self.notes, together=True)

    def say(self, key: str) -> str:
        """Return a message in the language that the decks go out in."""
        return say(key, self.lang)

    def said(self, text: Text | None) -> str:
        """Return a text in that language, pictures and sounds said in words; "" for None."""
        if text is None:
            return ""
        if shows(text):
            self.losses.add("export.media")
        return in_words(text).in_lang(self.lang)

    def written(self) -> Iterator[tuple[str, BaseNote, WrittenQuestion]]:
        """Yield the questions of all notes: those written by hand as they were written, of others what the seed
        draws."""
        for ref, note in self.notes.items():
            if (whole := note.written()) is not None:
                yield ref, note, whole
                continue
            for made in self.generator.questions(ref, self.seed):
                yield ref, note, as_written(made)

    def questions(self, types: Collection[Type], *, is_open: bool = False) -> Iterator[WrittenQuestion]:
        """Yield the questions of some types; one of another, or an open one, is a loss."""
        for _, _, asked in self.written():
            if asked.type in types and (is_open or not asked.is_open):
                yield asked
            else:
                self.losses.add(
                    "export.open" if asked.is_open else "export.type", self.said(asked.prompt), type=asked.type.value
                )


def as_written(made: Question) -> WrittenQuestion:
    """Return a question that was drawn as if it had been written so."""
    words = of(made).right_in_words(made, "zh", lettered=False), of(made).right_in_words(made, "en", lettered=False)
    answer = Text(**{lang: text for lang, text in zip(("zh", "en"), words, strict=True) if lang in made.prompt.langs})
    plain = tuple(Option(option.text, option.correct, None, option.why) for option in made.options)
    choices = made.type in (Type.SINGLE, Type.MULTIPLE)
    return WrittenQuestion(
        made.aspect,
        made.type,
        made.prompt,
        made.explanation,
        answer,
        options=plain if choices else (),
        truth=made.options[0].correct if made.type is Type.TRUE_FALSE else None,
        accepted=() if made.aspect == OWN_WORDS else made.accepted,
        number=made.number,
        pairs=tuple((left, made.options[place].text) for left, place in made.pairs),
        steps=tuple(made.options[place].text for place in made.sequence),
    )
