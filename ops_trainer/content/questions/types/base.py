"""What every question type declares, and what those that are chosen and those that are written have in common."""

from __future__ import annotations

import enum
import string
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ops_trainer.content.questions.answer import Answer, Mark
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.text import Text
from ops_trainer.locale import Complaint, Lang, say

LETTERS = string.ascii_uppercase
SEPARATORS = ",，、;；>→."
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
NONE = frozenset("-—_0")  # says in a line that a row has no option
FULL_STOPS = "。."  # go where a text becomes a part of a longer one


SHAPES = "▲◆●■★✚"
"""Options are told apart by letter and shape, so that nobody needs to see colours. After the last it begins anew."""


def letter(place: int) -> str:
    """Return the letter of an option, A for 0; after Z it begins anew."""
    return LETTERS[place % len(LETTERS)]


def shape(place: int) -> str:
    """Return the shape of an option."""
    return SHAPES[place % len(SHAPES)]


class Form(enum.Enum):
    """How a question is answered: one option, several of them, an option for each row, all in order, or a written line.

    A face draws by form, so that a new type of a known form needs no change there.
    """

    ONE = enum.auto()
    SEVERAL = enum.auto()
    PAIRS = enum.auto()
    SEQUENCE = enum.auto()
    LINE = enum.auto()


@dataclass(frozen=True, slots=True)
class Hints:
    """Message keys that say how to answer: on the quiz screen and in its plain lines, on a player's screen and in the
    plain lines of one, on the facilitator's screen (None where nothing needs saying)."""

    screen: str
    plain: str
    player: str
    player_plain: str
    host: str | None = None


@dataclass(frozen=True, slots=True)
class WrongChoice:
    """Something wrong that was chosen: its text, and what it really is where that is known. `option` is its place among
    the options, None for what was typed; `row` is the left-hand text that it was put to in a match."""

    text: Text
    what: Text | None
    option: int | None = None
    row: Text | None = None


class QuestionType(ABC):
    """Everything that is particular to one type of question."""

    type: ClassVar[Type]
    form: ClassVar[Form]
    hints: ClassVar[Hints]
    pace: ClassVar[float] = 1.0  # of the seconds that a question with one right option gets
    placing: ClassVar[bool] = True  # False for what can be guessed half of the time, or worked out by elimination

    @abstractmethod
    def mark(self, question: Question, answer: Answer, lang: Lang | None) -> Mark:
        """Return what an answer is worth; never raises. `lang` is the language it was asked in, None for any."""

    @abstractmethod
    def fitted(self, question: Question, answer: Answer) -> Answer:
        """Return the answer as it is kept: ticks in order, text without spaces around it.

        Raises Complaint when it does not fit in form: options that are not there, too many or too few, text where none
        belongs, a number that can't be read.
        """

    @abstractmethod
    def read(self, line: str, options: int, rows: int = 0) -> Answer | None:
        """Return the answer that a typed line gives to a question with so many options and rows; None for none."""

    @abstractmethod
    def in_words(self, question: Question, answer: Answer, lang: Lang, *, lettered: bool = True) -> str:
        """Return an answer in words: the options, with their letters unless told otherwise, the pairs, the order, or
        what was written."""

    @abstractmethod
    def right_parts(self, question: Question, lang: Lang, *, lettered: bool = True) -> list[str]:
        """Return the right answer part by part: the right options, each row with its own, the steps in their order, or
        what is to be written; nothing where there is none."""

    @abstractmethod
    def wrong_choices(self, question: Question, answer: Answer, mark: Mark) -> list[WrongChoice]:
        """Return what was chosen that is not right; none for an answer that chose nothing wrong, such as too few."""

    @abstractmethod
    def right_json(self, question: Question, text: Callable[[Text], Any]) -> Any:
        """Return the right answer as JSON values, as `decks preview --json` shows it."""

    @abstractmethod
    def right_document(self, question: Question, text: Callable[[Text], Any]) -> dict[str, Any]:
        """Return the right answer as the fields of a phone's reveal."""

    def right_in_words(self, question: Question, lang: Lang, *, lettered: bool = True) -> str:
        """Return the right answer in words; "" where there is none."""
        return self.joined(self.right_parts(question, lang, lettered=lettered), lang)

    def joined(self, parts: Iterable[str], lang: Lang) -> str:
        """Return the parts of an answer as a line."""
        return say("report.between", lang).join(parts)

    def right_choice(self, question: Question) -> tuple[int, ...]:
        """Return the whole right answer as `Answer.chosen`; nothing where it is written rather than chosen."""
        return ()

    def can_be_read(self, question: Question, answer: Answer) -> bool:
        """Return whether there is something to mark. *I don't know* is an answer."""
        return True

    def read_as(self, question: Question, answer: Answer) -> Text | None:
        """Return what a written answer was read as, where that looks other than what was typed."""
        return None

    def about(self, question: Question) -> str:
        """Return the note (`deck/note`) that a question is really about."""
        return question.note


class Chosen(QuestionType):
    """Types whose answer is a choice of options."""

    @abstractmethod
    def fits(self, chosen: Sequence[int], options: int, rows: int) -> bool:
        """Return whether a choice fits a question with so many options and rows."""

    def fitted(self, question: Question, answer: Answer) -> Answer:
        if not self.fits(answer.chosen, len(question.options), len(question.pairs)) or answer.text.strip():
            raise Complaint("workshop.bad_answer")
        return Answer(answer.chosen, "", answer.sure)

    def read(self, line: str, options: int, rows: int = 0) -> Answer | None:
        chosen = _places(line, options)
        return Answer(tuple(chosen)) if chosen is not None and self.fits(chosen, options, rows) else None

    def parts(self, question: Question, chosen: Sequence[int], lang: Lang, *, lettered: bool = True) -> list[str]:
        """Return a choice part by part, in words."""
        return [
            (f"{letter(place)}. " if lettered else "") + part(question.options[place].text, lang)
            for place in chosen
            if 0 <= place < len(question.options)
        ]

    def in_words(self, question: Question, answer: Answer, lang: Lang, *, lettered: bool = True) -> str:
        return self.joined(self.parts(question, answer.chosen, lang, lettered=lettered), lang)

    def right_choice(self, question: Question) -> tuple[int, ...]:
        return tuple(place for place, option in enumerate(question.options) if option.correct)

    def right_parts(self, question: Question, lang: Lang, *, lettered: bool = True) -> list[str]:
        return self.parts(question, self.right_choice(question), lang, lettered=lettered)

    def wrong_choices(self, question: Question, answer: Answer, mark: Mark) -> list[WrongChoice]:
        options = [(place, question.options[place]) for place in there(question, answer)]
        return [WrongChoice(option.text, option.why, place) for place, option in options if not option.correct]

    def right_json(self, question: Question, text: Callable[[Text], Any]) -> Any:
        return list(self.right_choice(question))

    def right_document(self, question: Question, text: Callable[[Text], Any]) -> dict[str, Any]:
        return {"correct": [option.correct for option in question.options]}


class Written(QuestionType):
    """Types whose answer is a line of text."""

    form = Form.LINE
    longest: ClassVar[int]  # characters of an answer in a workshop

    def fitted(self, question: Question, answer: Answer) -> Answer:
        text = " ".join(answer.text.split())
        control = any(unicodedata.category(character)[0] == "C" for character in text)
        if answer.chosen or control or not 0 < len(text) <= self.longest:
            raise Complaint("workshop.bad_answer")
        if not self.can_be_read(question, answer):
            raise Complaint("quiz.no_number")
        return Answer((), text, answer.sure)

    def read(self, line: str, options: int, rows: int = 0) -> Answer | None:
        return Answer(text=line.strip()) if line.strip() else None

    def in_words(self, question: Question, answer: Answer, lang: Lang, *, lettered: bool = True) -> str:
        return answer.text

    def wrong_choices(self, question: Question, answer: Answer, mark: Mark) -> list[WrongChoice]:
        if not answer.text.strip():
            return []
        rival = next((one for one in question.rivals if one.note in mark.taken_for), None)
        typed = Text(zh=answer.text, en=answer.text)
        return [WrongChoice(typed, rival.why if rival else None)]


def part(text: Text, lang: Lang) -> str:
    """Return a text as a part of a longer line: without its full stop."""
    return text.in_lang(lang).rstrip(FULL_STOPS)


def there(question: Question, answer: Answer) -> list[int]:
    """Return the options chosen that there are, each once."""
    return [place for place in dict.fromkeys(answer.chosen) if 0 <= place < len(question.options)]


def _places(line: str, options: int) -> list[int] | None:
    """Return the options that a line names by letter or number, with or without something between them, from 0; -1 for
    none; None when it names something else."""
    line = line.translate(FULL_WIDTH)
    for mark in SEPARATORS:
        line = line.replace(mark, " ")
    parts = line.split()
    if len(parts) == 1 and (options < 10 or not parts[0].isdecimal()):
        parts = list(parts[0])
    found = []
    for part in parts:
        if part in NONE:
            found.append(-1)
            continue
        place = int(part) - 1 if part.isdecimal() else LETTERS.find(part.upper()) if len(part) == 1 else -1
        if not 0 <= place < options:
            return None
        found.append(place)
    return found
