"""Questions written by hand with their answers: one of the seven types, or open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from ops_trainer.content.kinds.asked import WrittenQuestion
from ops_trainer.content.kinds.base import BaseNote, Face, Fault, begun
from ops_trainer.content.kinds.page import Page
from ops_trainer.content.kinds.parts import Amount, Choice, Pair
from ops_trainer.content.questions import question as asked
from ops_trainer.content.text import Text, joined, said
from ops_trainer.locale import LANGS, Complaint

FACE = "answer"
MOST_DECIMALS = 6


class Question(BaseNote):
    """A question and what is right: options, a truth, accepted answers, a number, pairs, an order; or nothing, then the
    learner judges."""

    kind: Literal["question"] = "question"
    ask: Text
    situation: Text | None = None
    why: Text | None = None
    options: tuple[Choice, ...] = Field(default=(), max_length=26)
    truth: bool | None = None
    number: Amount | None = None
    pairs: tuple[Pair, ...] = Field(default=(), max_length=26)
    decoys: tuple[Text, ...] = Field(default=(), max_length=26)
    order: tuple[Text, ...] = Field(default=(), max_length=26)

    @property
    def title(self) -> Text:
        """The question."""
        return self.ask

    def summary(self, pool: str = "") -> Text:
        """Return why the answer is right, or the answer."""
        return self.why or self._right()

    def make_faces(self) -> Iterator[Face]:
        """Yield the question, with what there is to choose from."""
        listed: list[Text] = [option.text for option in self.options]
        if self.pairs:
            listed = [pair.left for pair in self.pairs]
            listed += _shuffled([*(pair.right for pair in self.pairs), *self.decoys])
        elif self.order:
            listed = _shuffled(list(self.order))
        rest = _lines(self.ask, listed) if listed else said("card.truth" if self.truth is not None else "card.qa")
        back = self._right()
        if self.situation is not None:
            yield FACE, self.situation, joined(self.ask, rest) if listed else self.ask, back
        else:
            yield FACE, self.ask, rest, back

    def write(self, page: Page) -> None:
        """Write the situation, the question, the answer, what else there is to choose, and why."""
        page.text(self.situation)
        if self.situation is not None or "\n" in self.ask.in_lang(page.lang).strip():
            page.text(self.ask)
        page.section("lesson.answer", self._right())
        for option in self.options:
            if option.why is not None:
                page.text(joined(option.text, option.why))
        if rest := [option.text for option in self.options if not option.right and option.why is None]:
            page.section("lesson.other_options", _lines(self.ask, rest))
        if self.decoys:
            page.section("lesson.other_options", _lines(self.ask, list(self.decoys)))
        page.section("lesson.why", self.why if self.why != self._right() else None)

    def written(self) -> WrittenQuestion:
        """Return the question as it was written."""
        prompt = self.ask if self.situation is None else joined(self.situation, self.ask)
        options = tuple(asked.Option(one.text, one.right, None, one.why, one.weight) for one in self.options)
        return WrittenQuestion(
            FACE,
            self._type(),
            prompt,
            self.why,
            options=options,
            truth=self.truth,
            accepted=tuple(self.accept.texts()) if self._type() is asked.Type.TYPED else (),
            number=None if self.number is None else _number(self.number),
            pairs=tuple((pair.left, pair.right) for pair in self.pairs),
            decoys=self.decoys,
            steps=self.order,
            answer=self._right(),
        )

    def facts(self) -> Iterator[Text]:
        """Yield the question, below its situation."""
        yield self.ask if self.situation is None else joined(self.situation, self.ask)

    def faults(self) -> Iterator[Fault]:
        """Yield that there are several sorts of answer, that nothing is right or nothing to choose from."""
        given = {
            "options": self.options,
            "truth": self.truth is not None,
            "number": self.number,
            "pairs": self.pairs,
            "order": self.order,
            "accept": self.accept.texts(),
        }
        there = [name for name, value in given.items() if value]
        if len(there) > 1:
            yield (there[1],), Complaint("deck.one_answer", fields=", ".join(there))
        if self.options and not any(option.right for option in self.options):
            yield ("options",), Complaint("deck.no_right")
        choices = {"options": self.options, "pairs": (*self.pairs, *self.decoys), "order": self.order}
        for name, several in choices.items():
            if len(several) == 1:
                yield (name,), Complaint("deck.least_entries", field=name, bound=2, n=2)
        if self.decoys and not self.pairs:
            yield ("decoys",), Complaint("deck.decoys_alone")
        for name, texts in (("options", [one.text for one in self.options]), ("order", list(self.order))):
            for number, text in enumerate(texts):
                if not {*self.ask.langs} & {*text.langs}:
                    yield (name, number), Complaint("deck.no_language", text=begun(text), note=self.id)

    def _type(self) -> asked.Type:
        if self.options:
            return asked.Type.SINGLE if sum(option.right for option in self.options) == 1 else asked.Type.MULTIPLE
        if self.truth is not None:
            return asked.Type.TRUE_FALSE
        if self.number is not None:
            return asked.Type.NUMERIC
        if self.pairs:
            return asked.Type.MATCH
        return asked.Type.ORDER if self.order else asked.Type.TYPED

    def _right(self) -> Text:
        """Return the right answer; of an open question why, or that everyone has their own."""
        if self.options:
            right = [one.text for one in self.options if one.right] or [one.text for one in self.options]
            return right[0] if len(right) == 1 else _lines(self.ask, right)
        if self.truth is not None:
            return said("question.true" if self.truth else "question.false", self.ask.langs)
        if self.number is not None:
            number = _number(self.number)
            unit = self.number.unit
            return Text(
                **{
                    lang: f"{number.value:.{number.decimals}f}{unit.in_lang(lang) if unit else ''}"
                    for lang in self.ask.langs
                }
            )
        if self.pairs:
            rows = [(pair.left, pair.right) for pair in self.pairs]
            return Text(
                **{
                    lang: "\n".join(f"{left.in_lang(lang)} → {right.in_lang(lang)}" for left, right in rows)
                    for lang in self.ask.langs
                }
            )
        if self.order:
            return Text(**{lang: " → ".join(step.in_lang(lang) for step in self.order) for lang in self.ask.langs})
        if first := {lang: names[0] for lang in LANGS if (names := self.accept.in_lang(lang))}:
            return Text(**first)
        return self.why or said("card.open", self.ask.langs)


def _number(amount: Amount) -> asked.Number:
    """Return a number as a question asks for it, with as many decimals as it was written with."""
    value = amount.value
    decimals = next((n for n in range(MOST_DECIMALS) if round(value, n) == value), MOST_DECIMALS)
    return asked.Number(value, amount.tolerance, decimals, amount.unit)


def _lines(like: Text, texts: list[Text]) -> Text:
    """Return texts as a list, a line each, in the languages of another text."""
    return Text(**{lang: "\n".join(f"· {text.in_lang(lang)}" for text in texts) for lang in like.langs})


def _shuffled(texts: list[Text]) -> list[Text]:
    """Return texts in an order that is always the same and tells nothing: by what they say, read from the end."""
    mixed = sorted(texts, key=lambda text: text.in_lang("zh")[::-1])
    return mixed[1:] + mixed[:1] if mixed == texts else mixed
