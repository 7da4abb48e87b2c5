"""A question on the projector: time and answers above it, what is asked, and its reveal.

The reveal says what was right, what was chosen, why, and what the most chosen wrong option really is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from rich.cells import cell_len
from textual.content import Content

from ops_trainer.content.questions.answer import Band
from ops_trainer.content.questions.question import Question
from ops_trainer.content.questions.types import ARRANGED, CHOICE, of
from ops_trainer.content.questions.types.base import letter
from ops_trainer.content.questions.view import RevealView
from ops_trainer.tui.widgets.text import fit
from ops_trainer.tui.widgets.words import Say
from ops_trainer.tui.workshop.host_space import Lines, Space, airy, broken, chip, counted, hanging, joined
from ops_trainer.workshop.lead import Lead
from ops_trainer.workshop.results import most_tempting
from ops_trainer.workshop.rules import Item
from ops_trainer.workshop.state import Phase
from ops_trainer.workshop.tally import Tally

HURRY_MS = 5_000


@dataclass(frozen=True, slots=True)
class Pace:
    """Milliseconds left to answer (None without a limit), and until it goes on by itself (None when it does not)."""

    left: int | None
    wait: int | None


def seconds(ms: int) -> int:
    """Return whole seconds, a begun one counted: 1 is shown until the very end."""
    return -(-ms // 1000)


def gauge(lead: Lead, pace: Pace, say: Say, width: int) -> Content | None:
    """Return the line above the stage at a width; None where there is nothing to tell.

    It says how much time is left and how many have answered, or when the workshop goes on by itself.
    """
    if lead.phase is Phase.QUESTION:
        return _vote(lead, pace, say, width)
    if pace.wait is not None:
        says = "host.begins_in" if lead.phase is Phase.LOBBY else "host.goes_on_in"
        return Content.styled(say(says, n=max(seconds(pace.wait), 0)), "$text-muted")
    return None


def _vote(lead: Lead, pace: Pace, say: Say, width: int) -> Content:
    answers = say("host.answers", n=lead.answered, all=lead.expected)
    second = say("host.second_vote") + " · " if lead.ballot > 1 else ""
    if lead.paused:
        head, style = say("host.paused"), "bold $warning"
    elif not lead.open:
        head, style = say("host.all_in" if lead.answered >= lead.expected > 0 else "host.closed"), "bold $accent"
    elif pace.left is not None:
        head = say("host.seconds", n=seconds(pace.left))
        style = "bold $error" if pace.left <= HURRY_MS else "bold"
    else:
        head, style = "", ""
    tail = f"{second}{answers}"
    away = " · " + say("host.away", n=lead.away) if lead.away and lead.open else ""
    if cell_len(head) + cell_len(tail) + cell_len(away) + 3 <= width:
        tail += away
    room = width - cell_len(head) - cell_len(tail) - (2 if head else 1)
    share, colour = _share(lead, pace)
    bar = _bar(share, room, colour) if room >= 4 else Content(" ")
    return Content.assemble((head, style), " " if head else "", bar, " ", (tail, "bold"))


def _share(lead: Lead, pace: Pace) -> tuple[float, str]:
    """Return how full the bar is and its colour: the time that is left, or without a limit those who have answered."""
    if pace.left is None or not lead.limit_ms:
        return (lead.answered / lead.expected if lead.expected else 0.0), "$primary"
    return min(pace.left / lead.limit_ms, 1.0), "$error" if pace.left <= HURRY_MS and lead.open else "$primary"


def _bar(share: float, cells: int, style: str) -> Content:
    full = round(share * cells)
    return Content.assemble(("━" * full, style), ("─" * (cells - full), "$border-blurred"))


def asking(lead: Lead, space: Space) -> Content:
    """Return the question with its options, with as much air as fits."""
    assert lead.item is not None
    return joined(airy(space.height, partial(_lines, lead.item, space), (1, 0, -1) if space.tiny else (2, 1, 0)))


def discussing(lead: Lead, space: Space) -> Content:
    """Return what to do now, above the question: talk to a neighbour, then vote again."""
    assert lead.item is not None
    head = broken(space.say("host.discuss"), space.width, "bold $accent")
    more = [] if space.tiny else broken(space.say("host.discuss_how"), space.width, "$text-muted")
    item = lead.item
    room = space.height - len(head) - len(more) - 1
    return joined([*head, *more, Content(), *airy(room, partial(_lines, item, space))])


def hint(item: Item) -> str | None:
    """Return the message that says how this type is answered; None where that is plain."""
    if item.poll:
        return "host.hint_poll"
    return of(item.question).hints.host


def _lines(item: Item, space: Space, gap: int) -> Lines:
    """Return prompt, hint and options with so many blank lines between; -1: none, and without the hint."""
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


RIGHT_CHIP = "bold $background on $success"
PLAIN_CHIP = "bold $foreground on $panel"
GLYPHS = {Band.RIGHT: ("✓", "$success"), Band.JUDGE: ("?", "$warning"), Band.WRONG: ("✗", "$error")}
MOST_TEXTS = 5
WIDEST = 76  # of a bar with what it says


def reveal(lead: Lead, space: Space) -> Content:
    """Return the whole reveal; it may be longer than the space there is, and is then scrolled."""
    assert lead.item is not None
    question, poll = lead.item.question, lead.item.poll
    now = lead.tallies[-1]
    lines = broken(space.text(question.prompt), space.width, "bold")
    if space.tiny and len(lines) > 1:
        lines = [Content.styled(fit(space.text(question.prompt).replace("\n", " "), space.width), "bold")]
    lines += [] if space.tiny else [Content()]
    view = RevealView.of(question, space.lang, lettered=True)
    if question.type in CHOICE:
        lines += _options(view, lead.tallies, space, poll)
    elif question.type in ARRANGED:
        lines += _rows(view, of(question).right_choice(question), now, space)
    else:
        right = Content.styled(view.right, "bold")
        lines += hanging(Content.styled(" ✓ ", RIGHT_CHIP) + Content(" "), right, space.width)
        lines += _texts(now, space)
    if not poll:
        lines += _summary(lead, now, space)
        if why := _why(question, view, now, space):
            lines += [Content(), *why]
    return joined(lines)


def _options(view: RevealView, tallies: Sequence[Tally], space: Space, poll: bool) -> Lines:
    lines: Lines = []
    now = tallies[-1]
    for place, option in enumerate(view.options):
        right = option.right and not poll
        mark, style = ("", "") if poll else ("✓ ", "bold $success") if right else ("✗ ", "$text-muted")
        head = chip(place, RIGHT_CHIP if right else PLAIN_CHIP)
        if mark:
            head = Content.assemble(head, (mark, "$success" if right else "$error"))
        if space.tiny:
            counts = [tally.options[place] for tally in tallies]
            lines.append(_filled(head, option.text, counts, now.answered, right, space))
            continue
        lines += hanging(head, option.text, space.width, style)
        bar = "$success" if right else "$primary" if poll else "$secondary"
        if len(tallies) > 1:
            lines.append(_option_bar(tallies[0], place, space, "$text-muted", space.say("host.before"), fill="▒"))
            lines.append(_option_bar(now, place, space, bar, space.say("host.after")))
        else:
            lines.append(_option_bar(now, place, space, bar))
        if space.height > 30:
            lines.append(Content())
    return lines


def _filled(head: Content, text: str, counts: Sequence[int], all_: int, right: bool, space: Space) -> Content:
    """Return an option in one line, its bar behind its text; the whole text stood on the screen while it was asked."""
    says = " " + "→".join(map(str, counts))
    room = space.width - cell_len(head.plain) - cell_len(says)
    said = fit(text, room)
    full, used = 0, 0
    while full < len(said) and used < (counts[-1] / all_ if all_ else 0) * room:
        used += cell_len(said[full])
        full += 1
    style = "bold $background on $success" if right else "on $block-cursor-background"
    return Content.assemble(head, (said[:full], style), said[full:], (says, "bold"))


def _cut(head: Content, text: str, space: Space) -> Content:
    """Return a row in one line."""
    return Content.assemble(head, fit(text, space.width - cell_len(head.plain)).rstrip())


def _option_bar(tally: Tally, place: int, space: Space, style: str, vote: str = "", fill: str = "█") -> Content:
    count = tally.options[place]
    share = count / tally.answered if tally.answered else 0.0
    head = Content.styled(f"     {vote} " if vote else "     ", "$text-muted")
    return counted(share, f"{count} · {share:.0%}", min(space.width, WIDEST), style, head, fill)


def _rows(view: RevealView, wanted: Sequence[int], tally: Tally, space: Space) -> Lines:
    """Return how many had each row of a match, or each place of an order, right: the option that is `wanted` there."""
    lines: Lines = []
    for place, (label, right) in enumerate(zip(view.parts, wanted, strict=True)):
        count = tally.rows[place][right]
        share = count / tally.answered if tally.answered else 0.0
        head = Content.styled(f" {place + 1}  ", "bold $accent")
        lines += [_cut(head, label, space)] if space.tiny else hanging(head, label, space.width)
        lines.append(counted(share, f"{count} · {share:.0%}", min(space.width, WIDEST), "$success", "    "))
    return lines


def _texts(tally: Tally, space: Space) -> Lines:
    """Return what was typed, the most frequent first, and whether it counts."""
    lines: Lines = []
    for said in tally.texts[: 3 if space.tiny else MOST_TEXTS]:
        glyph, style = GLYPHS[said.band or Band.WRONG]
        lines += hanging(Content.styled(f" {glyph} ", f"bold {style}"), f"{said.text}  × {said.count}", space.width)
    return lines


def _summary(lead: Lead, tally: Tally, space: Space) -> Lines:
    says = space.say("host.right_of", right=tally.right, all=tally.answered)
    parts = [Content.styled(says, "bold")]
    if len(lead.tallies) > 1:
        parts.append(Content.styled(space.say("host.right_before", n=lead.tallies[0].right), "$text-muted"))
    if tally.sure_wrong:
        parts.append(Content.styled(space.say("host.sure_wrong", n=tally.sure_wrong), "$warning"))
    if any(said.band is Band.JUDGE for said in tally.texts):
        parts.append(Content.styled(space.say("host.to_judge"), "$warning"))
    return broken(Content("  ").join(parts), space.width)


def _why(question: Question, view: RevealView, tally: Tally, space: Space) -> Lines:
    """Return why it is so, unless what stands above says it all; then what the most chosen wrong option really is."""
    lines: Lines = []
    if question.type not in ARRANGED or not all(one.text in view.explanation for one in view.options):
        lines += broken(space.say("host.why"), space.width, "bold $accent")
        lines += broken(view.explanation, space.width)
    place = most_tempting(question, tally.options)
    if place is not None and (why := view.options[place].why) and why not in view.explanation:
        lines += [Content()]
        lines += broken(space.say("host.tempting", letter=letter(place)), space.width, "bold $accent")
        lines += broken(why, space.width)
    return lines
