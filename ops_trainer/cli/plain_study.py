"""Study as plain lines, for screen readers and dumb terminals: one question, one answer, nothing is redrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from ops_trainer.content.kinds.page import in_plain_lines
from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang, amounts, say
from ops_trainer.memory.events import Rating
from ops_trainer.team.typed import folded

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.session import Session

Print = Callable[[str], None]
TWO = {"1": Rating.AGAIN, "2": Rating.GOOD, "": Rating.GOOD}
FOUR = {"1": Rating.AGAIN, "2": Rating.HARD, "3": Rating.GOOD, "4": Rating.EASY, "": Rating.GOOD}


def run(trainer: Trainer, session: Session, lang: Lang, lines: Iterable[str], out: Print) -> None:
    """Study until the cards or the lines run out. Every grade is saved as it is given, but for practice."""
    buttons = FOUR if trainer.settings.buttons == 4 else TWO
    answers = iter(lines)
    trainer.fit_weights()
    if session.card is None:
        out(say("plain.nothing", lang))
        return
    if session.practice:
        out(say("study.practice_note", lang))
    out(say("plain.keys4" if buttons is FOUR else "plain.keys2", lang))
    while session.card is not None and _card(session, trainer, lang, buttons, answers, out):
        pass
    _end(session, lang, out)


def _card(
    session: Session, trainer: Trainer, lang: Lang, buttons: dict[str, Rating], answers: Iterator[str], out: Print
) -> bool:
    """One card, from its prompt to its grade; False when the learner stops."""
    card = session.card
    assert card is not None
    progress = session.progress
    out("")
    out(say("plain.progress", lang, done=progress.done, left=progress.left))
    out(spaced(card.subject.in_lang(lang)))
    out(spaced(card.question.in_lang(lang)))
    revealed = False
    for line in answers:
        first, *more = line.split(maxsplit=1)[:2] or [""]
        command, rest = folded(first), " ".join(more).strip()
        if command == "q":
            return False
        if command == "u":
            out(say("plain.undone" if session.undo() else "plain.no_undo", lang))
            return True
        if command in ("b", "s"):
            session.bury() if command == "b" else session.suspend()
            out(say("plain.buried" if command == "b" else "plain.suspended", lang))
            return True
        if command == "f":
            session.flag(rest)
            out(say("plain.flagged", lang))
        elif command == "r":
            out(in_plain_lines(trainer.lesson(card.note_id, lang)))
        elif not revealed and command in ("", "a"):
            revealed = True
            out(say("plain.answer", lang, text=spaced(card.back.in_lang(lang))))
        elif revealed and command in buttons:
            session.grade(buttons[command])
            return True
        else:
            out(say("plain.keys4" if buttons is FOUR else "plain.keys2", lang))
    return False


def _end(session: Session, lang: Lang, out: Print) -> None:
    summary = session.summary()
    out("")
    out(say("plain.end", lang, n=summary.cards, first=summary.recalled_first))
    what = amounts(summary.tomorrow, summary.tomorrow_new, partial(_say, lang))
    if what:
        out(say("study.tomorrow", lang, what=what, minutes=summary.tomorrow_minutes))
    else:
        out(say("study.tomorrow_free", lang))


def _say(lang: Lang, key: str, **params: object) -> str:
    return say(key, lang, **params)
