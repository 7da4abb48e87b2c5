"""What notes of every kind have and do. A kind says what it asks, shows and checks; nothing else asks which it is."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic import Field

from ops_trainer.content.card import Card
from ops_trainer.content.kinds.asked import Aspect, Exercise, KeyedParts, Recall, WrittenChoice, WrittenQuestion
from ops_trainer.content.kinds.page import Page, escaped
from ops_trainer.content.kinds.parts import Formerly, Names, Origin, Part, Ref, Slug, Tag, Wrong
from ops_trainer.content.media import in_words
from ops_trainer.content.model import Model
from ops_trainer.content.text import Text, joined, said
from ops_trainer.locale import Complaint, Lang, say

SHOWN = 40  # characters of a text by which a complaint names it
COLON = re.compile(r"：|:(?!\d)")
LETTERS = re.compile(r"(?<=[\u3400-\u9fffa-z])\s*[（(]([A-Za-z]*[A-Z][A-Z0-9]*[A-Z])[）)]$")

Face = tuple[str, Text, Text, Text]  # face, subject, question, back
Fault = tuple[tuple[str | int, ...], Complaint]  # the path below the note, and what is wrong there


class BaseNote(Model):
    """What notes of every kind have.

    A note's `id` and the keys of its parts are identities that progress hangs on: they are written, never derived.
    References to other notes (`confusable`, `contrast`, `after`, `about`) are stored whole, as `deck/note`.
    """

    # Two notes of one family can be told apart by one question; without it, a kind is a family of its own.
    family: ClassVar[str] = ""
    # Whether all that a note of the kind asks takes wrong options from its siblings.
    needs_siblings: ClassVar[bool] = False

    kind: str
    id: Slug
    guid: str | None = Field(default=None, min_length=1, max_length=200)  # what another program knows the note by
    aliases: Names = Names()
    accept: Names = Names()
    example: Text | None = None
    contrast: dict[Ref, Text] = Field(default={})
    source: Origin | None = None
    tags: tuple[Tag, ...] = ()
    confusable: tuple[Ref, ...] = ()
    formerly: Formerly = Formerly()
    after: tuple[Ref, ...] = ()

    @property
    @abstractmethod
    def title(self) -> Text:
        """What the note is called in lists and above its answers."""

    @abstractmethod
    def summary(self, pool: str = "") -> Text:
        """Return what the note really is, in a line: how it is worked out where that is what `pool` holds."""

    @abstractmethod
    def make_faces(self) -> Iterator[Face]:
        """Yield the face, subject, question and back of each card, in the order in which they are introduced."""

    @abstractmethod
    def write(self, page: Page) -> None:
        """Write what is particular to the kind on a lesson's page."""

    def make_cards(self, deck: str) -> tuple[Card, ...]:
        """Return the note's cards in the order in which they are introduced.

        A card's face is its identity within the note: a fixed word, and for a keyed part the key. The answer may be in
        another language than what it is asked by, as in a vocabulary; what is asked in no language makes no card.
        """
        return tuple(
            Card(deck, self.id, face[0], *map(in_words, face[1:])) for face in self.make_faces() if is_asked(face)
        )

    def lesson(self, deck: str, lang: Lang, names: Mapping[str, str]) -> str:
        """Return the whole note as a page of Markdown; `names` are the terms of other notes by `deck/note`."""
        page = Page(lang)
        title = in_words(self.title).in_lang(lang)
        page.lines.append(f"# {escaped(title)}")
        page.names("lesson.aliases", [name for name in self.aliases.in_lang(lang) if name != title])
        page.names("lesson.accept", self.accept.in_lang(lang))
        self.write(page)
        page.section("lesson.example", self.example)
        if self.contrast:
            page.heading("lesson.contrast")
            for other, text in self.contrast.items():
                name = escaped(names.get(other, names.get(f"{deck}/{other}", other)))
                page.entry(say("lesson.versus", lang, other=name), text)
        if self.source is not None:
            page.lines.append(f"*{say('lesson.source', lang, part=self.source.part, item=self.source.item)}*")
        return page.markdown()

    def aspects(self) -> Iterator[Aspect]:
        """Yield what is asked with wrong answers of other notes, in the order of the cards: nothing where prompt and
        answer have no language in common."""
        for aspect in self.all_aspects():
            if any(aspect.prompt.has(lang) for lang in aspect.answer.langs):
                yield aspect

    def all_aspects(self) -> Iterator[Aspect]:
        """Yield the aspects in whatever languages their texts are."""
        return iter(())

    def keyed(self) -> KeyedParts:
        """Return the keyed parts and how they are asked for; without parts where there are none."""
        return KeyedParts()

    def recalls(self) -> Iterator[Recall]:
        """Yield what is asked for in writing and answered by the note alone."""
        return iter(())

    def choice(self) -> WrittenChoice | None:
        """Return the question that was written with its options, if any."""
        return None

    def written(self) -> WrittenQuestion | None:
        """Return the question that the note is, if it is one."""
        return None

    def exercise(self) -> Exercise | None:
        """Return the exercise whose numbers are drawn, if any."""
        return None

    def facts(self) -> Iterator[Text]:
        """Yield what says what the note is: where two notes say the same, either answers for the other."""
        return iter(())

    def clues(self) -> Iterator[tuple[Text, str]]:
        """Yield the texts by which the note is told from one other, each with the message that asks for it."""
        return iter(())

    def reason(self, aspect: Aspect | None = None) -> Text:
        """Return why the note is the answer to an aspect, or to a question about the whole note."""
        return self.summary()

    def proof(self) -> Text | None:
        """Return what is said further to why the note is right: its example, if any."""
        example = self.example
        return None if example is None else said("question.example", example.langs, example=example)

    def sort(self) -> str:
        """Return the sort of note that wrong options come from: those of another sort are told by their grammar."""
        return self.kind

    def measure(self) -> str:
        """Return the unit that what the note names is counted in, empty where it isn't."""
        return ""

    def asks_alike(self, other: BaseNote, pool: str) -> bool:
        """Return whether another note's answer in a pool answers the same sort of question as this one's."""
        return True

    def exclusive(self) -> Mapping[str, Text]:
        """Return the texts, by face, that no other note of the deck may say as well."""
        return {}

    def prerequisites(self) -> tuple[Ref, ...]:
        """Return the notes to be learnt before this one."""
        return self.after

    def references(self) -> Iterator[Ref]:
        """Yield all notes that this one names as they are today."""
        yield from (*self.confusable, *self.after, *self.contrast)

    def faults(self) -> Iterator[Fault]:
        """Yield what makes no sense although it is well written."""
        return iter(())

    def unasked(self) -> Iterator[Fault]:
        """Yield what makes no card, or a card that no one could make sense of, for the languages that it is in."""
        keyed = self.keyed()
        for face in self.make_faces():
            if not is_asked(face):
                field, _, key = face[0].partition(".")
                where = (keyed.name, key) if field == keyed.face else ()
                yield where, Complaint("deck.no_card", one=begun(face[1]), other=begun(face[2]))
        about = {*self.title.langs, *(self.text_of(keyed.whole) or self.title).langs}
        for key, part in keyed.parts.items():
            if not about & {*part.text.langs}:
                yield (keyed.name, key), Complaint("deck.no_language", text=begun(part.text), note=self.id)

    def warnings(self) -> Iterator[Complaint]:
        """Yield advice on what the note lacks to be asked well."""
        return iter(())

    def text_of(self, field: str) -> Text | None:
        """Return the text of a field, None where the kind has no such field or it holds none."""
        found = getattr(self, field, None)
        return found if isinstance(found, Text) else None

    def other_names(self) -> list[Text]:
        """Return what else the note may be called."""
        return [*self.aliases.texts(), *self.accept.texts()]

    def is_chosen(self) -> bool:
        """Return whether the note's name may stand among options."""
        return True

    def is_related(self, other: BaseNote) -> bool:
        """Return whether one question can be asked about either note."""
        return (self.family or self.kind) == (other.family or other.kind)


class TermNote(BaseNote):
    """A note that has a term of its own. `descriptive`: the term says what it means, so that whoever can read would
    find it among options; it is asked for in writing only."""

    term: Text
    descriptive: bool = False

    @property
    def title(self) -> Text:
        """The term."""
        return self.term

    @property
    def short(self) -> Text:
        """The term as options show it: of “Cost per click (CPC)” the letters alone, where every language has some."""
        letters = {lang: found[1] for lang in self.term.langs if (found := LETTERS.search(getattr(self.term, lang)))}
        return Text(**letters) if len(letters) == len(self.term.langs) else self.term

    def is_chosen(self) -> bool:
        """Return whether the name doesn't say what it means."""
        return not self.descriptive


class MeaningNote(TermNote):
    """A term, what it means, and its keyed parts. `heading`: the term heads a topic, and nobody would write it as an
    answer."""

    family = "meaning"

    meaning: Text
    parts: dict[Slug, Part] = Field(default={})
    ordered: bool = False
    heading: bool = False

    def summary(self, pool: str = "") -> Text:
        """Return the term and its meaning."""
        return equated(self.term, self.meaning)

    def meaning_faces(self) -> Iterator[Face]:
        """Yield the cards from term to meaning and back."""
        yield "meaning", self.term, said("card.meaning"), self.meaning
        yield "term", self.meaning, said("card.which_term"), self.term

    def part_faces(self) -> Iterator[Face]:
        """Yield a card for each part."""
        for key, part in self.parts.items():
            yield f"part.{key}", self.term, part.ask or said("card.part", key=key), part.text

    def all_aspects(self) -> Iterator[Aspect]:
        """Yield the meaning of the term and the term of the meaning."""
        chosen = not self.descriptive
        asked = said("question.meaning", self.meaning.langs, term=self.short)
        yield Aspect(
            "meaning", "meaning", asked, self.meaning, "meaning", self.meaning, claim="question.claim", chosen=chosen
        )
        asked = joined(self.meaning, said("question.which_term"))
        yield Aspect("term", "term", asked, self.short, "short", self.meaning, typed=not self.heading, chosen=chosen)

    def keyed(self) -> KeyedParts:
        """Return the parts."""
        return KeyedParts(self.parts, ordered=self.ordered)

    def facts(self) -> Iterator[Text]:
        """Yield the meaning."""
        yield self.meaning

    def clues(self) -> Iterator[tuple[Text, str]]:
        """Yield the meaning."""
        yield self.meaning, "question.which_of_two"


def is_asked(face: Face) -> bool:
    """Return whether what a card is about and what is asked of it stand in one language."""
    return any(face[2].has(lang) for lang in face[1].langs)


def begun(text: Text) -> str:
    """Return how a text begins, by which a writer finds it again."""
    return " ".join(text.in_lang("zh").split())[:SHOWN]


def wrong_faults(note: str, answer: Text, wrong: Sequence[Wrong]) -> Iterator[Fault]:
    """Yield the wrong options of a note that share no language with its answer."""
    for number, one in enumerate(wrong):
        if not {*answer.langs} & {*one.text.langs}:
            yield ("wrong", number), Complaint("deck.no_language", text=begun(one.text), note=note)


def equated(term: Text, what: Text) -> Text:
    """Return a term and what it is, with a dash between them where what follows has a colon of its own."""
    keys = {lang: "question.is_dashed" if COLON.search(getattr(what, lang)) else "question.is" for lang in what.langs}
    return Text(**{lang: say(key, lang, term=term, what=what) for lang, key in keys.items()})
