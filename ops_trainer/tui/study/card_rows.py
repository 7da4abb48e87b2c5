"""A card as study shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.memory.events import Rating
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.content.card import Card
    from ops_trainer.trainer.session import Session
    from ops_trainer.trainer.views import Progress


@dataclass(frozen=True, slots=True)
class Shown:
    """What a session shows, read in one go away from the event loop."""

    card: Card
    is_new: bool
    is_again: bool
    flagged: str | None
    progress: Progress
    previews: dict[Rating, int]

    @classmethod
    def of(cls, session: Session) -> Shown | None:
        """The session as it stands, None when it is done."""
        card = session.card
        if card is None:
            return None
        return cls(
            card=card,
            is_new=session.is_new,
            is_again=session.is_again,
            flagged=session.flagged,
            progress=session.progress,
            previews=session.previews(),
        )

    @property
    def all(self) -> int:
        """Cards of the session, done and to come."""
        return self.progress.done + self.progress.left


def badge(shown: Shown, say: Say) -> Content:
    """Whether the card is new or comes again, and whether it is flagged."""
    if shown.is_again:
        first = (say("study.badge_again"), "$warning bold")
    elif shown.is_new:
        first = (say("study.badge_new"), "$accent bold")
    else:
        first = (say("study.badge_review"), "$text-muted")
    parts = [Content.assemble(first)]
    if shown.flagged is not None:
        parts.append(Content.assemble((f"⚑ {shown.flagged}".strip(), "$warning")))
    return Content("  ").join(parts)


def sides(card: Card, lang: Lang) -> tuple[str, str, str]:
    """Subject, question and answer, spaced for display."""
    return spaced(card.subject.in_lang(lang)), spaced(card.question.in_lang(lang)), spaced(card.back.in_lang(lang))


def progress_bar(shown: Shown, width: int) -> Content:
    """A line filled as far as the session is: done thick, missed and coming again dotted, to come thin."""
    progress = shown.progress
    done, again, rest = progress.done, progress.again, progress.left - progress.again
    total = max(done + again + rest, 1)
    cells = [round(part * width / total) for part in (done, done + again)]
    return Content.assemble(
        ("━" * cells[0], "$success"),
        ("┅" * (cells[1] - cells[0]), "$warning"),
        ("─" * (width - cells[1]), "$border-blurred"),
    )
