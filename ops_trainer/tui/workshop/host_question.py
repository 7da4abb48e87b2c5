"""A question that is open: what is asked, and what there is to choose from."""

from __future__ import annotations

from functools import partial

from textual.content import Content

from ops_trainer.content.questions.types import of
from ops_trainer.tui.workshop.host_space import Lines, Space, airy, broken, chip, hanging, joined
from ops_trainer.workshop.lead import Lead
from ops_trainer.workshop.rules import Item


def asking(lead: Lead, space: Space) -> Content:
    """The question with its options, with as much air as fits."""
    assert lead.item is not None
    return joined(airy(space.height, partial(_lines, lead.item, space), (1, 0, -1) if space.tiny else (2, 1, 0)))


def discussing(lead: Lead, space: Space) -> Content:
    """What to do now, above the question: talk to a neighbour, then vote again."""
    assert lead.item is not None
    head = broken(space.say("host.discuss"), space.width, "bold $accent")
    more = [] if space.tiny else broken(space.say("host.discuss_how"), space.width, "$text-muted")
    item = lead.item
    room = space.height - len(head) - len(more) - 1
    return joined([*head, *more, Content(), *airy(room, partial(_lines, item, space))])


def hint(item: Item) -> str | None:
    """The message that says how this type is answered; None where that is plain."""
    if item.poll:
        return "host.hint_poll"
    return of(item.question).hints.host


def _lines(item: Item, space: Space, gap: int) -> Lines:
    """Prompt, hint and options with so many blank lines between; -1: none, and without the hint."""
    question = item.question
    blank = [Content()] * gap
    lines = broken(space.text(question.prompt), space.width, "bold")
    if gap >= 0 and (says := hint(item)):
        lines += broken(space.say(says), space.width, "$text-muted")
    lines += blank
    if question.pairs:
        for place, (left, _) in enumerate(question.pairs, 1):
            lines += hanging(Content.styled(f" {place}  ", "bold $accent"), space.text(left), space.width)
        lines += blank
    for place, option in enumerate(question.options):
        lines += hanging(chip(place), space.text(option.text), space.width)
        lines += blank if place + 1 < len(question.options) else []
    return lines
