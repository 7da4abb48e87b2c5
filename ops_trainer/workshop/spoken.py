"""An answer typed as one line: `b`, `a c`, `2 1 3`, a word or a number; `!` behind it says sure, `?` not sure."""

from __future__ import annotations

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.question import Type
from ops_trainer.content.text import Text
from ops_trainer.locale import Complaint, Lang
from ops_trainer.workshop.rules import Item, poll
from ops_trainer.workshop.words import LETTERS

SURE = {"!": True, "！": True, "?": False, "？": False}
NONE = frozenset("-—_0")


def understood(line: str, type_: Type, options: int, rows: int = 0) -> Answer | None:
    """The answer that a line gives to a question with so many options and rows; None when it gives none.

    Letters and numbers name options, with or without spaces or commas between; for a match they stand in the order of
    the rows, `-` for none.
    """
    line = line.strip()
    sure = SURE.get(line[-1:])
    if type_ in (Type.TYPED, Type.NUMERIC):
        text = line[:-1].strip() if sure is not None else line
        return Answer(text=text, sure=sure) if text else None
    words = line[:-1] if sure is not None else line
    chosen = _places(words, options)
    if chosen is None:
        return None
    match type_:
        case Type.SINGLE | Type.TRUE_FALSE:
            fits = len(chosen) == 1 and chosen[0] >= 0
        case Type.MULTIPLE:
            fits = bool(chosen) and len(set(chosen)) == len(chosen) and min(chosen) >= 0
        case Type.ORDER:
            fits = sorted(chosen) == list(range(options))
        case _:
            fits = len(chosen) == rows
    return Answer(tuple(chosen), sure=sure) if fits else None


def poll_of(line: str, name: str, lang: Lang) -> Item:
    """The poll that a line asks for: `How is the pace? | too fast | just right`. `name` is a slug, its own in the room.

    Raises Complaint where there is no question, or not two to eight options.
    """
    prompt, *options = (" ".join(part.split()) for part in line.replace("｜", "|").split("|"))
    if not prompt or not all(options):
        raise Complaint("workshop.poll_options", low=2, high=8)
    return poll(name, Text(**{lang: prompt}), [Text(**{lang: option}) for option in options])


def _places(words: str, options: int) -> list[int] | None:
    """Options by letter or number, from 0; -1 for none."""
    for mark in ",，、;；>→":
        words = words.replace(mark, " ")
    parts = words.split()
    if len(parts) == 1 and (options < 10 or not parts[0].isdecimal()):
        parts = list(parts[0])
    found = []
    for part in parts:
        if part in NONE:
            found.append(-1)
            continue
        place = int(part) - 1 if part.isascii() and part.isdecimal() else _letter(part)
        if not 0 <= place < options:
            return None
        found.append(place)
    return found


def _letter(part: str) -> int:
    return LETTERS.find(part.upper()) if len(part) == 1 else -1
