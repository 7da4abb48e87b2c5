"""A question, and how it was answered, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.content import Content

from ops_trainer.content.questions.question import Question
from ops_trainer.content.questions.types import WRITTEN, of
from ops_trainer.content.questions.types.base import Form
from ops_trainer.content.questions.view import Verdict, verdict_of
from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.quiz.placement import MOST
from ops_trainer.quiz.results import TopicScore
from ops_trainer.quiz.run import Mode, Step
from ops_trainer.tui.quiz.answering import LETTERS, MISSED, RIGHT, WRONG, RowVerdict
from ops_trainer.tui.widgets.text import Fluid, fit, shares, wrapped
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.trainer.quizzes import Quiz

SCORE_BAR = 12
MODES = {
    Mode.QUIZ: "quiz_screen.title",
    Mode.CONTRAST: "quiz_screen.contrast",
    Mode.PLACEMENT: "quiz_screen.placement",
}


def verdicts(step: Step, lang: Lang, say: Say) -> tuple[list[RowVerdict | None], list[RowVerdict | None]]:
    """Return how the options, and the rows to pair, came out."""
    question, chosen = step.question, step.answer.chosen
    if of(question).form is Form.PAIRS:
        given = [*chosen, *[-1] * len(question.pairs)]
        rows = [(right, got) for (_, right), got in zip(question.pairs, given, strict=False)]
        return [None] * len(question.options), [
            RIGHT if got == right else replace(WRONG, note=say("quiz_screen.belongs", letter=LETTERS[right]))
            for right, got in rows
        ]
    if of(question).form is Form.SEQUENCE:
        found: list[RowVerdict | None] = []
        for place in range(len(question.options)):
            due = question.sequence.index(place)
            fits = due < len(chosen) and chosen[due] == place
            found.append(RIGHT if fits else replace(WRONG, note=say("quiz_screen.step", n=due + 1)))
        return found, []
    options: list[RowVerdict | None] = []
    for option in step.view(lang).options:
        if option.right:
            options.append(RIGHT if option.chosen else MISSED)
        else:
            options.append(replace(WRONG, note=option.why) if option.chosen else None)
    return options, []


def headline(step: Step, say: Say) -> Content:
    """Return right, wrong or partly, with a glyph as well as a colour."""
    verdict = verdict_of(step.mark.band, step.mark.score)
    if verdict is Verdict.RIGHT:
        return Content.styled(f"✓ {say('quiz_screen.right')}", "$success bold")
    if verdict is Verdict.PARTLY:
        said = say("quiz_screen.partly", percent=f"{step.mark.score:.0%}")
        return Content.styled(f"△ {said}", "$warning bold")
    key = "quiz_screen.sure_but_wrong" if step.sure_but_wrong else "quiz_screen.wrong"
    return Content.styled(f"✗ {say(key)}", "$error bold")


def outcome(step: Step, lang: Lang, say: Say) -> Content:
    """Return how an answer came out, what was written and what is right, and why."""
    view, parts = step.view(lang), [headline(step, say)]
    if step.question.type in WRITTEN:
        if view.verdict is not Verdict.RIGHT:
            parts.append(Content(say("quiz_screen.yours", text=spaced(step.answer.text.strip()))))
            parts += [Content.styled(one.what, "$text-muted") for one in view.wrong if one.what]
        if view.read_as:
            parts.append(Content.styled(say("quiz.read_as", number=view.read_as), "$text-muted"))
        parts.append(Content.styled(say("quiz_screen.answer", text=view.right), "bold"))
    parts.append(Content(view.explanation))
    return Content("\n").join(parts)


def first_line(question: Question, lang: Lang) -> str:
    """Return what a question asks, on one line."""
    return spaced(question.prompt.in_lang(lang).replace("\n", " "))


def mistake_row(mistake: Step, lang: Lang, say: Say, width: int) -> Content:
    """Return a mistake in a list: the question, what was chosen and what it really is, what is right."""
    question, view = mistake.question, mistake.view(lang)
    head = Content.styled(f"{'‼' if mistake.sure_but_wrong else '✗'} ", "$error bold")
    lines = [_set_in(head, Content.styled(first_line(question, lang), "bold"), width)]
    chose = "quiz_screen.yours" if question.type in WRITTEN else "quiz_screen.chose"
    for chosen in view.wrong:
        said = say(chose, text=(f"{chosen.row} ⇢ " if chosen.row else "") + chosen.text)
        lines.append(_set_in(Content("  "), Content(said), width))
        if chosen.what:
            lines.append(_set_in(Content("  "), Content.styled(chosen.what, "$text-muted"), width))
    right = Content.styled(say("quiz_screen.answer", text=view.right), "$success")
    lines.append(_set_in(Content("  "), right, width))
    return Content("\n").join(lines)


def _set_in(head: Content, body: Content, width: int) -> Content:
    lines = wrapped(body, max(width - 2, 2)).split("\n", allow_blank=True)
    return Content.assemble(head, Content("\n  ").join(lines))


def topic_row(topic: TopicScore, term: str, width: int) -> Content:
    """Return a topic's score as a bar, its share in per cent, and its name."""
    full = shares((round(topic.share * 100), 100 - round(topic.share * 100)), SCORE_BAR)
    style = "$success" if topic.share >= 0.8 else "$warning" if topic.share >= 0.5 else "$error"
    return Content.assemble(
        ("█" * full[0], style), ("░" * full[1], "$text-muted"), f" {topic.share:>4.0%} ",
        fit(term, max(width - SCORE_BAR - 6, 2)),
    )  # fmt: skip


def topics_table(topics: Sequence[TopicScore], terms: dict[str, str], say: Say) -> Fluid:
    """Return the topics that were not wholly right, the weakest first; the others in one line."""
    weak = [topic for topic in topics if topic.share < 1]
    strong = len(topics) - len(weak)

    def at(width: int) -> Content:
        lines = [topic_row(topic, terms.get(topic.note, topic.note), width) for topic in weak]
        if strong:
            says = "quiz_screen.topics_right" if weak else "quiz_screen.topics_all_right"
            lines.append(wrapped(Content.styled(f"✓ {say(says, n=strong)}", "$success"), width))
        return Content("\n").join(lines)

    return Fluid(at)


def place_line(quiz: Quiz, place: int, left_ms: int | None, say: Say) -> str:
    """Return which question of how many, counted from 1, and the time left where there is a limit."""
    if quiz.mode is Mode.PLACEMENT:
        return say("quiz_screen.place_open", n=place, of=MOST)
    if left_ms is None:
        return say("quiz_screen.place", n=place, of=len(quiz))
    return say("quiz_screen.place_timed", n=place, of=len(quiz), left=clock_of(left_ms))


def clock_of(ms: int) -> str:
    """Return a time left as minutes and seconds: 3:05."""
    minutes, seconds = divmod(-(-ms // 1000), 60)
    return f"{minutes}:{seconds:02d}"
